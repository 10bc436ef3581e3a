"""One's own pages: what may be changed without proof, and what a forged form cannot reach."""

import pytest
from django.test import Client
from django.utils import translation

from accounts.demo.names import id_number
from accounts.models import Person, User
from accounts.selectors import person_with_id
from tests.accounts.conftest import MakeUser

PROFILE = "/accounts/profile/"
NUMBER = id_number("19900101", 7)


def form(**changes: str) -> dict[str, str]:
    return {
        "name": "王某某",
        "id_number": NUMBER,
        "email": "w@example.invalid",
        "address": "临平",
        "contact": "sms",
        "language": "zh-hans",
    } | changes


@pytest.fixture
def citizen(make_user: MakeUser) -> User:
    return make_user("citizen", phone="14200003333", assurance=1)


@pytest.fixture
def page(client: Client, citizen: User) -> Client:
    client.force_login(citizen)
    return client


def test_own_particulars_are_saved_and_the_number_claims_nothing(page: Client, citizen: User) -> None:
    assert page.post(PROFILE, form()).status_code == 302
    person = Person.objects.get(pk=citizen.person_id)
    assert (person.name, person.id_number, person.id_index) == ("王某某", NUMBER, None)
    assert person_with_id(NUMBER) is None


def test_typing_somebody_elses_number_does_not_stand_in_their_way(page: Client, make_user: MakeUser) -> None:
    page.post(PROFILE, form())
    other = Client()
    other.force_login(make_user("the-owner", phone="14200004444"))
    assert other.post(PROFILE, form(name="真本人")).status_code == 302


def test_a_forged_form_changes_nothing_else(page: Client, citizen: User) -> None:
    extra = {
        "assurance": "3",
        "is_staff": "on",
        "is_superuser": "on",
        "kind": "staff",
        "phone": "13900000000",
    }
    page.post(PROFILE, form(**extra, id_index="0" * 64, username="root"))
    citizen.refresh_from_db()
    assert (citizen.assurance, citizen.is_staff, citizen.is_superuser, citizen.kind) == (
        1,
        False,
        False,
        "citizen",
    )
    assert (citizen.username, citizen.person.phone) == ("citizen", "14200003333")


def test_a_matched_name_and_number_stay_and_are_masked(page: Client, citizen: User) -> None:
    Person.objects.filter(pk=citizen.person_id).update(name="李某某", id_number=NUMBER)
    User.objects.update(assurance=2)
    page.post(PROFILE, form(name="别人", id_number=id_number("19910101", 9)))
    assert Person.objects.get(pk=citizen.person_id).name == "李某某"
    text = page.get(PROFILE).content.decode()
    assert NUMBER not in text
    assert "李某某" not in text
    assert NUMBER[-4:] in text


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"id_number": NUMBER[:-1]}, "18 位"),
        ({"name": ""}, "请输入姓名"),
        ({"name": "王1"}, "数字或特殊符号"),
        ({"contact": "email", "email": ""}, "请填写电子邮箱"),
        ({"email": "nonsense"}, "完整的邮箱地址"),
        ({"contact": "pigeon"}, "pigeon"),
    ],
)
def test_a_fault_is_explained_and_answers_are_kept(page: Client, changes: dict[str, str], part: str) -> None:
    answer = page.post(PROFILE, form(**changes))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert part in text
    assert "临平" in text


def test_sms_needs_a_number_on_file(client: Client, make_user: MakeUser) -> None:
    client.force_login(make_user("nobody-yet"))
    answer = client.post(PROFILE, form())
    assert "还没有登记手机号" in answer.content.decode()
    assert client.post(PROFILE, form(contact="portal")).status_code == 302


def test_the_workbench_speaks_the_language_its_user_chose(client: Client, make_user: MakeUser) -> None:
    user = make_user("clerk", kind=User.Kind.STAFF, is_staff=True)
    client.force_login(user)
    with translation.override("zh-hans"):
        assert "退出" in client.get("/admin/").content.decode()
        answer = client.post("/accounts/language/", {"language": "en", "next": "/admin/"})
        assert answer.headers["Location"] == "/admin/"
        page = client.get("/admin/").content.decode()
        assert '<html lang="en">' in page
        assert "Sign out" in page and "退出" not in page


def test_an_unknown_language_changes_nothing(client: Client, make_user: MakeUser) -> None:
    user = make_user("citizen")
    client.force_login(user)
    assert client.post("/accounts/language/", {"language": "tlh"}).status_code == 302
    user.refresh_from_db()
    assert user.language == "zh-hans"
