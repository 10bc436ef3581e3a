"""Suspension, extension, consultation, revocation and the rest, each with its refusals."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from accounts.models import Department
from admin_center.clocks.models import Clock
from approvals.enums import CaseState
from approvals.models import Case, Step
from approvals.rules.supplements import Missing
from approvals.services import afterwards, cooperation, handling, intake, sweeps, timing
from core.documents.models import Document
from core.errors import Forbidden, Refused
from core.now import local, moved
from core.records.models import Event
from core.records.verify import verify_all

from .bureau import Bureau, bureau, staff, submitted
from .forms import CONTENT

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def office() -> Bureau:
    return bureau()


def accepted(office: Bureau, at: datetime = MONDAY) -> Case:
    with moved(at):
        case = submitted(office, at=at)
        intake.accept_case(case.pk, by=office.clerk)
    return case


def clock(case: Case, name: str = "decision") -> Clock:
    return Clock.objects.filter(subject_id=case.pk, name=name).latest("round")


def test_a_pause_moves_every_due_date_and_leaves_a_letter(office: Bureau) -> None:
    case = accepted(office)
    due = clock(case).promised_due_on
    with moved(MONDAY + timedelta(days=1)):
        timing.suspend_case(
            case.pk, by=office.reviewer, ground="expert_review", expected_days=5, reason="需要专家评审"
        )
        with pytest.raises(Refused, match="已暂停"):
            handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="可以")
    with moved(MONDAY + timedelta(days=8)):
        timing.resume_case(case.pk, by=office.reviewer)
    case.refresh_from_db()
    assert case.state == CaseState.UNDER_REVIEW
    assert clock(case).promised_due_on > due
    step = Step.objects.get(case=case, node="review")
    assert step.due_on == clock(case, "step:review").promised_due_on
    assert Document.objects.filter(subject_id=case.pk, kind="special_procedure").exists()


def test_pauses_need_a_lawful_ground_and_a_running_clock(office: Bureau) -> None:
    case = accepted(office)
    with moved(MONDAY):
        with pytest.raises(Refused):
            timing.suspend_case(
                case.pk, by=office.reviewer, ground="holiday", expected_days=5, reason="负责人出差了"
            )
        with pytest.raises(Refused, match="不能恢复计时"):
            timing.resume_case(case.pk, by=office.reviewer)


def test_an_extension_needs_the_head_comes_once_and_not_after_the_statute(office: Bureau) -> None:
    case = accepted(office)
    with moved(MONDAY):
        with pytest.raises(Forbidden):
            timing.extend_case(case.pk, by=office.reviewer, days=5, reason="情况复杂，需要核实")
        with pytest.raises(Refused, match="最多延长"):
            timing.extend_case(case.pk, by=office.head, days=11, reason="情况复杂，需要核实")
        timing.extend_case(case.pk, by=office.head, days=5, reason="情况复杂，需要核实")
        with pytest.raises(Refused, match="只能延长一次"):
            timing.extend_case(case.pk, by=office.head, days=5, reason="情况复杂，需要核实")
    late = accepted(office)
    with moved(MONDAY + timedelta(days=90)), pytest.raises(Refused, match="期限已过"):
        timing.extend_case(late.pk, by=office.head, days=5, reason="情况复杂，需要核实")


def test_nothing_is_granted_while_an_opinion_is_owed_and_silence_is_no_consent(office: Bureau) -> None:
    case = accepted(office)
    fire = Department.objects.create(slug="fire", name="消防大队")
    officer = staff(fire, "fire-officer", "review")
    with moved(MONDAY):
        cooperation.consult_departments(
            case.pk, by=office.reviewer, departments=[fire], question="消防设计是否合格？", days=3
        )
        handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="可以")
        with pytest.raises(Refused, match="还有部门没有答复"):
            handling.grant_case(case.pk, by=office.head)
        node = f"opinion-{fire.pk}"
        with pytest.raises(Forbidden):
            cooperation.give_opinion(case.pk, by=office.reviewer, node=node, result="agree")
        with pytest.raises(Refused, match="写明内容"):
            cooperation.give_opinion(case.pk, by=officer, node=node, result="disagree")
        cooperation.give_opinion(
            case.pk, by=officer, node=node, result="disagree", opinion="消防车道宽度不足"
        )
        with pytest.raises(Refused, match="有部门不同意"):
            handling.grant_case(case.pk, by=office.head)
        handling.grant_case(case.pk, by=office.head, reasons="消防车道已按意见加宽，见修改图。")


def test_a_transfer_hands_over_steps_and_clock(office: Bureau) -> None:
    other = Department.objects.create(slug="other-1", name="另一个局")
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        cooperation.transfer_case(case.pk, by=office.clerk, to=other, reason="属于该局职权范围")
    case.refresh_from_db()
    assert case.department == other
    assert clock(case, "intake").department_id == other.pk
    assert set(Step.objects.filter(case=case).values_list("department_id", flat=True)) == {other.pk}
    with moved(MONDAY), pytest.raises(Forbidden):
        intake.accept_case(case.pk, by=office.clerk)


def test_deemed_acceptance_counts_from_the_receipt_however_late_the_job_runs(office: Bureau) -> None:
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
    with moved(MONDAY + timedelta(days=7)):
        assert sweeps.deem_overdue_cases() == 0
    with moved(MONDAY + timedelta(days=11)):
        assert sweeps.deem_overdue_cases() == 1
        assert sweeps.deem_overdue_cases() == 0
    case.refresh_from_db()
    assert case.is_deemed
    assert case.accepted_on.isoformat() == "2026-03-02"
    assert clock(case).start_on.isoformat() == "2026-03-02"


def test_after_a_supplement_deemed_acceptance_counts_from_the_completed_materials(office: Bureau) -> None:
    back = MONDAY + timedelta(days=14)
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        intake.request_supplement(case.pk, by=office.clerk, items=[Missing("field:use", "请写明用途")])
    with moved(back):
        intake.supplement_case(case.pk, by=office.citizen, files={}, answers={"use": "住宅"})
    with moved(back + timedelta(days=9)):
        assert sweeps.deem_overdue_cases() == 1
    case.refresh_from_db()
    assert clock(case).start_on == case.accepted_on == local(back).date()


def issued(office: Bureau) -> Case:
    case = accepted(office)
    with moved(MONDAY):
        handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="可以")
        handling.grant_case(case.pk, by=office.head)
        handling.issue_certificate(case.pk, by=office.clerk)
        Document.objects.filter(subject_id=case.pk, kind="certificate").update(state="ready", sha256="0" * 64)
    return case


def test_a_certificate_is_revoked_by_two_people_only(office: Bureau) -> None:
    case = issued(office)
    office.head.groups.add(*office.reviewer.groups.all())
    with moved(MONDAY):
        afterwards.propose_revocation(case.pk, by=office.head, reason="申请材料中的合同系伪造，已查实。")
        words = {"reason": "申请材料中的合同系伪造，已查实。", "heard": "期限内没有提出"}
        with pytest.raises(Forbidden, match="另一位"):
            afterwards.revoke_certificate(case.pk, by=office.head, **words)
        second = staff(office.department, "second-head", "decide")
        with pytest.raises(Refused, match="可以陈述、申辩到2026年3月9日"):
            afterwards.revoke_certificate(case.pk, by=second, **words)
    assert Document.objects.get(subject_id=case.pk, kind="certificate").state == "ready"
    with moved(MONDAY + timedelta(days=8)):
        with pytest.raises(Refused, match="采纳情况"):
            afterwards.revoke_certificate(case.pk, by=second, **words | {"heard": " "})
        afterwards.revoke_certificate(case.pk, by=second, **words)
    case.refresh_from_db()
    assert case.outcome == "revoked"
    assert Document.objects.get(subject_id=case.pk, kind="certificate").state == "revoked"


def test_a_correction_replaces_the_sheet_and_keeps_the_old_one(office: Bureau) -> None:
    case = issued(office)
    with moved(MONDAY):
        afterwards.correct_certificate(case.pk, by=office.head, reason="项目名称印错一个字，予以更正。")
    states = Document.objects.filter(subject_id=case.pk, kind="certificate").order_by("pk")
    assert [d.state for d in states] == ["replaced", "rendering"]


def test_a_correction_mends_one_line_of_the_sheet() -> None:
    office = bureau(content=CONTENT)
    case = issued(office)
    mend = partial(
        afterwards.correct_certificate, case.pk, by=office.head, reason="项目名称印错一个字，予以更正。"
    )
    with moved(MONDAY):
        with pytest.raises(Refused, match="没有这一项"):
            mend(field="no_such", value="某路")
        with pytest.raises(Refused, match="请填写"):
            mend(field="project_name", value=" ")
        with pytest.raises(Refused, match="一样"):
            mend(field="project_name", value="某路改造")
        mend(field="project_name", value="某路拓宽改造")
    case.refresh_from_db()
    assert case.answers["project_name"] == "某路拓宽改造"
    sheet = Document.objects.filter(subject_id=case.pk, kind="certificate").latest("pk")
    assert "某路拓宽改造" in str(sheet.values)
    assert "某路" not in str(Event.objects.get(subject_id=case.pk, act="correct").data)
    assert not [finding.bad for finding in verify_all() if finding.bad]


def test_a_case_reopened_after_an_appeal_is_decided_anew(office: Bureau) -> None:
    case = accepted(office)
    overseer = staff(office.department, "overseer", "supervise")
    with moved(MONDAY):
        handling.complete_step(
            case.pk, by=office.reviewer, node="review", result="disagree", opinion="不符合"
        )
        handling.refuse_case(
            case.pk, by=office.head, reasons="建设资金证明不足合同价的一半。", legal_basis="《建筑法》第八条"
        )
        afterwards.reopen_case(case.pk, by=overseer, reason="复议决定撤销原决定，责令重新作出。")
        handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="已补足")
        handling.grant_case(case.pk, by=office.head)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("decided", "granted")
    assert [f.bad for f in verify_all() if f.bad] == []
