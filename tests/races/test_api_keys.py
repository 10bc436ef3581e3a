"""Fifty requests with one Idempotency-Key at the same instant: one case, one answer."""

import json
from collections import Counter
from collections.abc import Callable

import pytest
from django.http import HttpResponse

from admin_center.registry.models import ServiceItem
from approvals.models import Case
from core.api.models import KeptAnswer
from core.records.models import Event
from tests.api.asking import ROOT, Caller
from tests.api.test_agencies import paper
from tests.approvals.bureau import bureau, staff, submitted

from .crowd import at_once

CROWD = 50


def _posts(caller: Caller, path: str, body: object, key: str) -> list[HttpResponse]:
    """The same request from every thread, each with a client of its own."""
    headers = {**caller.headers, "Idempotency-Key": key}

    def post() -> HttpResponse:
        client = type(caller.client)()
        data = json.dumps(body)
        return client.post(ROOT + path, data, content_type="application/json", headers=headers)

    jobs: list[Callable[[], HttpResponse]] = [post] * CROWD
    answers = at_once(jobs)
    failed = [one for one in answers if isinstance(one, Exception)]
    assert not failed, failed[:3]
    return answers


@pytest.mark.raced
def test_fifty_receipts_of_one_paper_are_one_case() -> None:
    item = ServiceItem.objects.select_related("department", "live_version").get(slug="catering-permit")
    caller = Caller(staff(item.department, "crowd-clerk", "receive"), key=True)
    body = paper(item)
    answers = _posts(caller, "agency/cases/", body, "one-paper")
    codes = Counter(one.status_code for one in answers)
    assert set(codes) <= {201, 409}, codes
    assert codes[201] >= 1
    assert len({one.json()["token"] for one in answers if one.status_code == 201}) == 1
    assert {one.json()["code"] for one in answers if one.status_code == 409} <= {"key_in_progress"}
    assert Case.objects.count() == 1
    assert Event.objects.filter(subject_kind="case").count() == 1
    last = caller.ask("post", "agency/cases/", body, once="one-paper")
    assert (last.status_code, last["Idempotent-Replayed"]) == (201, "true")


@pytest.mark.raced
def test_fifty_receipts_without_the_memory_of_answers_are_still_one_case(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The key also names the case, so that an answer lost by a killed process costs nothing."""
    item = ServiceItem.objects.select_related("department", "live_version").get(slug="catering-permit")
    caller = Caller(staff(item.department, "crowd-clerk", "receive"), key=True)
    monkeypatch.setattr("core.api.once.claim", lambda request, key: KeptAnswer(user=request.user, key=key))
    monkeypatch.setattr("core.api.once._keep", lambda row, answer: None)
    answers = _posts(caller, "agency/cases/", paper(item), "one-paper")
    assert Counter(one.status_code for one in answers) == {201: CROWD}
    assert Case.objects.count() == 1


@pytest.mark.raced
def test_of_many_who_saw_the_same_version_one_acts() -> None:
    office = bureau("crowd")
    case = submitted(office)
    caller = Caller(office.clerk, key=True)

    def remark(place: int) -> Callable[[], HttpResponse]:
        client = type(caller.client)()
        data = json.dumps({"version": 1, "comment": f"第 {place} 个人看过，材料齐全。"})
        path = f"{ROOT}agency/cases/{case.token}/pre-review/"
        return lambda: client.post(path, data, content_type="application/json", headers=caller.headers)

    answers = at_once([remark(place) for place in range(8)])
    codes = Counter(one.status_code for one in answers)
    assert codes == {200: 1, 409: 7}
    told = [one.json() for one in answers if one.status_code == 409]
    assert {one["code"] for one in told} == {"changed_since"}
    assert {one["current"]["version"] for one in told} == {2}
    case.refresh_from_db()
    assert case.version == 2
