"""The demonstration's people: there, invented, and with exactly the rights of their job."""

import pytest
from django.test import Client

from accounts.demo.names import id_number, mobile, uscc
from accounts.demo.people import PASSWORD, make_people, shown_accounts
from accounts.models import Department, Person, User
from accounts.policy import departments_of, departments_where
from accounts.rules.numbers import why_not_id_number, why_not_mobile, why_not_uscc
from accounts.selectors import mandates_in_force
from core.errors import Refused
from core.now import today

OWNING = ("construction", "land", "environment")


@pytest.fixture
def people(db: None) -> None:
    make_people(Department.objects.filter(slug__in=OWNING))


def verbs(username: str) -> dict[str, set[str]]:
    user = User.objects.get(username=username)
    found: dict[str, set[str]] = {}
    for verb in ("receive", "review", "decide", "issue", "supervise", "publish"):
        for department in Department.objects.filter(pk__in=departments_where(user, verb)):
            found.setdefault(department.slug, set()).add(verb)
    return found


def test_each_post_holds_the_verbs_of_its_job_in_its_department(people: None) -> None:
    for slug in OWNING:
        assert verbs(f"clerk.{slug}") == {slug: {"receive", "issue"}}
        assert verbs(f"reviewer.{slug}") == {slug: {"review"}}
        assert verbs(f"head.{slug}") == {slug: {"decide"}}
    assert verbs("reviewer.planning") == {"construction": {"review"}}
    assert {"supervise"} == set().union(*verbs("supervisor").values())
    assert {"publish"} == set().union(*verbs("editor").values())
    for name in ("sysadmin", "secadmin", "auditor", "desk", "agent.investment", "lihua", "zhangwei"):
        assert verbs(name) == {}, name


def test_every_account_of_the_login_page_can_sign_in(people: None, client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    for one in shown_accounts():
        user = User.objects.get(username=one.username)
        assert user.check_password(PASSWORD)
        assert one.username in page
    assert PASSWORD in page


def test_nobody_is_a_superuser_and_citizens_stay_out_of_the_workbench(people: None) -> None:
    assert not User.objects.filter(is_superuser=True).exists()
    assert set(User.objects.filter(is_staff=False).values_list("username", flat=True)) == {
        "lihua",
        "zhangwei",
        "agent.investment",
    }


def test_the_agent_acts_for_the_company(people: None) -> None:
    agent = User.objects.get(username="zhangwei")
    assert [one.organisation.name for one in mandates_in_force(agent, today())] == ["浙江某建设有限公司"]


def test_a_second_run_changes_nothing(people: None) -> None:
    before = (User.objects.count(), Person.objects.count(), User.objects.get(username="lihua").password)
    make_people(Department.objects.filter(slug__in=OWNING))
    assert (
        User.objects.count(),
        Person.objects.count(),
        User.objects.get(username="lihua").password,
    ) == before


def test_invented_numbers_are_well_formed_and_of_nobody() -> None:
    assert why_not_id_number(id_number("19900518", 21), on=today()) is None
    assert id_number("19900518", 21).startswith("330199")
    assert why_not_mobile(mobile(1)) is None
    assert why_not_uscc(uscc(1)) is None


def test_outside_a_demonstration_nobody_is_made(settings: pytest.FixtureRequest, db: None) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="演示环境"):
        make_people([])
    assert not User.objects.exists()


def test_outside_a_demonstration_the_login_page_shows_no_account(
    people: None, settings: pytest.FixtureRequest, client: Client
) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    page = client.get("/accounts/login/").content.decode()
    assert PASSWORD not in page
    assert "zhangwei" not in page


def test_departments_of_nobody_are_empty(people: None) -> None:
    assert not departments_of(User.objects.get(username="lihua"))
