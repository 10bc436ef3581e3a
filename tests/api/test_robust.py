"""Whatever comes, no address answers with a fault: broken bodies, odd queries, strange headers and methods.

A fixed generator, so that a failure can be repeated: the seed is in the message. A few hundred requests in
the suite, a hundred times as many with HYPOTHESIS_PROFILE=nightly.
"""

import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import reverse
from django.utils.http import urlencode

from tests.api.calls import CALLS, World
from tests.api.test_every_route import VIEWS, Asked
from tests.approvals.bureau import Bureau
from tests.house.route_table import Rule, make_world, rules

ROUNDS = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 2
pytestmark = pytest.mark.django_db

ODD_TEXT = (
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    "’; DROP TABLE approvals_case; --",
    "../../etc/passwd",
    "%s%n%(x)s{0}{item}",
    "9" * 400,
    "长" * 5000,
    "١٢٣",
    "²",
    "\u202e\u200b\ufeff",
    "<script>alert(1)</script>",
    "-1",
    "1e400",
    "2026-02-30",
    "0000-00-00",
    "true",
    "None",
)
ODD_VALUES: tuple[Any, ...] = (
    *ODD_TEXT,
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    10**400,
    1.5,
    -1e308,
    [],
    {},
    [None],
    [[[]]],
    {"": ""},
    {"\x00": "\x00"},
    {"\ud800": 1},
    [{}] * 300,
)
ODD_BODIES = (
    b"",
    b"null",
    b"[]",
    b"7",
    b'"text"',
    b"{",
    b'{"a": 1,}',
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf{}",
    b"NaN",
    b'{"version": NaN}',
    b'{"version": 1e999}',
    b'{"version": ' + b"9" * 5000 + b"}",
    b'{"a":' * 3000,
    b"[" * 100_000,
    b'{"version": 1, "version": 2}',
    b"\x00" * 100,
)
ODD_TYPES = (
    "application/json",
    "application/json; charset=no-such-thing",
    "application/json; charset=utf-16",
    "multipart/form-data",
    MULTIPART_CONTENT,
    "multipart/form-data; boundary=\x01",
    "application/x-www-form-urlencoded",
    "text/plain",
    "",
    "///",
)
ODD_HEADERS = (
    {},
    {"Accept-Language": "xx-" + "y" * 500},
    {"Accept-Language": "en;q=nan, \x00"},
    {"Accept": "text/html"},
    {"Accept": "application/json;v=\x00"},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer yh_\udcff"},
    {"Authorization": "Bearer a b c"},
    {"Authorization": "Basic \x00"},
    {"Idempotency-Key": "\x00"},
    {"Idempotency-Key": "é" * 60},
    {"Idempotency-Key": "same"},
    {"Cookie": "sessionid=\x00; django_language=\x00; size=x"},
    {"X-Forwarded-For": "\x00, 999.999.999.999"},
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def spoiled(chance: random.Random, body: Any) -> bytes:
    """A right body with one or two values, or a whole branch, replaced by something odd."""
    if not isinstance(body, dict) or chance.random() < 0.3:
        return chance.choice(ODD_BODIES)
    made = dict(body)
    for _turn in range(chance.randrange(1, 3)):
        _spoil(chance, made)
    return json.dumps(made).encode()


def _spoil(chance: random.Random, made: dict[str, Any]) -> None:
    name = chance.choice([*made, "version", "unknown", "mandate"])
    inner = made.get(name)
    if isinstance(inner, dict) and inner and chance.random() < 0.7:
        made[name] = dict(inner)
        return _spoil(chance, made[name])
    if isinstance(inner, list) and inner and isinstance(inner[0], dict) and chance.random() < 0.7:
        made[name] = [dict(inner[0]), *inner[1:]]
        return _spoil(chance, made[name][0])
    made[name] = chance.choice(ODD_VALUES)
    return None


def quietly(client: Client, method: str, path: str, data: bytes, kind: str, headers: Any) -> int:
    """The status of one request whose writes are undone."""
    undo = transaction.atomic()
    undo._from_testcase = True
    with undo:
        answer = client.generic(method, path, data, kind, headers=headers)
        if answer.streaming:
            list(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.web.limits.Limit.hit", lambda limit, subject: True)


def test_no_body_and_no_header_brings_an_address_of_the_api_down(office: Bureau) -> None:
    world, faults, asked_for = World(office), [], 0
    callers = {name: world.caller(name) for name in ("nobody", "citizen", "other_citizen", "outsider")}
    for place, key in enumerate(sorted(CALLS)):
        asked = Asked(key, world)
        owner = world.caller(asked.call.who)
        path = reverse(f"api:{asked.name}", kwargs={n: asked.things[n] for n in VIEWS[asked.name][1]})
        for turn in range(ROUNDS * 4):
            seed = place * 100_000 + turn
            chance = random.Random(seed)
            who = owner if chance.random() < 0.75 else callers[chance.choice(list(callers))]
            who.client.raise_request_exception = False
            body = spoiled(chance, {k: v for k, v in asked.body().items() if k not in ("file", "plan")})
            calm = chance.random() < 0.6
            kind = "application/json" if calm else chance.choice(ODD_TYPES)
            if kind == MULTIPART_CONTENT:
                body = _odd_form(chance, asked.body())
            headers = who.headers | ({} if calm else chance.choice(ODD_HEADERS))
            method = asked.method if chance.random() < 0.8 else chance.choice(METHODS)
            status = quietly(who.client, method, path, body, kind, headers)
            asked_for += 1
            if status >= 500:
                faults.append(f"seed {seed}: {method} {path} {kind} {headers} {body[:200]!r}: {status}")
    assert not faults, "\n".join(faults[:20])
    assert asked_for >= 300


def _odd_form(chance: random.Random, body: dict[str, Any]) -> bytes:
    lines = []
    for name in [*body, "version", "plan"]:
        value = str(chance.choice(ODD_TEXT)).encode("utf-8", "surrogatepass")
        file = chance.choice(["", '; filename="a.pdf"', '; filename="\x00../x"', '; filename=""'])
        lines.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + value
        )
    end = chance.choice([f"\r\n--{BOUNDARY}--\r\n", "", f"\r\n--{BOUNDARY}"])
    return b"\r\n".join(lines) + end.encode()


def odd_query(chance: random.Random) -> str:
    """A query with names that pages read, and values that they do not expect."""
    names = (
        "q",
        "page",
        "cursor",
        "tab",
        "item",
        "number",
        "code",
        "lang",
        "size",
        "next",
        "of",
        "m",
        "date",
    )
    pairs = [(chance.choice(names), chance.choice(ODD_TEXT)) for _turn in range(chance.randrange(1, 4))]
    if chance.random() < 0.2:
        return chance.choice(("%", "%zz=%ff%00", "a" * 3000, "&&&=;", "q=%ed%a0%80", "page=%C0%80"))
    return urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])


