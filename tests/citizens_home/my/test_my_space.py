"""My space and the page of a case: who sees it, what it says, what one can do there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Mandate, Organisation, Person, User
from admin_center.registry.models import MandateScope, ServiceItem
from approvals.models import Case, MaterialFile, NoticeFile
from approvals.rules.intake import Check
from approvals.rules.supplements import Missing
from approvals.selectors import applicant
from approvals.services import handling, intake, promises, supplements
from core.errors import Forbidden, Refused
from core.files.models import StoredFile
from core.letters.models import Message
from core.now import moved, now, today
from tests.approvals.bureau import Bureau, bureau, submitted
from tests.approvals.forms import CONTENT, pdf, program
from tests.citizens_home.people import applied, at_home

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


@pytest.fixture
def office() -> Bureau:
    return bureau(content=CONTENT)


@pytest.fixture
def li(office: Bureau) -> Client:
    return at_home(office.citizen)


def url(name: str, *args: str) -> str:
    return reverse(f"citizens_home:{name}", args=args)


def page(client: Client, name: str, *args: str) -> str:
    answer = client.get(url(name, *args))
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def asked_to_supplement(client: Client, office: Bureau) -> Case:
    case = applied(client, office, office.citizen)
    intake.request_supplement(
        case.pk,
        by=office.clerk,
        items=[Missing("plan", "第2页缺盖章"), Missing("field:project_name", "与规划许可证不一致")],
        checks={"plan": Check("missing", "缺盖章")},
    )
    return case


def organisation_case(office: Bureau) -> tuple[Case, Mandate]:
    organisation = Organisation.objects.create(name="浙江某建设有限公司", uscc="91330110MA2A000019")
    mandate = Mandate.objects.create(
        organisation=organisation,
        person=office.citizen.person,
        starts_on=today() - timedelta(days=1),
        ends_on=today() + timedelta(days=30),
    )
    return submitted(office, organisation_id=organisation.pk, applicant_masked=organisation.name), mandate


def test_nobody_sees_a_case_without_signing_in(office: Bureau) -> None:
    case = submitted(office)
    answer = Client().get(url("case", case.token))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


@pytest.mark.parametrize("name", ["case", "case-receipt", "supplement", "withdraw"])
def test_for_strangers_a_case_does_not_exist(office: Bureau, name: str) -> None:
    case = submitted(office)
    for user in (office.other_citizen, office.clerk, office.stranger):
        assert at_home(user).get(url(name, case.token)).status_code == 404
    assert at_home(office.citizen).get(url(name, "no-such-token")).status_code == 404


def test_a_case_received_at_a_window_is_the_persons_own_too(office: Bureau) -> None:
    case = submitted(office, applicant_user_id=None)
    assert case.number in page(at_home(office.citizen), "case", case.token)
    assert case.number in page(at_home(office.citizen), "my")


def test_colleagues_with_a_mandate_see_the_organisations_case(office: Bureau) -> None:
    case, mandate = organisation_case(office)
    colleague = User.objects.create_user(
        "colleague", "x", person=Person.objects.create(name="赵某"), assurance=2
    )
    client = at_home(colleague)
    assert client.get(url("case", case.token)).status_code == 404
    theirs = Mandate.objects.create(
        organisation=mandate.organisation,
        person=colleague.person,
        starts_on=today(),
        ends_on=today() + timedelta(days=5),
    )
    assert client.get(url("case", case.token)).status_code == 200
    other = ServiceItem.objects.exclude(pk=case.item_id).first()
    MandateScope.objects.create(mandate=theirs, item=other)
    assert client.get(url("case", case.token)).status_code == 404
    MandateScope.objects.create(mandate=theirs, item=case.item)
    assert client.get(url("case", case.token)).status_code == 200
    Mandate.objects.filter(pk=theirs.pk).update(revoked_at=now())
    assert client.get(url("case", case.token)).status_code == 404


def test_my_space_shows_the_name_in_which_i_act(li: Client, office: Bureau) -> None:
    own = submitted(office)
    case, mandate = organisation_case(office)
    text = page(li, "my")
    assert own.number in text
    assert case.number not in text
    li.post(reverse("accounts:acting"), {"mandate": mandate.token})
    text = page(li, "my")
    assert case.number in text
    assert own.number not in text
    assert "浙江某建设有限公司" in text


def test_the_clock_is_said_first_then_drawn_then_laid_open(li: Client, office: Bureau) -> None:
    with moved(MONDAY):
        case = submitted(office)
        intake.accept_case(case.pk, by=office.clerk)
    with moved(MONDAY + timedelta(days=3)):
        text = page(li, "case", case.token)
    assert "第3日，共5个工作日。" in text
    assert "最晚11月23日（星期一）答复您。" in text
    assert text.count('class="is-used') == 3
    assert 'class="is-rest"' in text
    assert "逐日账" in text
    assert "法律规定的期限是20个工作日" in text


def test_the_cong_tells_who_has_it_and_what_happened(li: Client, office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="材料齐全")
    text = page(li, "case", case.token)
    assert text.count('<li class="is-done">') == 3
    assert 'aria-current="step"' in text
    assert "材料齐全，已受理" in text
    assert "受理通知书" in text
    assert "制证中" in text
    assert office.reviewer.staff_name not in text


def test_a_late_case_says_so(li: Client, office: Bureau) -> None:
    with moved(MONDAY):
        case = submitted(office)
        intake.accept_case(case.pk, by=office.clerk)
    with moved(MONDAY + timedelta(days=9)):
        text = page(li, "case", case.token)
        listed = page(li, "my")
    assert "已超过承诺2日" in text
    assert "is-late" in text
    assert "已超过承诺2日" in listed


def test_a_refusal_gives_reasons_law_and_remedies(li: Client, office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="disagree", opinion="不符合")
    handling.refuse_case(
        case.pk, by=office.head, reasons="建设资金证明不足合同价的一半。", legal_basis="《建筑法》第八条"
    )
    text = page(li, "case", case.token)
    assert "建设资金证明不足合同价的一半。" in text
    assert "《建筑法》第八条" in text
    assert "六十日" in text
    assert "撤回申请" not in text


@pytest.mark.parametrize(
    ("mode", "says"), [("window", "窗口领取"), ("post", "寄到您填的地址"), ("online", "可以在这一页下载。")]
)
def test_a_made_certificate_says_how_it_is_had(li: Client, office: Bureau, mode: str, says: str) -> None:
    case = submitted(office, delivery_mode=mode)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="可以")
    handling.grant_case(case.pk, by=office.head)
    assert "正在制证" in page(li, "case", case.token)
    handling.issue_certificate(case.pk, by=office.clerk)
    assert says in page(li, "case", case.token)


def test_what_waits_for_me_stands_on_top(li: Client, office: Bureau) -> None:
    case = asked_to_supplement(li, office)
    text = page(li, "my")
    assert "要您处理：测试许可，补2项" in text
    assert "缺：<span>总平面图、项目名称</span>。" in text
    assert url("supplement", case.token) in text


def test_the_whole_list_is_shown_once_and_answered_at_once(li: Client, office: Bureau) -> None:
    case = asked_to_supplement(li, office)
    place = url("supplement", case.token)
    text = page(li, "supplement", case.token)
    assert "要补的共2项" in text
    assert "第2页缺盖章" in text
    assert "与规划许可证不一致" in text
    answer = li.post(place, {"project_name": "", "send": "1"})
    assert answer.status_code == 422
    assert "请上传总平面图" in answer.content.decode()
    assert "请填写项目名称" in answer.content.decode()
    done = li.post(place, {"project_name": "改好的名称", "send": "1", "file-plan": pdf("盖章.pdf", side=320)})
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.state == "submitted"
    assert case.round == 2
    assert case.answers["project_name"] == "改好的名称"
    assert MaterialFile.objects.filter(material__case=case, round=2).count() == 1
    assert not NoticeFile.objects.exists()
    assert li.get(place).status_code == 302


def test_files_of_a_supplement_wait_until_everything_is_there(li: Client, office: Bureau) -> None:
    case = asked_to_supplement(li, office)
    place = url("supplement", case.token)
    li.post(place, {"upload": "plan", "file-plan": [pdf("甲.pdf", side=321), pdf("乙.pdf", side=322)]})
    laid = NoticeFile.objects.filter(notice__case=case)
    assert laid.count() == 2
    first = StoredFile.objects.get(pk=laid[0].file_id)
    li.post(place, {"remove": first.token})
    assert laid.count() == 1
    case.refresh_from_db()
    assert case.state == "supplement_requested"


def test_a_bad_file_of_a_supplement_leaves_nothing(li: Client, office: Bureau) -> None:
    case = asked_to_supplement(li, office)
    before = StoredFile.objects.count()
    answer = li.post(url("supplement", case.token), {"upload": "plan", "file-plan": program()})
    assert answer.status_code == 422
    assert "没有收" in answer.content.decode()
    assert StoredFile.objects.count() == before


def test_withdrawing_is_asked_once_and_then_done(li: Client, office: Bureau) -> None:
    case = submitted(office)
    assert "不能再撤销" in page(li, "withdraw", case.token)
    assert li.post(url("withdraw", case.token), {"reason": "计划变了"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "withdrawn"
    text = page(li, "case", case.token)
    assert "您已撤回申请。" in text
    assert li.get(url("withdraw", case.token)).status_code == 302
    assert "撤回 1" in page(li, "my")


def test_the_receipt_is_a_pdf_with_number_and_code(li: Client, office: Bureau) -> None:
    case = submitted(office)
    answer = li.get(url("case-receipt", case.token))
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert data.startswith(b"%PDF")
    assert "attachment" in answer["Content-Disposition"]


def test_lists_go_by_key_and_their_addresses_hold_no_number(li: Client, office: Bureau) -> None:
    numbers = [submitted(office, materials=()).number for _ in range(applicant.PAGE + 3)]
    text = page(li, "my")
    assert f"在办 {len(numbers)}" in text
    assert numbers[-1] in text
    assert numbers[0] not in text
    more = text.split("before=")[1].split('"')[0]
    assert not more.isdigit()
    second = li.get(url("my"), {"tab": "running", "before": more}).content.decode()
    assert numbers[0] in second
    assert numbers[-1] not in second
    assert li.get(url("my"), {"before": "5"}).status_code == 200


def test_statements_of_my_space_do_not_grow(li: Client, office: Bureau) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            li.get(url("my"))
        return len(seen)

    submitted(office)
    li.get(url("my"))
    one = statements()
    for _ in range(8):
        submitted(office)
    assert statements() == one
    assert one <= 24


def test_statements_of_a_case_page_are_bounded(li: Client, office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    li.get(url("case", case.token))
    with CaptureQueriesContext(connection) as seen:
        li.get(url("case", case.token))
    assert len(seen) <= 18, [query["sql"][:80] for query in seen]


def test_a_message_is_read_by_its_recipient_only(li: Client, office: Bureau) -> None:
    message = Message.objects.create(
        recipient=office.citizen,
        topic="case.accepted",
        subject_kind="case",
        subject_id=1,
        key="k1",
        title="已受理",
        body="您的申请已受理。",
        link="/my/",
        created_at=now(),
    )
    assert "1条没看" in page(li, "my")
    assert "您的申请已受理。" in page(li, "message", message.token)
    assert "1条没看" not in page(li, "my")
    assert at_home(office.other_citizen).get(url("message", message.token)).status_code == 404
    assert "已受理" in page(li, "messages")


def test_a_message_never_leads_to_another_site(li: Client, office: Bureau) -> None:
    message = Message.objects.create(
        recipient=office.citizen,
        topic="case.accepted",
        subject_kind="case",
        subject_id=1,
        key="k2",
        title="已受理",
        body="x",
        link="https://evil.example/",
        created_at=now(),
    )
    assert "evil.example" not in page(li, "message", message.token)


def test_drafts_are_listed_once_something_was_saved(li: Client, office: Bureau) -> None:
    li.get(url("apply", office.version.item.slug))
    assert "草稿 0" in page(li, "my")
    token = office.citizen.drafts.get().token
    li.post(url("draft-topic", token, "project"), {"project_name": "某厂房", "later": "1"})
    assert "草稿 1" in page(li, "my")
    text = li.get(url("my"), {"tab": "drafts"}).content.decode()
    assert "某厂房" in text
    assert url("draft", token) in text


def conditionally_accepted(client: Client, office: Bureau) -> Case:
    case = applied(client, office, office.citizen)
    checks = {row.key: Check("ok") for row in case.materials.all()}
    intake.accept_case_conditionally(case.pk, by=office.clerk, promised=["plan"], days=3, checks=checks)
    return case


def test_what_was_promised_is_handed_in_while_the_work_goes_on(li: Client, office: Bureau) -> None:
    case = conditionally_accepted(li, office)
    assert "补来1份答应后补的材料" in page(li, "my")
    assert "还要补来1份容缺的材料" in page(li, "case", case.token)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="材料齐全")
    with pytest.raises(Refused, match="容缺"):
        handling.grant_case(case.pk, by=office.head)
    place = url("promise", case.token)
    before = StoredFile.objects.count()
    assert "请上传总平面图" in li.post(place).content.decode()
    assert "没有收" in li.post(place, {"file-plan": program()}).content.decode()
    assert StoredFile.objects.count() == before
    assert li.post(place, {"file-plan": pdf("补来.pdf", side=333)}).status_code == 302
    assert li.get(place).status_code == 302
    handling.grant_case(case.pk, by=office.head)
    text = page(li, "case", case.token)
    assert "答应后补的材料已补齐" in text
    assert "补来.pdf" in text


def test_only_the_applicant_completes_a_promise(li: Client, office: Bureau) -> None:
    case = conditionally_accepted(li, office)
    assert at_home(office.other_citizen).get(url("promise", case.token)).status_code == 404
    with pytest.raises(Forbidden):
        promises.complete_promise(case, by=office.clerk, uploads={"plan": [pdf(side=334)]})


def test_nobody_else_lays_files_to_a_notice(li: Client, office: Bureau) -> None:
    case = asked_to_supplement(li, office)
    before = StoredFile.objects.count()
    for user in (office.clerk, office.other_citizen):
        with pytest.raises(Forbidden):
            supplements.lay(case, by=user, material_key="plan", upload=pdf(side=340))
        with pytest.raises(Forbidden):
            supplements.take_back(case, by=user, file_token="x")
    assert StoredFile.objects.count() == before


def test_near_the_promise_there_is_a_button_to_urge_and_it_works_once_a_day() -> None:
    with moved(MONDAY):
        office = bureau("urged", content=CONTENT)
        li = at_home(office.citizen)
        case = submitted(office)
        intake.accept_case(case.pk, by=office.clerk)
        assert url("urge", case.token) not in page(li, "case", case.token)
    with moved(MONDAY + timedelta(days=4)):
        li = at_home(office.citizen)
        assert url("urge", case.token) in page(li, "case", case.token)
        assert li.post(url("urge", case.token)).status_code == 302
        after = page(li, "case", case.token)
        assert url("urge", case.token) not in after
        assert "您催办了一次" in after
        li.post(url("urge", case.token))
        assert "今天已经催办过" in page(li, "case", case.token)
        assert at_home(office.other_citizen).post(url("urge", case.token)).status_code == 404
