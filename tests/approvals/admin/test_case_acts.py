"""Every act through its own address in the admin, with its refusals."""

import pytest
from django.test import Client

from accounts.models import User
from approvals.models import Case, Decision, DeskNote, SupplementNotice
from approvals.services import cooperation, handling, intake
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Bureau:
    return bureau()


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(case: Case, act: str = "") -> str:
    return f"/admin/approvals/case/{case.token}/" + (f"{act}/" if act else "")


def reviewed(office: Bureau) -> Case:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="符合条件")
    return case


def test_the_clerk_opens_the_case_and_sees_what_to_do(office: Bureau) -> None:
    case = submitted(office)
    page = at_desk(office.clerk).get(url(case))
    text = page.content.decode()
    assert page.status_code == 200
    for expected in (case.number, "总平面图", "一次性补正告知", "不予受理", "受理", "视为受理", "某路改造"):
        assert expected in text


def test_the_clerk_accepts(office: Bureau) -> None:
    case = submitted(office)
    answer = at_desk(office.clerk).post(
        url(case, "accept"), {"verdict:plan": "ok", "verdict:deed": "ok"}, follow=True
    )
    case.refresh_from_db()
    assert case.state == "accepted"
    assert "已受理" in answer.content.decode()
    assert {m.key: m.verdict for m in case.materials.all()} == {"form__x": "", "plan": "ok", "deed": "ok"}