def odd_address(chance: random.Random, rule: Rule, things: dict[str, Any]) -> str:
    """The address of a route with what stands in it, sometimes spoiled."""
    path = rule.url(things)
    if chance.random() < 0.25:
        path = path.rstrip("/") + chance.choice(
            ("/%00/", "/%ff/", "//", "/..%2f", "/é/", "/" + "9" * 300 + "/")
        )
    if chance.random() < 0.15:
        path = "/en" + path
    return path


def pages(rule_list: list[Rule]) -> Iterator[Rule]:
    """Pages of the portal and of the workbench; the API has its own test."""
    return (rule for rule in rule_list if not rule.name.startswith("api:"))


@pytest.mark.parametrize("part", range(2))
def test_no_query_address_or_method_brings_a_page_down(part: int) -> None:
    visitors, things = make_world()
    clients: dict[str, Client] = {}
    for name in ("anon", "citizen", "head", "supervisor", "sysadmin"):
        client = Client(raise_request_exception=False, enforce_csrf_checks=name != "sysadmin")
        if visitors[name] is not None:
            client.force_login(visitors[name])
        clients[name] = client
    faults = []
    for place, rule in enumerate(pages(rules())):
        if place % 2 != part:
            continue
        for turn in range(ROUNDS):
            seed = place * 100_000 + turn
            chance = random.Random(seed)
            visitor = chance.choice(["anon", "citizen", *sorted(set(clients) & rule.get)])
            method = "GET" if chance.random() < 0.7 else chance.choice(METHODS)
            path = f"{odd_address(chance, rule, things)}?{odd_query(chance)}"
            body, kind, headers = b"", "application/x-www-form-urlencoded", chance.choice(ODD_HEADERS)
            headers = {k: v for k, v in headers.items() if k != "Cookie" or visitor == "anon"}
            if method not in ("GET", "HEAD"):
                body, kind = odd_query(chance).encode(), chance.choice([kind, *ODD_TYPES])
            status = quietly(clients[visitor], method, path, body, kind, headers)
            if status >= 500:
                faults.append(f"seed {seed}: {visitor} {method} {path} {kind} {headers}: {status}")
    assert not faults, "\n".join(faults[:20])
