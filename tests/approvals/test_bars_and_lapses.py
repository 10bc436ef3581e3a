"""False materials bar a new application; an unanswered supplement ends a case only where its law says so."""

from datetime import UTC, datetime, timedelta

import pytest

from approvals.models import Case, Draft
from approvals.rules.supplements import Missing
from approvals.services import intake, sweeps
from approvals.services.bars import lift_bar, set_bar
from approvals.services.submit import submit_draft
from core.errors import Forbidden, Refused
from core.now import moved, now, today
from core.records.models import Event

from .bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def office() -> Bureau:
    return bureau()


def draft(office: Bureau) -> Draft:
    at = now()
    return Draft.objects.create(
        user=office.citizen,
        item=office.version.item,
        item_version=office.version,
        contact={"delivery_mode": "online"},
        topics_done=["contact"],
        created_at=at,
        saved_at=at,
        expires_on=today() + timedelta(days=30),
    )


def test_a_bar_stops_the_next_submission_and_names_its_end(office: Bureau) -> None:
    case = submitted(office)
    bar = set_bar(case, by=office.head, ground="false_materials", reason="所附合同系伪造，经签约方书面确认。")
    assert (bar.ends_on - bar.starts_on).days in (365, 366)
    assert Event.objects.filter(subject_kind="bar", subject_id=bar.pk, act="set_bar").exists()
    with pytest.raises(Refused, match="以前不能再次申请"):
        submit_draft(draft(office).token, by=office.citizen)
    with moved(now() + timedelta(days=400)):
        assert submit_draft(draft(office).token, by=office.citizen).number


def test_fraud_bars_for_three_years_and_only_a_decider_may_bar(office: Bureau) -> None:
    case = submitted(office)
    with pytest.raises(Forbidden):
        set_bar(case, by=office.clerk, ground="fraud", reason="以欺骗手段取得许可，证据确凿。")
    bar = set_bar(case, by=office.head, ground="fraud", reason="以欺骗手段取得许可，证据确凿。")
    assert bar.ends_on.year - bar.starts_on.year == 3


def asked(office: Bureau) -> Case:
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        intake.request_supplement(case.pk, by=office.clerk, items=[Missing("plan", "请补盖章")])
    return case


def test_an_unanswered_list_ends_the_case_where_the_law_of_the_item_says_so() -> None:
    office = bureau("lapse", content={"legal_basis": [], "lapse_basis": "《政府信息公开条例》第三十条"})
    case = asked(office)
    with moved(MONDAY + timedelta(days=14)):
        assert sweeps.lapse_overdue_cases() == 0
    with moved(MONDAY + timedelta(days=30)):
        assert sweeps.lapse_overdue_cases() == 1
        assert sweeps.lapse_overdue_cases() == 0
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("lapsed", "lapsed")


def test_without_such_a_law_it_waits(office: Bureau) -> None:
    case = asked(office)
    with moved(MONDAY + timedelta(days=300)):
        assert sweeps.lapse_overdue_cases() == 0
    case.refresh_from_db()
    assert case.state == "supplement_requested"


def test_a_bar_is_set_once_and_lifted_with_a_reason_that_stays(office: Bureau) -> None:
    case, reason = submitted(office), "以伪造的合同申请，经签约方书面确认。"
    bar = set_bar(case, by=office.head, ground="false_materials", reason=reason)
    with pytest.raises(Refused, match="已经作出过"):
        set_bar(case, by=office.head, ground="false_materials", reason=reason)
    with pytest.raises(Refused, match="为什么解除"):
        lift_bar(case, by=office.head, ground="false_materials", reason="错了")
    with pytest.raises(Refused, match="没有这项限制"):
        lift_bar(case, by=office.head, ground="fraud", reason="复核查明合同是真实的。")
    with pytest.raises(Forbidden):
        lift_bar(case, by=office.reviewer, ground="false_materials", reason="复核查明合同是真实的。")
    lift_bar(case, by=office.head, ground="false_materials", reason="复核查明合同是真实的。")
    bar.refresh_from_db()
    assert (bool(bar.lifted_at), bar.lift_reason) == (True, "复核查明合同是真实的。")
    acts = Event.objects.filter(subject_kind="bar", subject_id=bar.pk).order_by("seq")
    assert list(acts.values_list("act", flat=True)) == ["set_bar", "lift_bar"]
    assert submit_draft(draft(office).token, by=office.citizen).number
