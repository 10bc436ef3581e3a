"""Powers come from role groups alone, are kept apart, and mandates end when they end."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory

from accounts.acting import act_for, acting_for
from accounts.models import Department, Mandate, Organisation, StaffMembership, User
from accounts.policy import departments_of, departments_where, forget_rights, has_verb
from accounts.services.grant_roles import set_roles
from accounts.services.manage_accounts import (
    end_membership,
    give_new_password,
    open_staff_account,
    set_account_open,
)
from accounts.services.mandates import revoke_mandate
from accounts.services.offices import AUDIT, SECURITY, SUPERVISION, SYSTEM, ensure_roles
from accounts.services.roles import role_group
from core.errors import Refused
from core.now import today
from core.records.models import Event
from tests.accounts.conftest import PASSWORD, MakeUser

Post = StaffMembership.Post
Departments = dict[str, Department]


@pytest.fixture
def offices(departments: Departments) -> dict[str, Group]:
    ensure_roles()
    return {group.name: group for group in Group.objects.all()}


@pytest.fixture
def secadmin(make_user: MakeUser, offices: dict[str, Group]) -> User:
    user = make_user("sec", kind=User.Kind.STAFF, is_staff=True)
    user.groups.add(offices[SECURITY])
    return user


@pytest.fixture
def sysadmin(make_user: MakeUser, offices: dict[str, Group]) -> User:
    user = make_user("sys", kind=User.Kind.STAFF, is_staff=True)
    user.groups.add(offices[SYSTEM])
    return user


def staff(make_user: MakeUser, name: str = "clerk") -> User:
    return make_user(name, kind=User.Kind.STAFF, is_staff=True)


def test_a_clerk_receives_in_their_department_and_nowhere_else(
    make_user: MakeUser, departments: Departments
) -> None:
    user = staff(make_user)
    user.groups.add(role_group(departments["construction"], Post.CLERK))
    assert departments_where(user, "receive") == {departments["construction"].pk}
    assert has_verb(user, "issue", departments["construction"])
    for verb in ("review", "decide", "supervise", "publish"):
        assert not departments_where(user, verb)
    assert not has_verb(user, "receive", departments["land"])
    assert departments_of(user) == {departments["construction"].pk}


def test_an_inactive_user_and_a_superuser_have_no_powers_of_their_own(
    make_user: MakeUser, departments: Departments
) -> None:
    user = staff(make_user)
    user.groups.add(role_group(departments["construction"], Post.HEAD))
    user.is_active = False
    assert not departments_where(user, "decide")
    root = make_user("root", kind=User.Kind.STAFF, is_staff=True, is_superuser=True)
    assert not departments_where(root, "decide")


def test_rights_are_read_once_per_request(
    make_user: MakeUser, departments: Departments, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    user = staff(make_user)
    with django_assert_num_queries(1):  # type: ignore[operator]
        for verb in ("receive", "decide", "issue"):
            departments_where(user, verb)


def test_a_security_administrator_grants_and_it_is_recorded(
    make_user: MakeUser, secadmin: User, departments: Departments
) -> None:
    user = staff(make_user)
    group = role_group(departments["construction"], Post.REVIEWER)
    set_roles(by=secadmin, user=user, groups=[group])
    set_roles(by=secadmin, user=user, groups=[group])
    assert has_verb(user, "review", departments["construction"])
    event = Event.objects.get(subject_kind="account", subject_id=user.pk)
    assert (event.act, event.by_id, event.data) == (
        "set_roles",
        secadmin.pk,
        {"given": [group.pk], "taken": []},
    )
    set_roles(by=secadmin, user=user, groups=[])
    assert not has_verb(user, "review", departments["construction"])
    second = Event.objects.get(subject_kind="account", subject_id=user.pk, seq=2)
    assert bytes(second.hash) != bytes(event.hash)


def test_nobody_grants_to_themselves(secadmin: User, offices: dict[str, Group]) -> None:
    with pytest.raises(Refused, match="自己"):
        set_roles(by=secadmin, user=secadmin, groups=[offices[AUDIT]])


def test_a_system_administrator_grants_nothing(
    make_user: MakeUser, sysadmin: User, offices: dict[str, Group]
) -> None:
    with pytest.raises(Refused, match="安全管理员"):
        set_roles(by=sysadmin, user=staff(make_user), groups=[offices[SUPERVISION]])


@pytest.mark.parametrize(
    "names",
    [(SYSTEM, SECURITY), (SECURITY, AUDIT), (AUDIT, "HEAD"), (SYSTEM, "CLERK"), (SUPERVISION, "HEAD")],
)
def test_duties_stay_apart(
    make_user: MakeUser,
    secadmin: User,
    departments: Departments,
    offices: dict[str, Group],
    names: tuple[str, str],
) -> None:
    posts = {"HEAD": Post.HEAD, "CLERK": Post.CLERK}
    groups = [
        role_group(departments["land"], posts[name]) if name in posts else offices[name] for name in names
    ]
    user = staff(make_user)
    with pytest.raises(Refused):
        set_roles(by=secadmin, user=user, groups=groups)
    assert not user.groups.exists()
    assert not Event.objects.filter(subject_kind="account").exists()


def test_a_citizen_gets_no_role(make_user: MakeUser, secadmin: User, offices: dict[str, Group]) -> None:
    with pytest.raises(Refused, match="工作人员"):
        set_roles(by=secadmin, user=make_user("citizen"), groups=[offices[SUPERVISION]])


def test_no_administrator_holds_a_power_over_cases(offices: dict[str, Group], make_user: MakeUser) -> None:
    for name in (SYSTEM, SECURITY, AUDIT):
        user = staff(make_user, name)
        user.groups.add(offices[name])
        assert not departments_of(user), name
        decided = [perm for perm in user.get_all_permissions() if perm.startswith("approvals.")]
        assert not decided, name


def test_accounts_are_opened_closed_and_given_passwords_with_a_record(
    make_user: MakeUser, sysadmin: User
) -> None:
    user = open_staff_account(
        by=sysadmin, username="new.clerk", staff_name="新人", password=PASSWORD, workbench=True
    )
    give_new_password(by=sysadmin, user=user, password="another-long-passphrase")
    set_account_open(by=sysadmin, user=user, is_open=False)
    set_account_open(by=sysadmin, user=user, is_open=False)
    acts = Event.objects.filter(subject_id=user.pk, subject_kind="account").order_by("seq")
    assert [event.act for event in acts] == ["open_account", "new_password", "close_account"]
    with pytest.raises(Refused, match="自己"):
        set_account_open(by=sysadmin, user=sysadmin, is_open=False)
    with pytest.raises(Refused, match="手机验证码"):
        give_new_password(by=sysadmin, user=make_user("citizen"), password="another-long-passphrase")


def test_leaving_a_department_takes_its_powers_at_once(
    make_user: MakeUser, sysadmin: User, departments: Departments
) -> None:
    user = staff(make_user)
    both = [role_group(departments[slug], Post.CLERK) for slug in ("construction", "land")]
    user.groups.add(*both)
    post = StaffMembership.objects.create(
        user=user, department=departments["land"], post=Post.CLERK, starts_on=today()
    )
    with pytest.raises(Refused, match="早于"):
        end_membership(by=sysadmin, membership=post, on=today() - timedelta(days=1))
    end_membership(by=sysadmin, membership=post, on=today())
    forget_rights(user)
    assert departments_where(user, "receive") == {departments["construction"].pk}


@pytest.fixture
def mandate(make_user: MakeUser) -> Mandate:
    user = make_user("agent", phone="14200006666")
    organisation = Organisation.objects.create(name="浙江某测试有限公司", uscc="91330199MA0000991X")
    return Mandate.objects.create(
        organisation=organisation,
        person=user.person,
        starts_on=today() - timedelta(days=10),
        ends_on=today() + timedelta(days=10),
    )


def acting(client: Client, token: str) -> str:
    answer = client.post("/accounts/acting/", {"mandate": token, "next": "/accounts/profile/"}, follow=True)
    return str(answer.content.decode())


def test_the_page_always_says_in_whose_name_it_acts(client: Client, mandate: Mandate) -> None:
    client.force_login(mandate.person.user)
    assert "您正在代表" in acting(client, mandate.token)
    assert "您正在代表" in client.get("/accounts/password/").content.decode()
    assert "您正在代表" not in acting(client, "")


@pytest.mark.parametrize("why", ["revoked", "ended", "not yet", "somebody else's"])
def test_a_mandate_counts_only_while_it_lasts_and_for_its_agent(
    client: Client, mandate: Mandate, make_user: MakeUser, why: str
) -> None:
    client.force_login(mandate.person.user)
    acting(client, mandate.token)
    if why == "revoked":
        revoke_mandate(by=mandate.person.user, mandate=mandate)
    elif why == "ended":
        Mandate.objects.update(ends_on=today() - timedelta(days=1))
    elif why == "not yet":
        Mandate.objects.update(starts_on=today() + timedelta(days=1))
    else:
        client.force_login(make_user("stranger", phone="14200005555"))
    assert "您正在代表" not in client.get("/accounts/password/").content.decode()
    assert "到期或已撤销" in acting(client, mandate.token)


def test_acting_is_read_once_per_request(mandate: Mandate, client: Client) -> None:
    request = RequestFactory().get("/")
    request.user, request.session = mandate.person.user, client.session
    act_for(request, mandate.token)
    assert acting_for(request) == mandate


def test_only_the_agent_or_staff_with_that_duty_revoke(make_user: MakeUser, mandate: Mandate) -> None:
    with pytest.raises(Refused, match="只有"):
        revoke_mandate(by=make_user("stranger"), mandate=mandate)
    revoke_mandate(by=mandate.person.user, mandate=mandate)
    with pytest.raises(Refused, match="已经撤销"):
        revoke_mandate(by=mandate.person.user, mandate=mandate)


def test_an_agent_gives_a_mandate_back_after_being_asked_once(
    client: Client, mandate: Mandate, make_user: MakeUser
) -> None:
    url = f"/accounts/mandates/{mandate.token}/end/"
    client.force_login(make_user("stranger", phone="14200005555"))
    assert client.post(url).status_code == 404
    client.force_login(mandate.person.user)
    acting(client, mandate.token)
    assert mandate.organisation.name in client.get(url).content.decode()
    page = client.post(url, follow=True).content.decode()
    assert "已交还" in page
    assert "您正在代表" not in page
    assert client.post(url).status_code == 404
