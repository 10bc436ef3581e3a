"""Reusable phrases with their figures, and the SMS of a supplement notice before it leaves."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from approvals.models import Case, PhraseUse, SupplementPhrase
from approvals.notices import keep_tell_promise
from approvals.selectors.phrases import phrases_for, share_at_once
from core.letters.models import Delivery
from core.letters.templates import segments
from core.now import moved, now
from core.outbox.models import Outbox
from core.outbox.registry import Promise
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
SEAL, SCAN = "缺盖章，请补盖后重新提交。", "扫描不清楚，请重新扫描。"


@pytest.fixture
def office() -> Bureau:
    office = bureau()
    for position, text in enumerate((SCAN, SEAL), 1):
        SupplementPhrase.objects.create(department=office.department, text=text, position=position)
    return office


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(office: Bureau, case: Case, *problems: str) -> None:
    typed = {}
    for key, problem in zip(("plan", "deed"), problems, strict=False):
        typed |= {f"verdict:{key}": "missing", f"problem:{key}": problem}
    client = at_desk(office.clerk)
    page = client.post(f"/admin/approvals/case/{case.token}/supplement/", typed, follow=True)
    assert "已一次告知" in page.content.decode()


def test_phrases_are_counted_by_material_and_the_most_used_comes_first(office: Bureau) -> None:
    first = submitted(office)
    assert [one.text for one in phrases_for(first)] == [SCAN, SEAL]
    ask(office, first, f"总平面图{SEAL}", "产权证明缺盖章，请补盖后重新提交，并注明日期")
    assert sorted(PhraseUse.objects.values_list("phrase__text", "material_key")) == [
        (SEAL, "deed"),
        (SEAL, "plan"),
    ]
    case = submitted(office)
    offered = phrases_for(case)
    assert [(one.text, one.used, one.here) for one in offered] == [(SEAL, 2, 2), (SCAN, 0, 0)]
    page = at_desk(office.clerk).get(f"/admin/approvals/case/{case.token}/").content.decode()
    assert page.index(SEAL) < page.index(SCAN)
    assert "近 90 天用 2 次" in page
    with moved(now() + timedelta(days=91)):
        assert [one.used for one in phrases_for(case)] == [0, 0]


def test_the_editors_see_where_a_phrase_is_used_and_others_see_nothing(office: Bureau) -> None:
    ask(office, submitted(office), f"总平面图{SEAL}")
    phrase = SupplementPhrase.objects.get(text=SEAL)
    client = at_desk(office.clerk)
    row = client.get("/admin/approvals/supplementphrase/").content.decode()
    assert "1 次" in row
    address = f"/admin/approvals/supplementphrase/{phrase.pk}/change/"
    assert "测试许可 · 总平面图 · 1" in client.get(address).content.decode()
    typed = {
        "department": office.department.pk,
        "item": "",
        "text": "请补盖公章。",
        "position": 1,
        "is_active": "on",
    }
    assert client.post(address, typed).status_code == 302
    phrase.refresh_from_db()
    assert phrase.text == "请补盖公章。"
    assert at_desk(office.reviewer).post(address, typed).status_code == 403
    assert at_desk(office.stranger).get(address).status_code == 404


def test_the_share_that_got_it_right_at_once_needs_a_few_answers() -> None:
    assert share_at_once(4, 4) is None
    assert share_at_once(5, 3) == 60


def test_the_message_is_shown_as_it_will_be_sent(office: Bureau) -> None:
    person = office.citizen.person
    assert person is not None
    person.phone = "13800000000"
    person.save()
    User.objects.filter(pk=office.citizen.pk).update(contact="sms")
    case = submitted(office)
    page = at_desk(office.clerk).get(f"/admin/approvals/case/{case.token}/").content.decode()
    assert "13800000000" not in page
    ask(office, case, f"总平面图{SEAL}", "请重新扫描")
    row = Outbox.objects.get(subject_id=case.pk, payload__topic="supplement")
    about = (row.topic, row.subject_kind, row.subject_id, row.key)
    keep_tell_promise(Promise(row.pk, *about, row.payload, row.created_at, 1))
    sent = Delivery.objects.get(channel="sms", message__topic="case.supplement").text
    shown = page.split('data-sms="2"')[1].split("</div>")[0]
    assert f'<p class="st-sms">{sent}</p>' in shown
    assert f"短信（1 条，{len(sent)} 字）" in shown


def test_nobody_without_an_account_is_promised_a_message(office: Bureau) -> None:
    case = submitted(office, applicant_user_id=None)
    page = at_desk(office.clerk).get(f"/admin/approvals/case/{case.token}/").content.decode()
    assert "申请人没有网上账号，不会收到短信" in page
    assert "data-sms" not in page


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("字" * 70, 1),
        ("字" * 71, 2),
        ("字" * 134, 2),
        ("字" * 135, 3),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 307, 3),
    ],
)
def test_long_messages_are_counted_in_shorter_parts(text: str, count: int) -> None:
    assert segments(text) == count
