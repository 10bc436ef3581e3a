"""Every address that changes something × what must hold for all of them (the table: tests/api/calls.py)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver

from approvals.api.acts import ACTS
from approvals.models import Case
from approvals.workflow import TRANSITIONS, Act, Role
from core.api.models import KeptAnswer
from core.api.problems import CONTENT_TYPE
from tests.api.asking import Caller
from tests.api.calls import CALLS, Call, Things, World, address
from tests.approvals.bureau import Bureau

WRITES = ("post", "patch", "put", "delete")
# Signed by a machine, not by a user: tests/core/letters/test_receipts.py.
MACHINES = {"POST sms-receipt"}


def routes(resolver: Any = None) -> Iterator[tuple[str, type[Any], frozenset[str]]]:
    """(name, view class, names in the address) of every route of the API."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            if resolver is not None or one.namespace == "api":
                yield from routes(one)
        elif isinstance(one, URLPattern) and resolver is not None:
            yield str(one.name), one.callback.cls, frozenset(one.pattern.converters)


VIEWS = {name: (view, names) for name, view, names in routes()}
WRITING = {
    f"{method.upper()} {name}"
    for name, (view, _n) in VIEWS.items()
    for method in WRITES
    if hasattr(view, method)
}


def test_every_address_that_changes_something_stands_in_the_table() -> None:
    assert set(CALLS) | MACHINES == WRITING


def test_every_act_of_a_person_has_an_address() -> None:
    """The table of acts is approvals/workflow.py; what the system does alone has none."""
    applicants = {
        Act.SUBMIT: "draft-submit",
        Act.SUPPLEMENT: "case-supplement",
        Act.COMPLETE_PROMISE: "case-promised",
        Act.WITHDRAW: "case-withdraw",
        Act.URGE: "case-urge",
        Act.DEFEND: "case-statement",
    }
    officers = {one.act: f"agency-{one.slug}" for one in ACTS} | {Act.RECEIVE: "agency-cases"}
    by_people = {act for act, line in TRANSITIONS.items() if line.role != Role.SYSTEM}
    assert {str(act) for act in applicants | officers} == {str(act) for act in by_people}
    for act, name in (applicants | officers).items():
        assert f"POST {name}" in WRITING, act


class Asked:
    """One call, asked by different people in different ways."""

    def __init__(self, key: str, world: World) -> None:
        self.call: Call = CALLS[key]
        self.world = world
        self.method, self.name = key.split()
        self.things = self.made(self.call.right)

    def made(self, what: str) -> Things:
        things: Things = getattr(self.world, what)()
        names = VIEWS[self.name][1]
        if "file" in names:
            things.setdefault("file", "no-such-file")
        return things

    def body(self, things: Things | None = None) -> Any:
        return self.call.body(self.world, self.things if things is None else things)

    def ask(self, who: Caller, body: Any, *, things: Things | None = None, once: str = "") -> HttpResponse:
        path = address(self.name, self.things if things is None else things, VIEWS[self.name][1])
        headers = {**who.headers, **({"Idempotency-Key": once} if once else {})}
        if self.call.multipart:
            data, kind = encode_multipart(BOUNDARY, body), MULTIPART_CONTENT
        else:
            data, kind = json.dumps(body).encode(), "application/json"
        return who.client.generic(self.method, path, data, kind, headers=headers)

    def refused(self, who: str, body: Any, status: int, *, once: str = "", things: Any = None) -> Any:
        """A problem document with this status and a sentence."""
        answer = self.ask(self.world.caller(who), body, things=things, once=once)
        assert answer.status_code == status, answer.content.decode()[:1500]
        assert answer["Content-Type"].startswith(CONTENT_TYPE)
        told = json.loads(answer.content)
        assert (told["status"], bool(told["detail"])) == (status, True)
        return told

    @property
    def version(self) -> int | None:
        """The version of the case, where the call is about one."""
        return Case.objects.filter(pk=self.things.get("pk")).values_list("version", flat=True).first()


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(CALLS))
def test_each_answers_as_all_do(key: str, office: Bureau) -> None:
    asked = Asked(key, World(office))
    call, before = asked.call, asked.version
    asked.refused("nobody", asked.body(), 401)
    if call.stranger:
        asked.refused(call.stranger, asked.body(), 404)
    if call.colleague:
        asked.refused(call.colleague, asked.body(), 403)
        asked.refused(call.colleague, {}, 403)
    if call.wrong:
        body, name = call.wrong
        errors = asked.refused(call.who, body, 400)["errors"]
        assert any(one.split(".")[0] == name for one in errors), errors
    if call.wrongful:
        _is_refused_by_name(asked)
    if call.faster:
        told = asked.refused(call.who, {**asked.body(), "version": 999}, 409)
        assert told["code"] == "changed_since"
        assert told["current"]["version"] == before
    assert asked.version == before
    _is_done_once_under_a_key(asked)


def _is_refused_by_name(asked: Asked) -> None:
    things = asked.made(str(asked.call.wrongful))
    told = asked.refused(asked.call.who, asked.body(things), 422, things=things)
    assert told["code"]
    if "pk" in things and asked.name != "agency-bulk":
        assert told["current"]["state"] == Case.objects.get(pk=things["pk"]).state


def _is_done_once_under_a_key(asked: Asked) -> None:
    who, once = asked.world.caller(asked.call.who), "k" if asked.call.heeds_key else ""
    first = asked.ask(who, asked.body(), once=once)
    assert first.status_code in (200, 201, 204), first.content.decode()[:1500]
    if not once:
        return
    after = asked.version
    again = asked.ask(who, asked.body(), once=once)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert asked.version == after
    other = asked.refused(asked.call.who, {**asked.body(), "another": "1"}, 422, once=once)
    assert other["code"] == "key_reused"
    KeptAnswer.objects.filter(key=once).update(status=None)
    assert asked.refused(asked.call.who, asked.body(), 409, once=once)["code"] == "key_in_progress"
    assert asked.version == after
