"""Departments whose conditions contradict each other: shown, and in the way of a grant until answered."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from approvals.models import Case, Decision, Step
from approvals.services import cooperation, handling, intake
from core.errors import Refused
from core.now import moved, now
from core.records.verify import verify_all
from tests.api.asking import Caller

from .bureau import Bureau, bureau, staff, submitted

pytestmark = pytest.mark.django_db

LOW = {"subject": "容积率", "relation": "at_most", "figure": "2.0", "unit": ""}
HIGH = {"subject": "容积率", "relation": "at_least", "figure": "2.5", "unit": ""}
ANSWER = "采用消防部门的 2.0，规划部门已于今日同意。"


@pytest.fixture
def office() -> Bureau:
    return bureau()


def asked(office: Bureau) -> tuple[Case, dict[str, User]]:
    """A case at the decision, two departments asked."""
    others = [bureau(tag) for tag in ("c2", "c3")]
    officers = {
        f"opinion-{one.department.pk}": staff(one.department, f"co-{one.department.slug}", "review")
        for one in others
    }
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    cooperation.consult_departments(
        case.pk,
        by=office.reviewer,
        departments=[one.department for one in others],
        question="容积率应当怎样控制？",
        days=3,
    )
    return case, officers


def clashing(office: Bureau) -> tuple[Case, dict[str, User]]:
    case, officers = asked(office)
    for (node, officer), line in zip(officers.items(), (LOW, HIGH), strict=True):
        cooperation.give_opinion(case.pk, by=officer, node=node, result="conditions", terms=[line])
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="符合")
    return case, officers


def page(case: Case, user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/admin/approvals/case/{case.token}/").content.decode()


def settle_key(case: Case) -> str:
    steps = Step.objects.filter(case=case, kind="co_opinion").order_by("position", "id")
    return "~".join(f"{step.pk}.1" for step in steps)


def test_the_officer_writes_conditions_line_by_line_and_half_a_line_loses_nothing(office: Bureau) -> None:
    case, officers = asked(office)
    node, officer = next(iter(officers.items()))
    client = Client()
    client.force_login(officer)
    address = f"/admin/approvals/case/{case.token}/opinion/"
    typed = {
        "co_result": "conditions",
        "co_opinion": "",
        "term_subject:2": "容积率",
        "term_relation:2": "at_most",
    }
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "第 2 条条件请填写数字" in refused.content.decode()
    assert 'name="term_subject:2" value="容积率"' in refused.content.decode()
    client.post(address, typed | {"term_figure:2": "2.0"})
    step = Step.objects.get(case=case, node=node)
    assert (step.result, step.terms) == ("conditions", [LOW])
    assert "容积率不大于 2.0" in page(case, office.reviewer)


def test_lines_beside_a_plain_agreement_are_refused(office: Bureau) -> None:
    case, officers = asked(office)
    node, officer = next(iter(officers.items()))
    with pytest.raises(Refused, match="结论请选“附条件同意”"):
        cooperation.give_opinion(case.pk, by=officer, node=node, result="agree", terms=[LOW])


def test_a_clash_blocks_the_grant_until_the_decider_says_what_holds(office: Bureau) -> None:
    case, _officers = clashing(office)
    shown = page(case, office.head)
    assert shown.count('<li class="clash">') == 2
    assert "测试局c2 · 附条件同意" in shown
    assert "opinion-" not in shown
    assert "1 与 2 相抵" in shown
    assert "没有一个数字能同时满足" in shown
    client = Client()
    client.force_login(office.head)
    address, key = f"/admin/approvals/case/{case.token}/grant/", settle_key(case)
    refused = client.post(address, {"sure": "yes", f"settle:{key}": "听消防的"})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "部门条件相抵，还没有写明怎样处理：1 与 2（容积率）" in text
    assert "听消防的" in text
    assert not Decision.objects.filter(case=case).exists()
    client.post(address, {"sure": "yes", f"settle:{key}": ANSWER})
    decision = Decision.objects.get(case=case)
    assert f"第1、2条部门条件相抵（容积率）：{ANSWER}" in decision.reasons
    assert [f.bad for f in verify_all() if f.bad] == []


def test_a_department_that_is_asked_again_settles_the_clash(office: Bureau) -> None:
    case, officers = clashing(office)
    node, officer = next(reversed(officers.items()))
    handling.send_back(case.pk, by=office.head, reason="请两部门会商")
    with moved(now() + timedelta(minutes=1)):
        department = Step.objects.get(case=case, node=node).department
        cooperation.consult_departments(
            case.pk, by=office.reviewer, departments=[department], question="与消防会商后的意见？", days=1
        )
        cooperation.give_opinion(case.pk, by=officer, node=node, result="conditions", terms=[LOW])
        handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="已会商")
        assert "相抵" not in page(case, office.head)
        handling.grant_case(case.pk, by=office.head)


def test_a_department_that_changed_its_mind_is_not_against_any_more(office: Bureau) -> None:
    case, officers = asked(office)
    (first, officer), (second, other) = officers.items()
    cooperation.give_opinion(case.pk, by=officer, node=first, result="disagree", opinion="登高场地不够。")
    cooperation.give_opinion(case.pk, by=other, node=second, result="agree")
    department = Step.objects.get(case=case, node=first).department
    cooperation.consult_departments(
        case.pk, by=office.reviewer, departments=[department], question="图已改，现在可以吗？", days=1
    )
    cooperation.give_opinion(case.pk, by=officer, node=first, result="agree")
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="符合")
    handling.grant_case(case.pk, by=office.head)
    case.refresh_from_db()
    assert case.outcome == "granted"


def test_a_head_can_grant_against_a_department_with_reasons_from_the_page(office: Bureau) -> None:
    case, officers = asked(office)
    (first, officer), (second, other) = officers.items()
    cooperation.give_opinion(case.pk, by=officer, node=first, result="disagree", opinion="登高场地不够。")
    cooperation.give_opinion(case.pk, by=other, node=second, result="agree")
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="符合")
    shown = page(case, office.head)
    button = shown.split('data-act="grant"')[1].split(">")[0]
    assert "disabled" not in button
    assert "请在理由里写明怎样处理了这些意见" in shown


def test_programs_see_a_clash_and_settle_it(office: Bureau) -> None:
    case, officers = asked(office)
    for (node, officer), line in zip(officers.items(), (LOW, HIGH), strict=True):
        body = {"node": node, "result": "conditions", "terms": [line]}
        Caller(officer, key=True).told("post", f"agency/cases/{case.token}/opinion/", body)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="符合")
    head, address = Caller(office.head, key=True), f"agency/cases/{case.token}/"
    (clash,) = head.told("get", address)["clashes"]
    assert clash["one"] == "容积率不大于 2.0"
    assert "部门条件相抵" in head.told("post", f"{address}grant/", {}, status=422)["detail"]
    head.told("post", f"{address}grant/", {"settled": {clash["key"]: ANSWER}})
    assert ANSWER in Decision.objects.get(case=case).reasons
