"""Every address × every kind of visitor: who is not named is not let in, and nobody gets a 500."""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.session import BEGAN, SEEN
from core.now import now
from tests.house.route_table import TABLE, VISITORS, Rule, Things, declared, make_world, resolver_names, rules

LOGIN = ("/accounts/login/", "/admin/login/")


class World:
    """The visitors with one client each, and the things the addresses name."""

    def __init__(self, *, csrf: bool = False) -> None:
        cache.clear()
        users, self.things = make_world()
        self.clients = {name: self._client(user, csrf) for name, user in users.items()}

    @staticmethod
    def _client(user: User | None, csrf: bool) -> tuple[Client, str]:
        client = Client(raise_request_exception=False, enforce_csrf_checks=csrf)
        if user is not None:
            client.force_login(user)
            # Begun once, not anew in each request that is undone.
            session = client.session
            session[BEGAN] = session[SEEN] = now().isoformat()
            session.save()
        return client, client.cookies.output(header="", sep=";")

    def ask(self, visitor: str, method: str, url: str) -> HttpResponse:
        """One request whose writes are undone; like a test's own transaction it may hold durable ones."""
        client, cookies = self.clients[visitor]
        client.cookies = SimpleCookie(cookies)
        undo = transaction.atomic()
        undo._from_testcase = True
        with undo:
            answer: HttpResponse = getattr(client, method)(url)
            transaction.set_rollback(True)
        return answer


# Asked by POST so that number and code stand in no address; nothing is written, the page is the same for all.
NO_TOKEN = frozenset({"citizens_home:status"})


def let_in(answer: HttpResponse) -> bool:
    """Anything but a refusal; the way to the login page is one."""
    if answer.status_code in (401, 403, 404, 405):
        return False
    return not (answer.status_code == 302 and answer["Location"].startswith(LOGIN))


# Where the table lets in everybody or nobody, these stand for all.
SAMPLE = ("anon", "citizen", "other_citizen", "clerk", "head", "sysadmin")
PUBLIC = frozenset({"item", "material", "package", "office_item"})


def mismatches(world: World, visitor: str) -> Iterator[str]:
    """Where one visitor is let in against the table, or kept out, or gets an error."""
    for rule in rules():
        for method, allowed in (("get", rule.get), ("post", rule.post)):
            if visitor not in SAMPLE and len(allowed) in (0, len(VISITORS)):
                continue
            answer = world.ask(visitor, method, rule.url(world.things))
            if answer.status_code >= 500 or let_in(answer) is not (visitor in allowed):
                told = "let in" if visitor in allowed else "not let in"
                yield f"{visitor} {method} {rule.name}: {answer.status_code}, the table says {told}"


def test_every_route_is_declared() -> None:
    named = [name for name, _pattern in resolver_names() if not name.endswith(":")]
    unknown = {name for name in named if not declared(name)}
    assert not unknown, f"declare these in tests/house/routes.yaml: {sorted(unknown)}"


def test_every_declared_route_exists() -> None:
    names = {name for name, _pattern in resolver_names()}
    assert not set(TABLE["routes"]) - names, f"gone: {sorted(set(TABLE['routes']) - names)}"
    for label in TABLE["models"]:
        assert f"admin:{label.replace('.', '_')}_changelist" in names, f"gone: {label}"


def test_a_route_that_nobody_declared_fails_the_build() -> None:
    assert declared("citizens_home:an-unknown-page") is None
    assert declared("admin:approvals_secret_changelist") is None


@pytest.mark.parametrize("part", range(4))
@pytest.mark.django_db
def test_each_visitor_is_let_in_where_the_table_says_so_and_nowhere_else(part: int) -> None:
    world = World()
    wrong = [line for visitor in VISITORS[part::4] for line in mismatches(world, visitor)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_a_hole_in_a_page_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken control: with the table wrong in one place, the same check must complain."""
    world = World()
    broken = Rule("accounts:profile", get=frozenset({"anon"}), post=frozenset())
    monkeypatch.setattr(f"{__name__}.rules", lambda: [broken])
    assert len(list(mismatches(world, "anon"))) == 1
    assert len(list(mismatches(world, "citizen"))) == 2


@pytest.mark.django_db
def test_nothing_is_accepted_by_post_without_a_token() -> None:
    world, wrong = World(csrf=True), []
    for rule in rules():
        if rule.name in NO_TOKEN:
            continue
        for visitor in {"anon", "citizen", "head", "sysadmin", "secadmin"} & rule.post:
            answer = world.ask(visitor, "post", rule.url(world.things))
            if let_in(answer) or answer.status_code >= 500:
                wrong.append(f"{rule.name} as {visitor}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _unreal(things: Things) -> Things:
    return {name: 0 if isinstance(value, int) else "no-such-thing" for name, value in things.items()}


@pytest.mark.django_db
def test_strangers_cannot_tell_somebody_elses_thing_from_nothing() -> None:
    world, wrong = World(), []
    for rule in rules():
        if not any(name in world.things for name in rule.args.values()) or PUBLIC & set(rule.args.values()):
            continue
        urls = (rule.url(world.things), rule.url(_unreal(world.things)))
        for visitor in {"anon", "other_citizen", "other_office"} - rule.get:
            real, unreal = (world.ask(visitor, "get", url).status_code for url in urls)
            if real != unreal:
                wrong.append(f"{rule.name} as {visitor}: {real} where it exists, {unreal} where it does not")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_private_answers_are_not_kept_in_caches() -> None:
    world, kept = World(), []
    for rule in rules():
        if "anon" in rule.get or not rule.get:
            continue
        answer = world.ask(min(rule.get), "get", rule.url(world.things))
        policy = answer.headers.get("Cache-Control", "")
        if "no-store" not in policy and "private" not in policy:
            kept.append(f"{rule.name}: {policy!r}")
    assert not kept, "\n".join(kept)
