"""Bulk acts: foreseen, held for thirty seconds, taken back or carried out case by case."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from approvals.models import Case, HeldAct, Step
from approvals.services import bulk, intake
from approvals.tasks import carry_out_held
from core.errors import Refused
from core.now import moved, now
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
DESK = "/admin/approvals/step/"


@pytest.fixture
def office() -> Bureau:
    return bureau()


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def steps(*cases: Case) -> list[int]:
    return list(Step.objects.filter(case__in=cases, state="ready").values_list("pk", flat=True))


def states(*cases: Case) -> list[str]:
    return [Case.objects.get(pk=case.pk).state for case in cases]


def test_the_preview_tells_each_case_and_changes_nothing(office: Bureau) -> None:
    good, bad = submitted(office), submitted(office)
    bad.materials.filter(key="plan").update(verdict="missing")
    answer = at_desk(office.clerk).post(DESK + "preview/", {"act": "accept", "step": steps(good, bad)})
    text = answer.content.decode()
    assert "1 件可以这样办" in text
    assert "还有 1 件材料没有核对齐" in text
    assert states(good, bad) == ["submitted", "submitted"]
    assert not HeldAct.objects.exists()


def test_a_held_act_takes_effect_after_thirty_seconds_and_not_before(office: Bureau) -> None:
    first, second = submitted(office), submitted(office)
    client = at_desk(office.clerk)
    page = client.post(DESK + "hold/", {"act": "accept", "step": steps(first, second)}, follow=True)
    assert "2 件等待生效" in page.content.decode()
    assert carry_out_held() == 0
    assert states(first, second) == ["submitted", "submitted"]
    with moved(now() + timedelta(seconds=31)):
        assert carry_out_held() == 2
        assert carry_out_held() == 0
    assert states(first, second) == ["accepted", "accepted"]
    assert set(HeldAct.objects.values_list("state", flat=True)) == {"done"}


def test_within_thirty_seconds_the_whole_batch_is_taken_back(office: Bureau) -> None:
    case, client = submitted(office), at_desk(office.clerk)
    page = client.post(DESK + "hold/", {"act": "accept", "step": steps(case)})
    assert "撤回" in client.get(DESK).content.decode()
    undone = client.post(page.url + "undo/", follow=True)
    assert "已撤回 1 件" in undone.content.decode()
    with moved(now() + timedelta(seconds=31)):
        assert carry_out_held() == 0
    assert states(case) == ["submitted"]
    assert "已经生效，不能撤回" in client.post(page.url + "undo/", follow=True).content.decode()


def test_what_changed_meanwhile_is_left_alone_and_told(office: Bureau) -> None:
    mine, other = submitted(office), submitted(office)
    batch = bulk.hold([mine.pk, other.pk], act="accept", by=office.clerk, data={})
    intake.not_accept_case(other.pk, by=office.clerk, reason="不属于本局职权范围")
    with moved(now() + timedelta(seconds=31)):
        assert carry_out_held() == 1
    assert states(mine, other) == ["accepted", "not_accepted"]
    page = at_desk(office.clerk).get(f"{DESK}batch/{batch}/").content.decode()
    assert "已有人办过这件" in page
    assert "已办" in page


def test_whoever_lost_the_power_meanwhile_does_nothing(office: Bureau) -> None:
    case = submitted(office)
    bulk.hold([case.pk], act="accept", by=office.clerk, data={})
    office.clerk.groups.clear()
    with moved(now() + timedelta(seconds=31)):
        assert carry_out_held() == 0
    assert states(case) == ["submitted"]
    assert "权限" in HeldAct.objects.get().answer


def test_a_case_waits_in_one_batch_only(office: Bureau) -> None:
    case = submitted(office)
    bulk.hold([case.pk], act="accept", by=office.clerk, data={})
    with pytest.raises(Refused, match="都不能这样办"):
        bulk.hold([case.pk], act="accept", by=office.clerk, data={})


def test_nobody_bulks_what_is_not_in_their_own_queue(office: Bureau) -> None:
    case = submitted(office)
    answer = at_desk(office.stranger).post(
        DESK + "hold/", {"act": "accept", "step": steps(case)}, follow=True
    )
    assert "请先选中要办的办件" in answer.content.decode()
    assert not HeldAct.objects.exists()
    batch = bulk.hold([case.pk], act="accept", by=office.clerk, data={})
    assert at_desk(office.stranger).get(f"{DESK}batch/{batch}/").status_code == 404
    assert bulk.take_back(batch, by=office.stranger) == 0


def test_reviews_in_bulk_need_an_opinion(office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    client = at_desk(office.reviewer)
    refused = client.post(DESK + "preview/", {"act": "complete", "step": steps(case), "opinion": ""})
    assert "请写明审查意见" in refused.content.decode()
    client.post(DESK + "hold/", {"act": "complete", "step": steps(case), "opinion": "材料齐全，符合条件"})
    with moved(now() + timedelta(seconds=31)):
        assert carry_out_held() == 1
    assert Step.objects.get(case=case, kind="review").opinion == "材料齐全，符合条件"
