"""A deployment begins with three administrators, once, and nobody keeps a password that others know."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.services.first_administrators import make_first_administrators
from accounts.services.manage_accounts import give_new_password, open_staff_account
from accounts.services.offices import AUDIT, SECURITY, SYSTEM
from core.errors import Refused
from core.records.models import Event
from tests.accounts.conftest import PASSWORD, MakeUser

pytestmark = pytest.mark.django_db
PEOPLE = {SYSTEM: ("luo", "骆行简"), SECURITY: ("dai", "戴安澜"), AUDIT: ("chu", "褚怀瑾")}
ARGUMENTS = ["--system", "luo", "骆行简", "--security", "dai", "戴安澜", "--audit", "chu", "褚怀瑾"]
PASSWORD_PAGE = "/accounts/password/"


def test_the_command_opens_three_accounts_with_their_office_alone_and_leaves_traces() -> None:
    out = StringIO()
    call_command("first_administrators", *ARGUMENTS, stdout=out)
    for office, (username, name) in PEOPLE.items():
        user = User.objects.get(username=username)
        assert [group.name for group in user.groups.all()] == [office]
        assert (user.staff_name, user.is_staff, user.is_superuser) == (name, True, False)
        password = next(
            line.split("\t")[3] for line in out.getvalue().splitlines() if f"\t{username}\t" in line
        )
        assert user.check_password(password) and len(password) == 16
        assert Event.objects.filter(subject_kind="account", subject_id=user.pk, act="open_account").exists()


def test_only_the_first_time() -> None:
    make_first_administrators(PEOPLE)
    with pytest.raises(CommandError, match="已经有管理员了"):
        call_command("first_administrators", *ARGUMENTS)
    assert User.objects.filter(is_staff=True).count() == 3


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ({SYSTEM: ("luo", "骆行简")}, "各写一个人"),
        (PEOPLE | {AUDIT: ("luo", "骆行简")}, "三个不同的账号"),
        (PEOPLE | {AUDIT: ("a b", "褚怀瑾")}, "用户名"),
        (PEOPLE | {AUDIT: ("taken", "褚怀瑾")}, "登录名已有人使用：taken"),
    ],
)
def test_what_cannot_be_is_refused_and_opens_nobody(
    make_user: MakeUser, people: dict[str, tuple[str, str]], reason: str
) -> None:
    make_user("taken")
    with pytest.raises(Refused, match=reason):
        make_first_administrators(people)
    assert User.objects.count() == 1


def signed_in(username: str, password: str) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"username": username, "password": password})
    assert answer.status_code == 302
    return client


def test_a_given_password_opens_nothing_but_the_way_to_an_own_one() -> None:
    password = make_first_administrators(PEOPLE)["luo"]
    client = signed_in("luo", password)
    for address in ("/admin/", "/my/", "/admin/accounts/user/add/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, PASSWORD_PAGE)
    assert client.post("/admin/accounts/user/add/", {"username": "x"}).status_code == 302
    assert client.get("/admin/", headers={"Accept": "application/json"}).status_code == 403
    page = client.get(f"{PASSWORD_PAGE}?next=/admin/")
    assert page.status_code == 200
    assert "请先换成只有您自己知道的密码" in page.content.decode()
    changed = client.post(f"{PASSWORD_PAGE}?next=/admin/", {"old": password, "new": PASSWORD})
    assert (changed.status_code, changed["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_who_opens_an_account_or_gives_a_password_does_not_keep_it() -> None:
    passwords = make_first_administrators(PEOPLE)
    by = User.objects.get(username="luo")
    made = open_staff_account(
        by=by, username="new", staff_name="新来", password="given-by-luo-2026", workbench=True
    )
    assert made.password_given
    User.objects.filter(pk=made.pk).update(password_given=False)
    give_new_password(by=by, user=made, password="given-again-2026")
    made.refresh_from_db()
    assert made.password_given
    assert signed_in("new", "given-again-2026").get("/admin/")["Location"].startswith(PASSWORD_PAGE)
    assert set(passwords) == {"luo", "dai", "chu"}


def test_signing_out_and_the_language_stay_open() -> None:
    password = make_first_administrators(PEOPLE)["dai"]
    client = signed_in("dai", password)
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