def test_a_refused_acceptance_keeps_what_was_typed(office: Bureau) -> None:
    case = submitted(office)
    answer = at_desk(office.clerk).post(
        url(case, "accept"), {"verdict:plan": "missing", "reason:plan": "图签没有盖章"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "还有 1 件材料没有核对齐：总平面图" in text
    assert "图签没有盖章" in text
    case.refresh_from_db()
    assert case.state == "submitted"
    assert DeskNote.objects.get(case=case, user=office.clerk).data["reason:plan"] == "图签没有盖章"


def test_the_clerk_sends_one_complete_supplement_list(office: Bureau) -> None:
    case = submitted(office)
    client = at_desk(office.clerk)
    typed = {
        "verdict:plan": "missing",
        "problem:plan": "请补盖执业章",
        "verdict:deed": "doubt",
        "problem:deed": "",
        "extra_key:1": "project_name",
        "extra_problem:1": "与立项文件不一致，请改正",
    }
    refused = client.post(url(case, "supplement"), typed)
    assert refused.status_code == 422
    assert "每一项都要写明缺什么" in refused.content.decode()
    assert "请补盖执业章" in refused.content.decode()
    client.post(url(case, "supplement"), typed | {"problem:deed": "请重新扫描"})
    case.refresh_from_db()
    assert case.state == "supplement_requested"
    notice = SupplementNotice.objects.get(case=case)
    assert notice.keys == ["plan", "deed", "field:project_name"]
    assert not DeskNote.objects.filter(case=case).exists()


def test_an_empty_supplement_list_is_refused(office: Bureau) -> None:
    case = submitted(office)
    answer = at_desk(office.clerk).post(url(case, "supplement"), {"verdict:plan": "ok"})
    assert answer.status_code == 422
    assert "请至少列出一项" in answer.content.decode()


def test_not_accepting_needs_a_reason_and_a_confirmation(office: Bureau) -> None:
    case = submitted(office)
    client = at_desk(office.clerk)
    refused = client.post(url(case, "not-accept"), {"not_accept_reason": "不行"})
    assert refused.status_code == 422
    assert "不予受理要写明理由" in refused.content.decode()
    typed = {"not_accept_reason": "这件事不属于本局职权范围。", "right_agency": "区水利局"}
    asked = client.post(url(case, "not-accept"), typed)
    assert "请再核对" in asked.content.decode()
    case.refresh_from_db()
    assert case.state == "submitted"
    client.post(url(case, "not-accept"), typed | {"sure": "yes"})
    case.refresh_from_db()
    assert case.state == "not_accepted"


def test_the_reviewer_completes_the_step_with_an_opinion(office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    client = at_desk(office.reviewer)
    refused = client.post(url(case, "complete"), {"result": "agree", "opinion": ""})
    assert refused.status_code == 422
    assert "请写明审查意见" in refused.content.decode()
    client.post(url(case, "complete"), {"result": "agree", "opinion": "图纸符合规范"})
    assert case.steps.get(kind="review").opinion == "图纸符合规范"
    assert case.steps.get(kind="decide").state == "ready"


def test_the_approver_grants_after_confirming(office: Bureau) -> None:
    case = reviewed(office)
    client = at_desk(office.head)
    asked = client.post(url(case, "grant"), {"conditions": "施工期间做好围挡\n"})
    assert "确认准予许可" in asked.content.decode()
    assert not Decision.objects.filter(case=case).exists()
    client.post(url(case, "grant"), {"conditions": "施工期间做好围挡\n", "sure": "yes"})
    decision = Decision.objects.get(case=case)
    assert (decision.outcome, decision.conditions) == ("granted", ["施工期间做好围挡"])


def test_a_refusal_needs_reasons_law_and_a_confirmation(office: Bureau) -> None:
    case = reviewed(office)
    client = at_desk(office.head)
    refused = client.post(url(case, "refuse"), {"reasons": "不行", "legal_basis": "《建筑法》第八条"})
    assert refused.status_code == 422
    assert "不予许可必须说明理由" in refused.content.decode()
    typed = {"reasons": "建设资金证明不足合同价的一半。", "legal_basis": "《建筑法》第八条", "sure": "yes"}
    client.post(url(case, "refuse"), typed)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("decided", "refused")


def test_the_approver_sends_back(office: Bureau) -> None:
    case = reviewed(office)
    at_desk(office.head).post(url(case, "send-back"), {"back_reason": "请补充消防意见"})
    assert case.steps.filter(kind="review", state="ready", round=2).exists()


def test_the_certificate_is_issued_and_delivered(office: Bureau) -> None:
    case = reviewed(office)
    handling.grant_case(case.pk, by=office.head)
    client = at_desk(office.clerk)
    early = client.post(url(case, "deliver"), {"mode": "window", "receiver": "李某"})
    assert "还没有制证" in early.content.decode()
    client.post(url(case, "issue"), {"sure": "yes"})
    nobody = client.post(url(case, "deliver"), {"mode": "window", "receiver": ""})
    assert "请写明领取人" in nobody.content.decode()
    client.post(url(case, "deliver"), {"mode": "window", "receiver": "李某"})
    case.refresh_from_db()
    assert case.state == "delivered"


def test_one_person_goes_all_the_way_only_where_the_item_allows_it() -> None:
    for tag, allowed in (("one", True), ("two", False)):
        office = bureau(tag, immediate=True, one_person_allowed=allowed)
        office.clerk.groups.add(*office.head.groups.all(), *office.reviewer.groups.all())
        case, client = submitted(office), at_desk(office.clerk)
        client.post(url(case, "accept"))
        client.post(url(case, "complete"), {"result": "agree", "opinion": "符合"})
        answer = client.post(url(case, "grant"), {"sure": "yes"})
        case.refresh_from_db()
        assert (case.state == "decided") is allowed
        assert answer.status_code == (302 if allowed else 403)
        if not allowed:
            assert "另一位负责人" in answer.content.decode()


def test_strangers_find_nothing_and_colleagues_learn_the_reason(office: Bureau) -> None:
    case = submitted(office)
    assert at_desk(office.stranger).get(url(case)).status_code == 404
    assert at_desk(office.stranger).post(url(case, "accept")).status_code == 404
    assert at_desk(office.citizen).get(url(case)).status_code == 404
    assert Client().get(url(case)).status_code == 302
    answer = at_desk(office.reviewer).post(url(case, "accept"))
    assert answer.status_code == 403
    assert "收件受理" in answer.content.decode()
    assert at_desk(office.clerk).get(url(case, "accept")).status_code == 405


def test_whoever_is_slower_is_told_what_happened(office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    answer = at_desk(office.clerk).post(url(case, "accept"), {"verdict:plan": "ok"})
    assert answer.status_code == 409
    assert "没有办成" in answer.content.decode()
    assert "最近一步" in answer.content.decode()
    assert "clerk-b1 受理" in answer.content.decode()


def test_two_clerks_at_once_one_wins_and_the_other_loses_nothing_typed(office: Bureau) -> None:
    case = submitted(office)
    colleague = User.objects.create_user("colleague", "x", kind="staff", is_staff=True, staff_name="陈敏")
    colleague.groups.add(*office.clerk.groups.all())
    slower = at_desk(office.clerk)
    slower.get(url(case))
    at_desk(colleague).post(url(case, "accept"), {"seen": "1", "verdict:plan": "ok", "verdict:deed": "ok"})
    typed = {
        "seen": "1",
        "verdict:plan": "missing",
        "problem:plan": "图签没有盖章",
        "pre_comment": "请先看图",
    }
    answer = slower.post(url(case, "supplement"), typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "陈敏 受理" in text
    assert "<b>总平面图</b>：图签没有盖章" in text
    case.refresh_from_db()
    assert case.state == "accepted"
    assert SupplementNotice.objects.count() == 0
    assert DeskNote.objects.get(case=case, user=office.clerk).data["problem:plan"] == "图签没有盖章"


def test_numbers_are_masked_until_asked_for_and_the_look_is_recorded(office: Bureau) -> None:
    person = office.citizen.person
    person.id_number, person.phone = "330110199005180012", "13800000021"
    person.save()
    case, client = submitted(office), at_desk(office.clerk)
    assert "330110199005180012" not in client.get(url(case)).content.decode()
    assert "330110199005180012" in client.post(url(case, "numbers")).content.decode()
    assert case.pk in type(case)._meta.apps.get_model("approvals.PersonalLook").objects.values_list(
        "case", flat=True
    )


def test_working_notes_are_kept_per_clerk_and_read_by_no_rule(office: Bureau) -> None:
    case, client = submitted(office), at_desk(office.clerk)
    answer = client.post(
        url(case, "notes"),
        {"verdict:plan": "missing", "reason:plan": "缺章"},
        headers={"accept": "application/json"},
    )
    assert ":" in answer.json()["saved"]
    assert "缺章" in client.get(url(case)).content.decode()
    intake.accept_case(case.pk, by=office.clerk)
    case.refresh_from_db()
    assert case.state == "accepted"


def test_a_page_that_is_no_longer_true_wins_nothing_and_loses_nothing(office: Bureau) -> None:
    case, client = submitted(office), at_desk(office.clerk)
    cooperation.pre_review_case(case.pk, by=office.clerk, comment="请注意核对总平面图")
    typed = {"seen": "1", "verdict:plan": "ok", "reason:deed": "看不清"}
    answer = client.post(url(case, "accept"), typed)
    case.refresh_from_db()
    text = answer.content.decode()
    assert (answer.status_code, case.state) == (409, "submitted")
    assert "预审" in text
    assert "看不清" in text
    assert 'name="seen" value="2"' in text
    assert client.post(url(case, "accept"), typed | {"seen": "2"}).status_code == 302
