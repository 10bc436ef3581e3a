"""Signing in, registering, session limits: in the words people see."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services.one_time_code import send_code, use_code
from accounts.services.register_citizen import register_citizen
from core.errors import Refused
from core.letters.models import DemoLetter
from core.now import moved
from tests.accounts.conftest import PASSWORD, MakeUser

LOGIN = "/accounts/login/"
PHONE = "14200007777"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def sign_in(client: Client, account: str = "someone", password: str = PASSWORD, **extra: str) -> int:
    return client.post(LOGIN, {"username": account, "password": password}, **extra).status_code


def code_sent() -> str:
    found = re.search(r"\d{6}", DemoLetter.objects.first().text)
    assert found
    return found[0]


def test_login_by_name_and_by_telephone(client: Client, make_user: MakeUser) -> None:
    make_user(phone=PHONE)
    assert sign_in(client) == 302
    assert sign_in(Client(), "142 0000 7777") == 302
    assert sign_in(Client(), password="wrong") == 422


def test_unknown_account_wrong_password_and_closed_account_read_alike(
    client: Client, make_user: MakeUser
) -> None:
    make_user()
    make_user("closed", is_active=False)
    pages = [
        client.post(LOGIN, {"username": name, "password": password}).content.decode()
        for name, password in (("nobody", PASSWORD), ("someone", "wrong"), ("closed", PASSWORD))
    ]
    texts = {re.search(r'class="errors".*?</ul>', page, re.S)[0] for page in pages}  # type: ignore[index]
    assert len(texts) == 1
    assert "登录名或密码不对" in texts.pop()


def test_a_guesser_locks_only_himself_out(make_user: MakeUser) -> None:
    make_user()
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(5):
        sign_in(guesser, password="wrong")
    assert sign_in(guesser) == 422
    assert sign_in(Client(REMOTE_ADDR="203.0.113.10")) == 302


def test_a_forged_forwarded_address_does_not_help_the_guesser(make_user: MakeUser) -> None:
    make_user()
    for number in range(6):
        sign_in(Client(), password="wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert sign_in(Client()) == 422


def test_the_session_key_changes_at_sign_in(client: Client, make_user: MakeUser) -> None:
    make_user()
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leaves_the_house(client: Client, make_user: MakeUser, target: str) -> None:
    make_user()
    answer = client.post(LOGIN, {"username": "someone", "password": PASSWORD, "next": target})
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


def test_logout_is_by_post_only_and_empties_the_session(client: Client, make_user: MakeUser) -> None:
    make_user()
    sign_in(client)
    assert client.get(reverse("accounts:logout")).status_code == 405
    assert client.post(reverse("accounts:logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_staff_idle_for_half_an_hour_are_signed_out_citizens_are_not(make_user: MakeUser) -> None:
    make_user("clerk", kind=User.Kind.STAFF, is_staff=True)
    make_user("citizen")
    noon = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    for name, later, status in (
        ("clerk", timedelta(minutes=29), 200),
        ("clerk", timedelta(minutes=31), 302),
        ("citizen", timedelta(hours=11), 200),
        ("citizen", timedelta(hours=13), 302),
    ):
        client = Client()
        with moved(noon):
            sign_in(client, name)
        with moved(noon + later):
            assert client.get("/accounts/password/").status_code == status, (name, later)


def test_staff_who_keep_working_end_after_twelve_hours(client: Client, make_user: MakeUser) -> None:
    make_user("clerk", kind=User.Kind.STAFF, is_staff=True)
    at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    with moved(at):
        sign_in(client, "clerk")
    for quarter in range(1, 12 * 4):
        with moved(at + timedelta(minutes=15 * quarter)):
            assert client.get("/accounts/password/").status_code == 200
    with moved(at + timedelta(hours=12, seconds=1)):
        assert client.get("/accounts/password/").status_code == 302


def test_a_form_sent_after_the_session_ended_says_what_happened(client: Client, make_user: MakeUser) -> None:
    make_user("clerk", kind=User.Kind.STAFF, is_staff=True)
    noon = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    with moved(noon):
        sign_in(client, "clerk")
    with moved(noon + timedelta(hours=1)):
        answer = client.post("/accounts/password/", {"old": "x", "new": "y"})
    assert answer.status_code == 403
    assert "没有保存" in answer.content.decode()


def test_a_disabled_user_is_out_at_the_next_request(client: Client, make_user: MakeUser) -> None:
    user = make_user()
    sign_in(client)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/accounts/password/").status_code == 302


def test_changing_the_password_ends_other_sessions(client: Client, make_user: MakeUser) -> None:
    make_user()
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "another-long-passphrase"
    assert client.post("/accounts/password/", {"old": "wrong", "new": new}).status_code == 422
    assert client.post("/accounts/password/", {"old": PASSWORD, "new": "1234567890"}).status_code == 422
    assert client.post("/accounts/password/", {"old": PASSWORD, "new": new}).status_code == 302
    assert client.get("/accounts/password/").status_code == 200
    assert other.get("/accounts/password/").status_code == 302


def test_private_pages_are_not_kept_in_caches(client: Client, make_user: MakeUser) -> None:
    make_user()
    sign_in(client)
    assert "no-store" in client.get("/accounts/profile/")["Cache-Control"]


def test_a_citizen_registers_with_a_code_and_is_signed_in(client: Client, db: None) -> None:
    assert client.post("/accounts/register/", {"step": "1", "phone": "142-0000-7777"}).status_code == 200
    form = {"step": "2", "phone": PHONE, "code": code_sent(), "password": PASSWORD, "name": "古丽·测试"}
    assert client.post("/accounts/register/", form).status_code == 302
    user = User.objects.get(person__isnull=False, pk=client.session["_auth_user_id"])
    assert (user.assurance, user.person.name, user.person.phone) == (1, "古丽·测试", PHONE)
    assert PHONE not in user.username


def test_a_number_that_has_an_account_gets_no_second_one_and_nobody_learns_it(
    client: Client, make_user: MakeUser
) -> None:
    make_user(phone=PHONE)
    taken = client.post("/accounts/register/", {"step": "1", "phone": PHONE})
    free = client.post("/accounts/register/", {"step": "1", "phone": "14200008888"})
    assert taken.status_code == free.status_code == 200
    assert taken.content.decode().replace(PHONE, "").count("<form") == free.content.decode().count("<form")
    assert DemoLetter.objects.count() == 1


def test_a_forgotten_password_is_reset_by_code_and_old_sessions_end(
    client: Client, make_user: MakeUser
) -> None:
    make_user(phone=PHONE)
    sign_in(client)
    fresh = Client()
    fresh.post("/accounts/reset/", {"step": "1", "phone": PHONE})
    form = {"step": "2", "phone": PHONE, "code": code_sent(), "password": "another-long-passphrase"}
    assert fresh.post("/accounts/reset/", form).status_code == 302
    assert client.get("/accounts/password/").status_code == 302


def test_codes_are_limited_per_minute_bound_to_a_purpose_and_used_once(db: None) -> None:
    send_code(purpose="register", phone=PHONE, address="a")
    code = code_sent()
    with pytest.raises(Refused, match="1 分钟"):
        send_code(purpose="register", phone=PHONE, address="b")
    with pytest.raises(Refused, match="过期"):
        use_code(purpose="reset password", phone=PHONE, code=code)
    use_code(purpose="register", phone=PHONE, code=f" {code[:3]} {code[3:]}")
    with pytest.raises(Refused, match="过期"):
        use_code(purpose="register", phone=PHONE, code=code)


def test_a_code_dies_after_five_wrong_tries(db: None) -> None:
    send_code(purpose="register", phone=PHONE, address="a")
    code = code_sent()
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(5):
        with pytest.raises(Refused):
            use_code(purpose="register", phone=PHONE, code=wrong)
    with pytest.raises(Refused):
        use_code(purpose="register", phone=PHONE, code=code)


@pytest.mark.raced
def test_of_many_uses_at_the_same_instant_one_succeeds() -> None:
    for _ in range(20):
        cache.clear()
        DemoLetter.objects.all().delete()
        send_code(purpose="register", phone=PHONE, address="a")
        code, won = code_sent(), []

        def use(code: str = code, won: list[int] = won) -> None:
            try:
                use_code(purpose="register", phone=PHONE, code=code)
                won.append(1)
            except Refused:
                pass
            finally:
                connection.close()

        threads = [threading.Thread(target=use) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1


def test_a_weak_password_does_not_cost_the_code(db: None) -> None:
    send_code(purpose="register", phone=PHONE, address="a")
    code = code_sent()
    with pytest.raises(Exception, match="密码|password|短"):
        register_citizen(phone=PHONE, code=code, password="short")
    assert register_citizen(phone=PHONE, code=code, password=PASSWORD).pk


def test_the_workbench_has_no_door_of_its_own(client: Client, make_user: MakeUser) -> None:
    assert client.get("/admin/login/")["Location"].startswith("/accounts/login/")
    make_user()
    sign_in(client)
    assert client.get("/admin/").status_code in (302, 404)
    assert client.get("/admin/", follow=True).status_code == 404
