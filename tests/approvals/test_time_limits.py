"""What docs/clock.md promises about a case's time, where the acts of an office meet it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Department
from admin_center.clocks.models import Clock
from admin_center.supervision.models import Card
from approvals.admin.page_time import due_block
from approvals.models import Case
from approvals.rules.supplements import Missing
from approvals.selectors.desk import desk
from approvals.services import cooperation, intake, sweeps, timing
from core.errors import Refused
from core.now import moved
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
REVIEW = {"ground": "expert_review", "expected_days": 30, "reason": "深基坑需要组织专家评审"}


@pytest.fixture
def office() -> Bureau:
    return bureau(tag="time")


def clock(case: Case, name: str = "decision") -> Clock:
    return Clock.objects.filter(subject_id=case.pk, name=name).latest("round")


def test_a_paused_term_is_extended_by_the_date_it_would_have_today(office: Bureau) -> None:
    """The stored date of a paused clock is that of the pause; after two months it is not over."""
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        intake.accept_case(case.pk, by=office.clerk)
        timing.suspend_case(case.pk, by=office.reviewer, **REVIEW)
    with moved(MONDAY + timedelta(days=60)):
        assert clock(case).statutory_due_on < date(2026, 5, 1)
        timing.extend_case(case.pk, by=office.head, days=10, reason="评审意见需要逐条核实")
        timing.resume_case(case.pk, by=office.reviewer)
    after = clock(case)
    assert (after.extended_days, after.state) == (10, "running")


def test_a_running_term_is_not_extended_after_its_end(office: Bureau) -> None:
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        intake.accept_case(case.pk, by=office.clerk)
    due = clock(case).statutory_due_on
    late = datetime(due.year, due.month, due.day, 16, 0, tzinfo=UTC)  # midnight after the last day
    with moved(late), pytest.raises(Refused, match="法定期限已过"):
        timing.extend_case(case.pk, by=office.head, days=10, reason="评审意见需要逐条核实")
    with moved(late - timedelta(seconds=1)):
        timing.extend_case(case.pk, by=office.head, days=10, reason="评审意见需要逐条核实")


def test_a_clerk_who_accepts_too_late_accepts_as_of_the_receipt(office: Bureau) -> None:
    """No answer in five days: accepted since the receipt (art. 32(4)), also where the sweep comes second."""
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
    with moved(MONDAY + timedelta(days=8)):
        intake.accept_case(case.pk, by=office.clerk)
        assert sweeps.deem_overdue_cases() == 0
    case.refresh_from_db()
    assert (case.is_deemed, case.accepted_on) == (True, date(2026, 3, 2))
    assert clock(case).start_on == date(2026, 3, 2)
    assert Card.objects.filter(subject_id=case.pk, cause="deemed", level="red").count() == 1


def test_on_the_last_day_an_answer_is_still_an_answer(office: Bureau) -> None:
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
    with moved(MONDAY + timedelta(days=7, hours=14)):  # Monday 9 March, 23:00
        intake.accept_case(case.pk, by=office.clerk)
    case.refresh_from_db()
    assert (case.is_deemed, case.accepted_on) == (False, date(2026, 3, 9))


def test_after_the_term_nobody_is_asked_for_more_or_turned_away(office: Bureau) -> None:
    other = Department.objects.create(slug="third-time", name="另一个局")
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
    asked = [Missing("plan", "缺少注册建筑师的签章")]
    why = "该处道路由城市管理部门审批"
    with moved(MONDAY + timedelta(days=8)):
        with pytest.raises(Refused, match="视为受理"):
            intake.request_supplement(case.pk, by=office.clerk, items=asked)
        with pytest.raises(Refused, match="视为受理"):
            intake.not_accept_case(case.pk, by=office.clerk, reason=why)
        with pytest.raises(Refused, match="视为受理"):
            cooperation.transfer_case(case.pk, by=office.clerk, to=other, reason=why)
        assert sweeps.deem_overdue_cases() == 1


def test_a_supplement_counts_whether_early_on_the_last_day_or_late(office: Bureau) -> None:
    """The applicant's term cuts nothing off; the office's five days start on the day of the answer."""
    for days in (1, 14, 30):
        with moved(MONDAY):
            case = submitted(office, at=MONDAY)
            asked = [Missing("field:use", "请写明用途")]
            intake.request_supplement(case.pk, by=office.clerk, items=asked)
        with moved(MONDAY + timedelta(days=days)):
            intake.supplement_case(case.pk, by=office.citizen, files={}, answers={"use": "住宅"})
        assert clock(case, "intake").start_on == (MONDAY + timedelta(days=days)).date()
        assert clock(case, "supplement").state == "stopped"


def test_the_desk_calls_nothing_overdue_before_the_rolled_end() -> None:
    office = bureau(tag="desk", unit="calendar_days", promised_days=5, statutory_days=20)
    with moved(MONDAY):  # day 5 is Saturday, 7 March; due on Monday the 9th
        case = submitted(office, at=MONDAY)
        intake.accept_case(case.pk, by=office.clerk)
    for days, left in ((4, 1), (6, 0), (7, 0), (8, -1)):
        with moved(MONDAY + timedelta(days=days)):
            block = due_block(desk(case, office.reviewer))
        assert block and block["left"] == left
