"""After the last word nobody owes anything: no step in a queue, no clock that still runs and earns cards."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Department
from admin_center.clocks.models import Clock
from approvals.models import Case, Material, Step, SupplementNotice
from approvals.rules.supplements import Missing
from approvals.services import afterwards, cooperation, handling, intake, sweeps, timing
from core.errors import Refused
from core.now import moved

from .bureau import Bureau, bureau, staff, submitted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
REASONS = {"reasons": "建设资金证明不足合同价的一半。", "legal_basis": "《建筑法》第八条"}


@pytest.fixture
def office() -> Bureau:
    return bureau()


def reviewed(office: Bureau, *, result: str = "agree") -> Case:
    case = submitted(office, at=MONDAY)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result=result, opinion="见审查记录")
    return case


def running(case: Case) -> set[str]:
    return set(
        Clock.objects.filter(subject_id=case.pk).exclude(state="stopped").values_list("name", flat=True)
    )


def test_a_refusal_ends_what_other_departments_were_asked(office: Bureau) -> None:
    fire = Department.objects.create(slug="fire", name="消防大队")
    staff(fire, "fire-officer", "review")
    with moved(MONDAY):
        case = reviewed(office)
        cooperation.consult_departments(
            case.pk, by=office.reviewer, departments=[fire], question="消防设计是否合格？", days=3
        )
        handling.refuse_case(case.pk, by=office.head, **REASONS)
    assert Step.objects.get(case=case, node=f"opinion-{fire.pk}").state == "cancelled"
    assert running(case) == {"delivery"}


def test_a_promise_of_materials_is_a_clock_that_ends_with_them_or_with_the_refusal(office: Bureau) -> None:
    def conditional() -> Case:
        case = submitted(office, at=MONDAY)
        intake.accept_case_conditionally(case.pk, by=office.clerk, promised=["deed"], days=5)
        return case

    with moved(MONDAY):
        case = conditional()
        promise = Clock.objects.get(subject_id=case.pk, name="promise")
        owed = Material.objects.get(case=case, key="deed")
        assert owed.complete_by == promise.promised_due_on
        assert promise.next_alert_on is None
        handling.complete_step(
            case.pk, by=office.reviewer, node="review", result="disagree", opinion="资金不足"
        )
        handling.refuse_case(case.pk, by=office.head, **REASONS)
    assert running(case) == {"delivery"}


def test_over_a_reviewers_no_a_grant_says_why(office: Bureau) -> None:
    with moved(MONDAY):
        case = reviewed(office, result="disagree")
        with pytest.raises(Refused, match="审查意见是不同意"):
            handling.grant_case(case.pk, by=office.head)
        handling.grant_case(case.pk, by=office.head, reasons="已补充资金证明，条件已经具备。")


def test_a_department_that_was_asked_again_and_agreed_is_not_against(office: Bureau) -> None:
    fire = Department.objects.create(slug="fire", name="消防大队")
    officer = staff(fire, "fire-officer", "review")
    node = f"opinion-{fire.pk}"
    with moved(MONDAY):
        case = reviewed(office)
        for result, words in (("disagree", "消防车道宽度不足"), ("agree", "已按意见改好")):
            cooperation.consult_departments(
                case.pk, by=office.reviewer, departments=[fire], question="消防设计是否合格？", days=3
            )
            cooperation.give_opinion(case.pk, by=officer, node=node, result=result, opinion=words)
        handling.grant_case(case.pk, by=office.head)


def test_only_a_decision_can_be_made_anew(office: Bureau) -> None:
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        handling.withdraw_case(case.pk, by=office.citizen)
    with moved(MONDAY + timedelta(days=90)):
        assert sweeps.archive_ended_cases() == 1
        office.head.groups.add(*staff(office.department, "overseer", "supervise").groups.all())
        with pytest.raises(Refused, match="没有作出过"):
            afterwards.reopen_case(case.pk, by=office.head, reason="复议机关责令重新作出决定。")


def test_a_moved_calendar_moves_what_the_applicant_is_shown(office: Bureau) -> None:
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        intake.request_supplement(case.pk, by=office.clerk, items=[Missing("field:use", "请写明用途")])
        clock = Clock.objects.get(subject_id=case.pk, name="supplement")
        right = clock.promised_due_on
        wrong = right - timedelta(days=1)
        Clock.objects.filter(pk=clock.pk).update(promised_due_on=wrong)
        SupplementNotice.objects.filter(case=case).update(due_on=wrong)
        timing.redate_cases([case.pk], reason="放假安排调整")
    assert SupplementNotice.objects.get(case=case).due_on == right


def test_those_that_do_not_lapse_do_not_keep_back_those_that_do(
    office: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "BATCH", 1)
    lapsing = bureau("b2", content={"lapse_basis": "《测试办法》第一条"})
    with moved(MONDAY):
        for place in (office, lapsing):
            case = submitted(place, at=MONDAY)
            intake.request_supplement(case.pk, by=place.clerk, items=[Missing("field:use", "请写明用途")])
    with moved(MONDAY + timedelta(days=200)):
        assert sweeps.lapse_overdue_cases() == 1
    assert Case.objects.get(state="lapsed").department == lapsing.department
