"""The pages of an application, all of them without scripts."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from admin_center.registry.models import ItemVersion
from approvals.models import Case, Draft
from core.files.models import StoredFile
from tests.approvals.bureau import Bureau, bureau
from tests.approvals.forms import CONTENT, ID, pdf, program
from tests.citizens_home.people import applied, at_home, fill, ready, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Bureau:
    return bureau(content=CONTENT)


@pytest.fixture
def li(office: Bureau) -> Client:
    return at_home(office.citizen)


def url(name: str, *args: str) -> str:
    return reverse(f"citizens_home:{name}", args=args)


def page(client: Client, *place: str) -> str:
    answer = client.get(url(*place))
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_signing_in_returns_to_the_application(office: Bureau) -> None:
    wanted = url("apply", office.version.item.slug)
    answer = Client().get(wanted)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={wanted}")


def test_an_item_of_the_window_says_why_and_where(office: Bureau) -> None:
    office.version.item.online_level = "download"
    office.version.item.save()
    text = page(Client(), "apply", office.version.item.slug)
    assert "这一项到窗口办理" in text
    assert not Draft.objects.exists()


def test_an_unknown_item_is_not_found(li: Client) -> None:
    assert li.get(url("apply", "no-such-item")).status_code == 404


def test_the_task_list_shows_what_is_done(li: Client, office: Bureau) -> None:
    token = start(li, office)
    text = page(li, "draft", token)
    assert "6项里完成了 <b>0项</b>" in text
    assert "还不能开始" in text
    fill(li, token, "applicant")
    again = page(li, "draft", token)
    assert "6项里完成了 <b>1项</b>" in again
    # As many as there are rows, and as the head of each of them says.
    tasks = again.split('<ol class="tasks">')[1].split("</ol>")[0]
    assert tasks.count("<li") == 6
    assert "共6项" in page(li, "draft-topic", token, "applicant")


def test_saving_a_page_leads_to_the_next_open_one(li: Client, office: Bureau) -> None:
    token = start(li, office)
    answer = fill(li, token, "applicant")
    assert answer["Location"] == url("draft-topic", token, "project")
    answer = fill(li, token, "applicant", **{"from": "check"})
    assert answer["Location"] == url("draft-check", token)


def test_errors_stand_on_top_and_beside_and_the_answers_stay(li: Client, office: Bureau) -> None:
    token = start(li, office)
    answer = fill(li, token, "project", {"start_d": "", "project_name": "留着的名字"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>有误：" in text
    assert text.count("开工日期：请把日期填完整，还缺：日。") == 2
    assert 'value="留着的名字"' in text
    assert Draft.objects.get(token=token).typed["start"]["year"] == "2027"
    assert "有误：" in text.split("</title>")[1]
    again = page(li, "draft-topic", token, "project")
    assert 'value="2027"' in again
    assert "上次填的内容里有还不完整的" in again


def test_putting_it_off_keeps_half_an_answer_without_scolding(li: Client, office: Bureau) -> None:
    token = start(li, office)
    answer = fill(li, token, "project", {"start_d": ""}, later="1")
    assert answer["Location"] == url("draft", token)
    assert "没填完" in page(li, "draft", token)


def test_known_data_is_offered_with_its_source(li: Client, office: Bureau) -> None:
    person = office.citizen.person
    assert person is not None
    person.id_number = ID
    person.save()
    text = page(li, "draft-topic", start(li, office), "applicant")
    assert f'value="{ID}"' in text
    assert "取自您的账号资料，可以改" in text


def test_autosave_answers_with_the_minute_and_keeps_other_boxes(li: Client, office: Bureau) -> None:
    token = start(li, office)
    place = url("draft-topic", token, "project")
    first = li.post(place, {"project_name": "甲"}, headers={"Accept": "application/json"})
    assert first.status_code == 200
    said = first.json()
    assert len(said["saved"]) == 5
    li.post(
        place,
        {"start_y": "2027", "start_m": "", "start_d": "", "seen": said["seen"]},
        headers={"Accept": "application/json"},
    )
    draft = Draft.objects.get(token=token)
    assert draft.answers["project_name"] == "甲"
    assert draft.typed["start"] == {"year": "2027", "month": "", "day": ""}
    assert draft.topics_done == []


def test_autosave_from_a_stale_window_is_told(li: Client, office: Bureau) -> None:
    token = start(li, office)
    place = url("draft-topic", token, "project")
    headers = {"Accept": "application/json"}
    seen = li.post(place, {"project_name": "甲"}, headers=headers).json()["seen"]
    li.post(place, {"project_name": "乙", "seen": seen}, headers=headers)
    late = li.post(place, {"project_name": "丙", "seen": seen}, headers=headers)
    assert late.status_code == 409
    full = fill(li, token, "project", {"project_name": "丁"}, seen=seen)
    assert full.status_code == 409
    assert 'value="丁"' in full.content.decode()
    assert "另一个窗口" in full.content.decode()
    assert Draft.objects.get(token=token).answers["project_name"] == "乙"


def test_files_go_up_several_at_once_and_bad_ones_are_explained(li: Client, office: Bureau) -> None:
    token = start(li, office)
    place = url("draft-upload", token, "plan")
    answer = li.post(place, {"file": [pdf("一.pdf"), program("二.pdf"), pdf("三.pdf", side=303)]})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "“二.pdf”没有收" in text
    assert "一.pdf" in text
    assert StoredFile.objects.filter(uploaded_by=office.citizen).count() == 2
    assert 'href="#f-plan"' in text


def test_an_upload_without_a_file_or_for_another_material_is_a_sentence(li: Client, office: Bureau) -> None:
    token = start(li, office)
    assert "请先选择要上传的文件" in li.post(url("draft-upload", token, "plan")).content.decode()
    answer = li.post(url("draft-upload", token, "nothing"), {"file": pdf()})
    assert answer.status_code == 422
    assert not StoredFile.objects.filter(uploaded_by=office.citizen).exists()


def test_a_script_gets_the_same_refusal_as_text(li: Client, office: Bureau) -> None:
    token = start(li, office)
    headers = {"Accept": "application/json"}
    answer = li.post(url("draft-upload", token, "plan"), {"file": program()}, headers=headers)
    assert answer.status_code == 422
    assert "没有收" in answer.json()["title"]
    answer = li.post(url("draft-upload", token, "plan"), {"file": pdf()}, headers=headers)
    assert answer.status_code == 200
    states = li.get(url("draft-files", token)).json()["files"]
    assert list(states.values()) == ["quarantined"]


def test_a_file_can_be_taken_back_and_replaced(li: Client, office: Bureau) -> None:
    token = start(li, office)
    li.post(url("draft-upload", token, "plan"), {"file": pdf("旧.pdf")})
    old = StoredFile.objects.get(uploaded_by=office.citizen)
    shown = li.get(url("draft-materials", token), {"replace": old.token}).content.decode()
    assert f'name="replace" value="{old.token}"' in shown
    li.post(url("draft-upload", token, "plan"), {"file": pdf("新.pdf", side=310), "replace": old.token})
    new = StoredFile.objects.get(uploaded_by=office.citizen)
    assert new.name == "新.pdf"
    li.post(url("draft-file-act", token, "plan"), {"remove": new.token})
    assert not StoredFile.objects.filter(uploaded_by=office.citizen).exists()


def test_a_conditional_material_follows_the_answer(li: Client, office: Bureau) -> None:
    token = start(li, office)
    assert "委托书" not in page(li, "draft-materials", token)
    fill(li, token, "situation", {"cond__agent": "yes"})
    assert "委托书" in page(li, "draft-materials", token)


def test_every_answer_can_be_changed_from_the_check_page(li: Client, office: Bureau) -> None:
    token = ready(li, office, office.citizen)
    text = page(li, "draft-check", token)
    assert "莫角山路2号厂房" in text
    assert "2027年1月15日" in text
    assert "*" * 14 + ID[-4:] in text
    assert ID not in text
    for key, topic in (("project_name", "project"), ("phone", "contact")):
        assert f"{url('draft-topic', token, topic)}?from=check#id_{key}" in text


def test_nothing_is_sent_without_the_declaration(li: Client, office: Bureau) -> None:
    token = ready(li, office, office.citizen)
    answer = li.post(url("draft-check", token))
    assert answer.status_code == 422
    assert "请勾选" in answer.content.decode()
    assert not Case.objects.filter(applicant_user=office.citizen).exists()


def test_the_receipt_is_the_page_of_the_case(li: Client, office: Bureau) -> None:
    case = applied(li, office, office.citizen)
    text = page(li, "case", case.token)
    assert case.number in text
    assert "这一页就是回执" in text
    assert "查询码" in text
    assert "答复是否受理" in text


def test_pressing_twice_makes_one_case_and_old_addresses_lead_there(li: Client, office: Bureau) -> None:
    case = applied(li, office, office.citizen)
    token = case.submit_key.removeprefix("draft:")
    again = li.post(url("draft-check", token), {"true": "yes"})
    assert again["Location"] == url("case", case.token)
    for name in ("draft", "draft-materials", "draft-check"):
        assert li.get(url(name, token))["Location"] == url("case", case.token)
    assert fill(li, token, "project")["Location"] == url("case", case.token)
    assert Case.objects.filter(applicant_user=office.citizen).count() == 1


@pytest.mark.parametrize("name", ["draft", "draft-materials", "draft-check", "draft-changed", "draft-delete"])
def test_somebody_elses_draft_is_gone_for_me(li: Client, office: Bureau, name: str) -> None:
    token = start(li, office)
    answer = at_home(office.other_citizen).get(url(name, token))
    assert answer.status_code == 404
    assert "没有找到这份草稿" in answer.content.decode()


def test_a_deleted_draft_says_what_became_of_the_answers(li: Client, office: Bureau) -> None:
    token = start(li, office)
    fill(li, token, "project")
    assert "不能恢复" in page(li, "draft-delete", token)
    assert li.post(url("draft-delete", token)).status_code == 302
    answer = fill(li, token, "project")
    assert answer.status_code == 404
    assert "跟草稿一起删除" in answer.content.decode()


def test_a_newer_edition_is_told_before_anything_else(li: Client, office: Bureau) -> None:
    token = start(li, office)
    fill(li, token, "project")
    live = ItemVersion.objects.get(pk=office.version.pk)
    live.pk, live.edition, live._state.adding = None, 2, True
    extra = {"key": "use", "label_zh": "房屋用途", "type": "text", "topic": "project", "required": True}
    live.content = {**CONTENT, "form_fields": [*CONTENT["form_fields"], extra]}
    live.save()
    office.version.item.live_version = live
    office.version.item.save()
    assert li.get(url("draft", token))["Location"] == url("draft-changed", token)
    assert "房屋用途" in page(li, "draft-changed", token)
    li.post(url("draft-changed", token))
    assert "没填完" in page(li, "draft", token)
    assert Draft.objects.get(token=token).answers["project_name"]


def test_an_unknown_topic_is_not_found(li: Client, office: Bureau) -> None:
    assert li.get(url("draft-topic", start(li, office), "nothing")).status_code == 404


NASTY = ["", " ", "\x00", "<script>alert(1)</script>", "9" * 9000, "𠮷·阿卜杜拉", "２０２７", "-1", "1e999"]


@pytest.mark.parametrize("text", NASTY)
def test_no_input_breaks_a_page(li: Client, office: Bureau, text: str) -> None:
    token = start(li, office)
    for topic in ("applicant", "project", "situation", "contact"):
        from_page = dict.fromkeys([*_names(topic), "seen", "from", "later"], text)
        answer = li.post(url("draft-topic", token, topic), from_page)
        assert answer.status_code in (302, 409, 422), (topic, answer.status_code)
        assert "<script>alert" not in answer.content.decode()
        assert li.get(url("draft-topic", token, topic)).status_code == 200
    assert li.get(url("draft-check", token)).status_code == 200


def _names(topic: str) -> list[str]:
    names: dict[str, list[str]] = {
        "applicant": ["id_no"],
        "project": ["project_name", "start_y", "start_m", "start_d", "end_y"],
        "situation": ["cond__agent"],
        "contact": ["phone", "delivery_mode", "receiver", "address"],
    }
    return names[topic]


def test_english_pages_keep_the_same_way(li: Client, office: Bureau) -> None:
    answer = li.get(f"/en{url('apply', office.version.item.slug)}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/my/drafts/")


@pytest.mark.parametrize(
    ("name", "most"), [("draft", 12), ("draft-materials", 12), ("draft-check", 12), ("draft-topic", 13)]
)
def test_statements_of_a_page_are_bounded(li: Client, office: Bureau, name: str, most: int) -> None:
    token = ready(li, office, office.citizen)
    args = (token, "project") if name == "draft-topic" else (token,)
    li.get(url(name, *args))
    with CaptureQueriesContext(connection) as seen:
        assert li.get(url(name, *args)).status_code == 200
    assert len(seen) <= most, [query["sql"][:90] for query in seen]


def test_staff_learn_that_their_account_cannot_apply(office: Bureau) -> None:
    answer = at_home(office.clerk).get(url("apply", office.version.item.slug))
    assert answer.status_code == 403
    assert "市民账号" in answer.content.decode()


def test_a_draft_page_is_never_kept_by_a_cache(li: Client, office: Bureau) -> None:
    answer: Any = li.get(url("draft", start(li, office)))
    assert "no-store" in answer["Cache-Control"]
    assert User.objects.filter(pk=office.citizen.pk).exists()


def test_a_page_sent_after_the_session_ended_is_kept_until_signed_in_again(office: Bureau) -> None:
    client = at_home(office.citizen)
    token = start(client, office)
    client.logout()
    answer = fill(client, token, "project", {"project_name": "没丢的名字", "end_d": ""})
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert "没丢的名字" not in str(dict(client.session))
    client.force_login(office.citizen)
    text = page(client, "draft-topic", token, "project")
    assert 'value="没丢的名字"' in text
    assert "已经替您保存" in text
    draft = Draft.objects.get(token=token)
    assert draft.answers["project_name"] == "没丢的名字"
    assert draft.typed["end"]["year"] == "2028"
    assert "已经替您保存" not in page(client, "draft-topic", token, "project")


def test_what_was_kept_for_one_person_is_not_written_into_anothers_draft(office: Bureau) -> None:
    client = at_home(office.citizen)
    token = start(client, office)
    client.logout()
    fill(client, token, "project", {"project_name": "别人的"})
    client.force_login(office.other_citizen)
    assert client.get(url("draft-topic", token, "project")).status_code == 404
    assert Draft.objects.get(token=token).answers == {}


def test_only_the_empty_box_of_a_date_is_marked(li: Client, office: Bureau) -> None:
    text = fill(li, start(li, office), "project", {"start_d": ""}).content.decode()
    assert text.count('aria-invalid="true"') == 1
    assert 'href="#id_start_2"' in text
