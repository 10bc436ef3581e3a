"""Bulk acts by program: the same service as the queue's, foreseen and answered case by case."""

from datetime import timedelta
from typing import Any

import pytest

from approvals.models import Case, HeldAct
from approvals.services import bulk, intake
from core.now import moved, now
from tests.api.asking import Caller
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db


def asked(*cases: Case, act: str = "accept", **more: Any) -> dict[str, Any]:
    return {"act": act, "cases": [{"case": case.token} for case in cases], **more}


def carry_out() -> None:
    with moved(now() + timedelta(seconds=31)):
        bulk.carry_out_due()


def test_each_case_is_foreseen_held_and_answered_for_itself(clerk: Caller, office: Bureau) -> None:
    good, changed, foreign = submitted(office), submitted(office), submitted(bureau("elsewhere"))
    told = clerk.told("post", "agency/bulk/preview/", asked(good, changed, foreign))
    assert told["ready"] == 2
    assert [bool(line["why"]) for line in told["results"]] == [False, False, True]
    assert not HeldAct.objects.exists()
    nothing = {"act": "accept", "cases": [{"case": "nothing"}]}
    [missing] = clerk.told("post", "agency/bulk/preview/", nothing)["results"]
    assert missing["why"] == told["results"][2]["why"]
    batch = clerk.told("post", "agency/bulk/", asked(good, changed, foreign), status=201)
    assert [line["state"] for line in batch["results"]] == ["held", "held"]
    intake.not_accept_case(changed.pk, by=office.clerk, reason="不属于本机关的职权范围")
    carry_out()
    lines = clerk.told("get", f"agency/bulk/{batch['batch']}/")["results"]
    assert {line["case"]: line["state"] for line in lines} == {good.token: "done", changed.token: "refused"}
    assert any("已有人办过" in line["answer"] for line in lines)
    good.refresh_from_db()
    assert good.state == "accepted"


def test_what_the_caller_has_not_seen_is_left_out(clerk: Caller, office: Bureau) -> None:
    case = submitted(office)
    body = {"act": "accept", "cases": [{"case": case.token, "version": 7}]}
    [line] = clerk.told("post", "agency/bulk/preview/", body)["results"]
    assert "又有人办过" in line["why"]
    assert clerk.problem("post", "agency/bulk/", body, status=422)["code"] == "none_ready"


def test_a_batch_is_taken_back_and_is_nobody_elses(clerk: Caller, office: Bureau) -> None:
    batch = clerk.told("post", "agency/bulk/", asked(submitted(office)), status=201)["batch"]
    reviewer = Caller(office.reviewer, key=True)
    reviewer.problem("get", f"agency/bulk/{batch}/", status=404)
    reviewer.problem("post", f"agency/bulk/{batch}/undo/", status=404)
    told = clerk.told("post", f"agency/bulk/{batch}/undo/")
    assert [line["state"] for line in told["results"]] == ["undone"]
    carry_out()
    assert clerk.problem("post", f"agency/bulk/{batch}/undo/", status=422)["code"] == "in_effect"


def test_a_power_that_one_holds_nowhere_is_refused(office: Bureau) -> None:
    reviewer = Caller(office.reviewer, key=True)
    case = submitted(office)
    assert "收件" in reviewer.problem("post", "agency/bulk/", asked(case), status=403)["detail"]
    many = {"act": "accept", "cases": [{"case": "x"}] * (bulk.MOST + 1)}
    assert "cases" in str(reviewer.problem("post", "agency/bulk/", many, status=400)["errors"])
