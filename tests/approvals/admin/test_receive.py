"""Paper at the window: entered by a clerk, of a department or a township, with the same rights as online."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from guardian.shortcuts import assign_perm

from accounts.models import Person, User
from accounts.rules.numbers import id_check_letter
from accounts.selectors import id_index_of
from admin_center.halls.models import Site
from approvals.models import Case
from approvals.rules.opening import query_code
from core.records.models import Event
from tests.approvals.bureau import Bureau, bureau

pytestmark = pytest.mark.django_db
NUMBER = "33011019900518001"
GOOD = NUMBER + id_check_letter(NUMBER)
WRONG = NUMBER + ("1" if id_check_letter(NUMBER) != "1" else "2")
CONTENT = {
    "channels": ["window", "township"],
    "legal_basis": [],
    "form_fields": [{"key": "project_name", "label_zh": "项目名称", "type": "text", "required": True}],
    "materials": [
        {"key": "form__x", "name_zh": "申请表"},
        {"key": "plan", "name_zh": "总平面图", "electronic_ok": True},
        {"key": "deed", "name_zh": "产权证明", "electronic_ok": True},
    ],
}
TYPED = {
    "submit_key": "k1",
    "party_kind": "person",
    "party_name": "周某某",
    "party_code": GOOD,
    "party_phone": "0571-00000300",
    "project_name": "某厂房",
    "got:plan": "1",
    "delivery_mode": "window",
}


@pytest.fixture
def office() -> Bureau:
    return bureau(content=CONTENT)


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(office: Bureau) -> str:
    return f"/admin/approvals/case/receive/{office.version.item.slug}/"


def test_a_clerk_enters_paper_and_prints_a_receipt(office: Bureau) -> None:
    client = at_desk(office.clerk)
    assert "产权证明" in client.get(url(office)).content.decode()
    receipt = client.post(url(office), TYPED, follow=True).content.decode()
    case = Case.objects.get()
    assert case.number in receipt
    assert query_code(case.number) in receipt
    assert (case.channel, case.state, case.title, case.applicant_masked) == (
        "window",
        "submitted",
        "某厂房",
        "周*",
    )
    assert {m.key: m.state for m in case.materials.all()} == {
        "form__x": "form",
        "plan": "paper",
        "deed": "absent",
    }
    event = Event.objects.get(subject_kind="case", subject_id=case.pk)
    assert (event.act, event.role, event.by) == ("receive", "officer", office.clerk)


def test_the_same_press_twice_makes_one_case(office: Bureau) -> None:
    client = at_desk(office.clerk)
    first, second = client.post(url(office), TYPED), client.post(url(office), TYPED)
    assert first.url == second.url
    assert Case.objects.count() == 1


def test_every_fault_is_told_and_everything_typed_stays(office: Bureau) -> None:
    answer = at_desk(office.clerk).post(
        url(office), TYPED | {"party_code": "123", "project_name": "", "party_name": "周某某"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "身份证号码是 18 位，您输入了 3 位" in text
    assert "请填写项目名称" in text
    assert 'value="周某某"' in text
    assert not Case.objects.exists()
    assert not Person.objects.filter(id_index=id_index_of("123")).exists()


def test_a_number_whose_check_place_is_off_is_taken_only_with_a_recorded_look(office: Bureau) -> None:
    client = at_desk(office.clerk)
    assert "逐位核对" in client.post(url(office), TYPED | {"party_code": WRONG}).content.decode()
    client.post(url(office), TYPED | {"party_code": WRONG, "party_seen": "1"})
    event = Event.objects.get(subject_kind="case", act="receive")
    assert event.data["overrides"] == ["applicant"]
    assert WRONG not in str(event.data)


def test_a_known_number_under_another_name_is_not_taken(office: Bureau) -> None:
    client = at_desk(office.clerk)
    client.post(url(office), TYPED)
    answer = client.post(url(office), TYPED | {"submit_key": "k2", "party_name": "吴某某"})
    assert "另一个姓名" in answer.content.decode()
    assert "周某某" not in answer.content.decode()


def test_an_organisation_applies_with_its_code(office: Bureau) -> None:
    client = at_desk(office.clerk)
    typed = TYPED | {"party_kind": "organisation", "party_name": "某某厂", "party_code": "12345"}
    assert "统一社会信用代码是 18 位" in client.post(url(office), typed).content.decode()


def test_a_township_takes_in_what_is_open_there_and_sees_its_own_cases(office: Bureau) -> None:
    site = Site.objects.create(slug="town-y", name="某镇便民中心", level="township")
    clerk = User.objects.create_user("town", "x", kind="staff", is_staff=True, staff_name="镇窗口")
    group = Group.objects.create(name="town")
    clerk.groups.add(group)
    assign_perm("admin_center.receive", group, site)
    client = at_desk(clerk)
    assert office.version.item.name in client.get("/admin/approvals/case/receive/").content.decode()
    client.post(url(office), TYPED)
    case = Case.objects.get()
    assert (case.channel, case.site) == ("township", site)
    assert case.number in client.get("/admin/approvals/case/").content.decode()
    client.post(f"/admin/approvals/case/{case.token}/pre-review/", {"pre_comment": "材料看过，缺产权证明"})
    assert Event.objects.filter(subject_kind="case", act="pre_review").exists()
    assert client.post(f"/admin/approvals/case/{case.token}/accept/").status_code == 403


def test_others_do_not_receive(office: Bureau) -> None:
    for user in (office.stranger, office.reviewer):
        assert at_desk(user).get(url(office)).status_code == 403
        assert at_desk(user).post(url(office), TYPED).status_code == 403
    assert at_desk(office.clerk).get("/admin/approvals/case/receive/no-such-item/").status_code == 404
