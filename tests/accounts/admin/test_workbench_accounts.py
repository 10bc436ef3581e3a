"""Account pages of the workbench: masked, searched without traces, each duty for its own administrator."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.demo.names import id_number
from accounts.demo.people import make_people
from accounts.models import Department, Mandate, User
from core.letters.models import MessageTemplate

LIHUA_ID = id_number("19900518", 21)
USERS = "/admin/accounts/user/"


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    make_people(Department.objects.filter(slug="construction"))


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def test_an_exact_identity_number_is_found_by_post_and_stands_in_no_address() -> None:
    client = signed_in("sysadmin")
    answer = client.post(USERS, {"_search": "1", "q": f" {LIHUA_ID.lower()} "})
    assert answer.status_code == 302
    assert LIHUA_ID not in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert "lihua" in page
    assert "zhangwei" not in page
    assert LIHUA_ID not in page
    assert "14200000001" not in page


def test_a_search_token_is_worth_nothing_to_somebody_else_and_numbers_in_the_address_find_nothing() -> None:
    location = signed_in("sysadmin").post(USERS, {"_search": "1", "q": LIHUA_ID})["Location"]
    assert "lihua" not in signed_in("auditor").get(location).content.decode()
    assert "lihua" not in signed_in("sysadmin").get(f"{USERS}?q={LIHUA_ID}").content.decode()


def test_what_was_typed_lies_sealed_in_the_cache() -> None:
    location = signed_in("sysadmin").post(USERS, {"_search": "1", "q": LIHUA_ID})["Location"]
    token = location.partition("q=")[2]
    user = User.objects.get(username="sysadmin")
    assert LIHUA_ID.encode() not in cache.get(f"admin-search:{user.pk}:{token}")


def test_a_page_of_accounts_needs_a_fixed_number_of_statements(
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    client = signed_in("sysadmin")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert client.get(USERS).status_code == 200


@pytest.mark.parametrize(
    ("username", "status"),
    [("sysadmin", 200), ("secadmin", 403), ("auditor", 403), ("clerk.construction", 404)],
)
def test_a_new_password_is_given_by_system_administrators_only(username: str, status: int) -> None:
    url = reverse("admin:accounts_user_password", args=[User.objects.get(username="desk").pk])
    assert signed_in(username).get(url).status_code == status


@pytest.mark.parametrize(
    ("username", "status"),
    [("sysadmin", 403), ("secadmin", 200), ("auditor", 403), ("head.construction", 404)],
)
def test_roles_are_given_by_security_administrators_only(username: str, status: int) -> None:
    url = reverse("admin:accounts_user_roles", args=[User.objects.get(username="desk").pk])
    client = signed_in(username)
    assert client.get(url).status_code == status
    posted = client.post(url, {"groups": [Group.objects.get(name="区建设局 窗口受理").pk]})
    assert posted.status_code == (302 if status == 200 else status)
    assert User.objects.get(username="desk").groups.exists() is (status == 200)


def test_a_refused_grant_says_why_and_changes_nothing() -> None:
    user = User.objects.get(username="auditor")
    group = Group.objects.get(name="区建设局 决定")
    url = reverse("admin:accounts_user_roles", args=[user.pk])
    answer = signed_in("secadmin").post(
        url, {"groups": [group.pk, *user.groups.values_list("pk", flat=True)]}
    )
    assert answer.status_code == 422
    assert "不能同时办件" in answer.content.decode()
    assert not user.groups.filter(pk=group.pk).exists()


def test_a_system_administrator_opens_an_account_and_cannot_make_a_superuser() -> None:
    client = signed_in("sysadmin")
    data = {
        "username": "new.clerk",
        "staff_name": "新人",
        "is_staff": "on",
        "password": "a-long-enough-passphrase",
        "is_superuser": "on",
        "groups": [Group.objects.first().pk],
        "user_permissions": ["1"],
    }
    assert client.post(f"{USERS}add/", data).status_code == 302
    user = User.objects.get(username="new.clerk")
    assert (user.is_superuser, user.groups.count(), user.user_permissions.count()) == (False, 0, 0)
    change = reverse("admin:accounts_user_change", args=[user.pk])
    data = {"staff_name": "新人", "is_staff": "on", "is_superuser": "on", "assurance": "3", "username": "x"}
    assert client.post(change, data).status_code == 302
    user.refresh_from_db()
    assert (user.is_active, user.is_superuser, user.username, user.assurance) == (
        False,
        False,
        "new.clerk",
        0,
    )


def test_closing_ones_own_account_is_refused_in_words() -> None:
    client = signed_in("sysadmin")
    own = User.objects.get(username="sysadmin")
    change = reverse("admin:accounts_user_change", args=[own.pk])
    answer = client.post(change, {"staff_name": own.staff_name, "is_staff": "on"}, follow=True)
    assert "不能改自己的账号" in answer.content.decode()
    own.refresh_from_db()
    assert own.is_active


def test_nothing_of_accounts_can_be_deleted_here() -> None:
    client = signed_in("sysadmin")
    user = User.objects.get(username="desk")
    assert client.post(f"{USERS}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    mandate = Mandate.objects.first()
    assert client.post(f"/admin/accounts/mandate/{mandate.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("username", ["sysadmin", "secadmin"])
def test_only_auditors_read_the_record(username: str) -> None:
    assert signed_in(username).get("/admin/core/event/").status_code == 403
    assert signed_in("auditor").get("/admin/core/event/").status_code == 200


def test_wording_is_checked_before_it_is_saved() -> None:
    client = signed_in("sysadmin")
    data = {
        "topic": "case.accepted",
        "channel": "sms",
        "language": "zh-hans",
        "title": "",
        "body": "您的“{item}”好了",
    }
    page = client.post("/admin/core/messagetemplate/add/", data)
    assert page.status_code == 200
    assert "少了必须告诉对方的内容" in page.content.decode()
    data["body"] = "您的“{item}”（{number}）已受理，{date}前办结。"
    assert client.post("/admin/core/messagetemplate/add/", data).status_code == 302
    row = MessageTemplate.objects.get()
    assert row.updated_by.username == "sysadmin"
    assert (
        "【余杭政务】您的“建筑工程施工许可”"
        in client.get(f"/admin/core/messagetemplate/{row.pk}/change/").content.decode()
    )
