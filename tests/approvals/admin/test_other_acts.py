"""The less usual acts through the admin: time, other departments, endings, and what follows a decision."""

from datetime import timedelta

import pytest

from accounts.models import User
from approvals.models import Case, Step
from approvals.services import handling, intake
from core.now import moved, now
from tests.approvals.admin.test_case_acts import at_desk, reviewed, url
from tests.approvals.bureau import Bureau, bureau, staff, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Bureau:
    return bureau()


def accepted(office: Bureau) -> Case:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    return case


def post(user: User, case: Case, act: str, **typed: str) -> str:
    answer = at_desk(user).post(url(case, act), typed, follow=True)
    case.refresh_from_db()
    return answer.content.decode()


def test_time_stands_still_on_a_lawful_ground_and_goes_on_again(office: Bureau) -> None:
    case = accepted(office)
    words = {"ground": "hearing", "suspend_reason": "依法举行听证会"}
    assert "请在“预计天数”里填写天数" in post(office.reviewer, case, "suspend", **words, expected_days="很久")
    assert "依法举行听证会" in at_desk(office.reviewer).get(url(case)).content.decode()
    post(office.reviewer, case, "suspend", **words, expected_days="5")
    assert case.state == "suspended"
    assert "暂停" in at_desk(office.reviewer).get(url(case)).content.decode()
    post(office.reviewer, case, "resume")
    assert case.state == "under_review"


def test_only_the_approver_extends_and_confirms_it(office: Bureau) -> None:
    case = accepted(office)
    typed = {"extend_days": "5", "extend_reason": "情况复杂，需要补充论证"}
    assert at_desk(office.reviewer).post(url(case, "extend"), typed).status_code == 403
    assert "请再核对" in post(office.head, case, "extend", **typed)
    assert "已延长期限" in post(office.head, case, "extend", **typed, sure="yes")


def test_departments_are_asked_and_answer_on_their_own_desk(office: Bureau) -> None:
    case = accepted(office)
    other = bureau("b9")
    asked = {
        f"consult_to:{other.department.pk}": "1",
        "question": "请就消防通道提出意见",
        "consult_days": "3",
    }
    assert "请选择要征求意见的部门" in post(
        office.reviewer, case, "consult", question="请提意见吧谢谢", consult_days="3"
    )
    post(office.reviewer, case, "consult", **asked)
    page = at_desk(other.reviewer).get(url(case)).content.decode()
    assert "请就消防通道提出意见" in page
    post(other.reviewer, case, "opinion", co_result="conditions", co_opinion="车道净宽不小于四米")
    assert Step.objects.get(case=case, kind="co_opinion").result == "conditions"
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="符合")
    assert "附条件同意" in at_desk(office.head).get(url(case)).content.decode()


def test_a_case_is_handed_to_the_competent_department(office: Bureau) -> None:
    case, other = submitted(office), bureau("b8")
    assert "请选择转给哪个部门" in post(office.clerk, case, "transfer", transfer_reason="属于对方职权范围")
    at_desk(office.clerk).post(
        url(case, "transfer"),
        {"transfer_to": str(other.department.pk), "transfer_reason": "属于对方职权范围"},
    )
    case.refresh_from_db()
    assert case.department == other.department
    assert at_desk(office.clerk).get(url(case)).status_code == 404


def test_secondary_materials_may_follow(office: Bureau) -> None:
    case = submitted(office)
    text = post(office.clerk, case, "accept-conditionally", **{"promised:deed": "1", "promise_days": "5"})
    assert "已容缺受理" in text
    assert case.materials.get(key="deed").state == "promised"
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="符合")
    page = at_desk(office.head).get(url(case)).content.decode()
    assert "容缺受理的材料还没有补齐" in page
    assert "disabled" in page


def test_two_people_revoke(office: Bureau) -> None:
    case = reviewed(office)
    handling.grant_case(case.pk, by=office.head)
    handling.issue_certificate(case.pk, by=office.clerk)
    both = staff(office.department, "both", "review", "decide")
    reason = "以欺骗手段取得许可，依据许可法第六十九条"
    post(both, case, "propose-revocation", propose_reason=reason)
    typed = {"revoke_reason": reason, "heard": "期限内没有提出"}
    answer = at_desk(both).post(url(case, "revoke"), typed)
    assert answer.status_code == 403
    assert "提出撤销的人不能自己决定" in answer.content.decode()
    assert "期限过后才能决定是否撤销" in post(office.head, case, "revoke", **typed, sure="yes")
    assert case.outcome == "granted"
    with moved(now() + timedelta(days=20)):
        assert "请再核对" in post(office.head, case, "revoke", **typed)
        post(office.head, case, "revoke", **typed, sure="yes")
    assert case.outcome == "revoked"


def test_a_supervisor_reopens_and_a_clerk_cannot(office: Bureau) -> None:
    case = reviewed(office)
    handling.grant_case(case.pk, by=office.head)
    watch = staff(office.department, "watch", "supervise")
    reason = "行政复议决定撤销原决定，责令重新办理"
    assert (
        at_desk(office.clerk).post(url(case, "reopen"), {"reopen_reason": reason, "sure": "yes"}).status_code
        == 403
    )
    post(watch, case, "reopen", reopen_reason=reason, sure="yes")
    assert case.state == "under_review"


def test_an_application_is_ended_with_its_reason(office: Bureau) -> None:
    case = accepted(office)
    assert "终止办理要写明理由" in post(office.head, case, "terminate", end_reason="无")
    post(office.head, case, "terminate", end_reason="申请人已经注销，无法继续办理", sure="yes")
    assert case.state == "terminated"


def test_an_unknown_act_does_not_exist(office: Bureau) -> None:
    assert at_desk(office.clerk).post(url(submitted(office), "destroy")).status_code == 404


def test_false_materials_bar_a_new_application_until_the_bar_is_lifted(office: Bureau) -> None:
    case = accepted(office)
    assert "do-bar" not in at_desk(office.reviewer).get(url(case)).content.decode()
    page = at_desk(office.head).get(url(case)).content.decode()
    assert "do-bar" in page
    assert "do-lift-bar" not in page
    typed = {"bar_ground": "false_materials", "bar_reason": "所附合同系伪造，经签约方书面确认。"}
    assert "请再核对" in post(office.head, case, "bar", **typed)
    assert "限制已生效" in post(office.head, case, "bar", **typed, sure="yes")
    page = at_desk(office.head).get(url(case)).content.decode()
    assert "所附合同系伪造" in page
    assert "do-lift-bar" in page
    lifted = {"lift_ground": "false_materials", "lift_reason": "复核查明合同是真实的。"}
    assert "限制已解除" in post(office.head, case, "lift-bar", **lifted, sure="yes")
    page = at_desk(office.head).get(url(case)).content.decode()
    assert "复核查明合同是真实的" in page
    assert "do-lift-bar" not in page
