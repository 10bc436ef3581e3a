"""A case from submission to delivery through the real services."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admin_center.clocks.models import Clock, ClockEntry
from approvals.enums import CaseState, StepState
from approvals.models import Case, Decision, Step
from approvals.rules.intake import Check
from approvals.rules.supplements import Missing
from approvals.services import handling, intake
from core.documents.models import Document
from core.errors import Forbidden, Refused
from core.records.models import Event

from .bureau import Bureau, bureau, submitted
from .forms import CONTENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Bureau:
    return bureau()


def decided(office: Bureau) -> Case:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="材料齐全")
    handling.grant_case(case.pk, by=office.head)
    return case


def test_a_case_goes_from_submission_to_delivery(office: Bureau) -> None:
    case = decided(office)
    handling.issue_certificate(case.pk, by=office.clerk)
    handling.deliver_case(case.pk, by=office.clerk, mode="window", receiver="李某")
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED
    assert case.outcome == "granted"
    assert case.version == 6
    events = Event.objects.filter(subject_kind="case", subject_id=case.pk).order_by("seq")
    assert [e.act for e in events] == ["submit", "accept", "complete_step", "grant", "issue", "deliver"]
    assert set(Step.objects.filter(case=case).values_list("state", flat=True)) == {StepState.DONE}
    clocks = Clock.objects.filter(subject_kind="case", subject_id=case.pk)
    assert set(clocks.values_list("state", flat=True)) == {"stopped"}
    assert {c.name for c in clocks} == {
        "intake",
        "decision",
        "delivery",
        "step:review",
        "step:decide",
    }
    assert ClockEntry.objects.filter(clock__in=clocks).count() == 10
    assert Decision.objects.get(case=case).reasons


def test_an_act_is_two_statements(office: Bureau) -> None:
    warm = submitted(office)
    intake.accept_case(warm.pk, by=office.clerk)
    case = submitted(office)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        intake.accept_case(case.pk, by=office.clerk)
    acts = [q["sql"] for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(acts) == 2


def test_strangers_and_applicants_cannot_accept(office: Bureau) -> None:
    case = submitted(office)
    for user in (office.stranger, office.reviewer, office.citizen):
        with pytest.raises(Forbidden):
            intake.accept_case(case.pk, by=user)
    case.refresh_from_db()
    assert case.state == CaseState.SUBMITTED


def test_clerk_cannot_decide_a_case_they_accepted(office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    office.reviewer.groups.add(*office.head.groups.all())
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="材料齐全")
    with pytest.raises(Forbidden, match="另一位"):
        handling.grant_case(case.pk, by=office.reviewer)


def test_clerks_may_not_refuse_without_a_reason(office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="disagree", opinion="不符合")
    with pytest.raises(Refused, match="理由"):
        handling.refuse_case(case.pk, by=office.head, reasons="不行", legal_basis="《建筑法》第八条")
    with pytest.raises(Refused, match="法律依据"):
        handling.refuse_case(
            case.pk, by=office.head, reasons="建设资金证明不足合同价的一半。", legal_basis=""
        )
    handling.refuse_case(
        case.pk, by=office.head, reasons="建设资金证明不足合同价的一半。", legal_basis="《建筑法》第八条"
    )
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("decided", "refused")
    assert "六十日" in Decision.objects.get(case=case).remedies


def test_a_supplement_list_must_be_complete_and_comes_once(office: Bureau) -> None:
    case = submitted(office)
    checks = {"plan": Check("missing", "缺盖章"), "deed": Check("doubt", "看不清")}
    with pytest.raises(Refused, match="还少：产权证明"):
        intake.request_supplement(
            case.pk, by=office.clerk, items=[Missing("plan", "请补盖章")], checks=checks
        )
    intake.request_supplement(
        case.pk,
        by=office.clerk,
        items=[Missing("plan", "请补盖章"), Missing("deed", "请重新扫描")],
        checks=checks,
    )
    with pytest.raises(Refused, match="还有 2 项"):
        intake.supplement_case(case.pk, by=office.citizen, files={})
    case.refresh_from_db()
    assert case.state == CaseState.SUPPLEMENT_REQUESTED
    with pytest.raises(Forbidden):
        intake.supplement_case(case.pk, by=office.other_citizen, files={})


def test_a_supplement_letter_names_the_question_of_the_form() -> None:
    office = bureau(content=CONTENT)
    case = submitted(office)
    intake.request_supplement(
        case.pk, by=office.clerk, items=[Missing("field:project_name", "与规划许可证不一致")]
    )
    letter = Document.objects.get(subject_id=case.pk, kind="supplement")
    assert letter.values["items"] == [{"material": "项目名称", "problem": "与规划许可证不一致"}]
    with pytest.raises(Refused, match="还有 1 项没有补：项目名称"):
        intake.supplement_case(case.pk, by=office.citizen, files={})


def test_withdrawal_is_open_to_the_applicant_until_the_decision(office: Bureau) -> None:
    case = submitted(office)
    handling.withdraw_case(case.pk, by=office.citizen, reason="计划变了")
    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN
    late = decided(office)
    with pytest.raises(Refused, match="复议"):
        handling.withdraw_case(late.pk, by=office.citizen)
