"""Receipts of the SMS provider: signed, repeated, early, reversed; each message ends, no state moves back."""

import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from accounts.models import Person, User
from core.letters import receipts, sending, simulator
from core.letters.channels import AddressRefused, ChannelDown
from core.letters.models import Delivery, DemoLetter, Message
from core.letters.receipts import SIGNATURE_HEADER, TIME_HEADER, sign
from core.letters.selectors import told_about
from core.letters.services import notify
from core.letters.words import SAMPLES
from core.now import moved, now
from core.web.limits import Limit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SECRET = "test-only-0123456789-abcdefghijkl"
PATH = "/api/v1/receipts/sms/"
# Each seed twice, at noon and towards night: 20,000 messages nightly, 160 in the suite.
IS_NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
SEEDS, MESSAGES = (range(10), 1_000) if IS_NIGHTLY else ((7,), 80)
PROVIDER = Client()
pytestmark = pytest.mark.raced


@pytest.fixture(autouse=True)
def _gateway(settings: Any) -> None:
    settings.PORTAL_SMS_RECEIPT_KEYS = ["old-" + SECRET, SECRET]
    settings.PORTAL_SMS_BACKEND = "core.letters.channels.DemoSms"
    settings.EMAIL_BACKEND = "core.letters.channels.DemoEmailBackend"
    cache.clear()


def call(key: str, state: str, *, secret: str = SECRET, at: str = "", **more: Any) -> HttpResponse:
    """One receipt, signed."""
    body = json.dumps({"key": key, "state": state, **more}).encode()
    at = at or str(int(now().timestamp()))
    headers = {TIME_HEADER: at, SIGNATURE_HEADER: sign(secret, at, body)}
    return PROVIDER.generic("POST", PATH, body, "application/json", headers=headers)


def somebody(name: str = "somebody", email: str = "a@example.invalid") -> User:
    person = Person.objects.create(name="测试", phone="14200009999", email=email)
    return User.objects.create_user(name, "x", person=person, contact="sms")


def told(user: User, key: str = "case:1:1") -> Message:
    return notify(
        recipient=user, topic="case.accepted", params=SAMPLES, subject_kind="case", subject_id=1, key=key
    )


@pytest.fixture
def sent() -> Iterator[Delivery]:
    """An SMS that the provider has taken."""
    with moved(NOON):
        message = told(somebody())
        sending.send_due()
        yield message.deliveries.get(channel="sms")


def state_of(row: Delivery) -> str:
    return Delivery.objects.get(pk=row.pk).state


def test_a_receipt_says_that_it_arrived_and_later_ones_change_nothing(sent: Delivery) -> None:
    for word, state in (("accepted", "sent"), ("delivered", "delivered"), ("accepted", "delivered")):
        assert call(sent.key, word).status_code == 204
        assert state_of(sent) == state
    assert call(sent.key, "failed").status_code == 204
    assert state_of(sent) == "delivered"
    assert not Delivery.objects.filter(channel="email").exists()


def test_what_did_not_arrive_goes_by_mail_once(sent: Delivery) -> None:
    for _again in range(3):
        assert call(sent.key, "failed").status_code == 204
    sending.send_due()
    assert state_of(sent) == "failed"
    assert Delivery.objects.get(channel="email").state == "sent"
    assert DemoLetter.objects.filter(channel="email").count() == 1


def test_a_receipt_may_come_before_the_answer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Early:
        def send(self, *, to: str, text: str, key: str) -> str:
            assert call(key, "delivered").status_code == 204
            return "r-7"

    monkeypatch.setattr(sending, "sms", Early)
    with moved(NOON):
        message = told(somebody())
        sending.send_due()
    row = message.deliveries.get(channel="sms")
    assert (row.state, row.provider_reference, row.attempts) == ("delivered", "r-7", 1)


def test_only_the_gateway_gets_in_and_nobody_else_learns_anything(sent: Delivery, settings: Any) -> None:
    wrong = [
        call(sent.key, "failed", secret="another-" + SECRET),
        call("no-such-key", "failed", secret="another-" + SECRET),
        call(sent.key, "failed", at=str(int(NOON.timestamp()) - 301)),
        call(sent.key, "failed", at="²"),
        Client().post(PATH, {"key": sent.key, "state": "failed"}, "application/json"),
        Client().post(PATH, b"\xff", "application/json", headers={SIGNATURE_HEADER: "é", TIME_HEADER: "1"}),
    ]
    assert {answer.status_code for answer in wrong} == {403}
    assert len({answer.content for answer in wrong}) == 1
    known, unknown = call(sent.key, "accepted"), call("no-such-key", "failed")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (204, b"")
    assert call(sent.key, "lost").json()["errors"]["state"]
    assert call(sent.key, "accepted", secret="old-" + SECRET, operator="移动").status_code == 204
    assert state_of(sent) == "sent"
    settings.PORTAL_SMS_RECEIPT_KEYS = []
    assert call(sent.key, "delivered", secret="").status_code == 403


def test_a_receipt_that_is_played_again_changes_nothing(sent: Delivery) -> None:
    body = json.dumps({"key": sent.key, "state": "accepted"}).encode()
    at = str(int(now().timestamp()))
    headers = {TIME_HEADER: at, SIGNATURE_HEADER: sign(SECRET, at, body)}

    def play() -> int:
        return Client().generic("POST", PATH, body, "application/json", headers=headers).status_code

    assert play() == 204
    call(sent.key, "delivered")
    assert (play(), state_of(sent)) == (204, "delivered")
    with moved(NOON + timedelta(minutes=6)):
        assert play() == 403


def test_only_sms_has_receipts(sent: Delivery) -> None:
    portal = Delivery.objects.get(channel="portal")
    call(portal.key, "failed")
    assert state_of(portal) == "sent"


def test_staff_and_the_demo_outbox_are_told_in_words(sent: Delivery, client: Client) -> None:
    assert "还没有送达回执" in client.get("/demo/outbox/").content.decode()
    call(sent.key, "failed")
    sending.send_due()
    [line] = told_about("case:1:")
    assert dict(line.ways) == {
        "站内消息": "已放进站内消息",
        "短信": "没有送到（网关回执）",
        "电子邮件": "已发出",
    }
    assert "没有送到（网关回执）" in client.get("/demo/outbox/").content.decode()


def test_the_simulator_reports_like_a_provider(
    sent: Delivery, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    calls: list[str] = []

    def knock(request: Any, timeout: float) -> Any:
        assert request.full_url.startswith(settings.PORTAL_URL)
        headers = {name.lower(): value for name, value in request.header_items()}
        answer = Client().generic("POST", PATH, request.data, "application/json", headers=headers)
        assert answer.status_code == 204
        calls.append(json.loads(request.data)["state"])
        return _Closed()

    monkeypatch.setattr(simulator, "urlopen", knock)
    assert simulator.report_all() == 1
    assert state_of(sent) == "delivered"
    assert len(calls) >= 2
    assert simulator.report_all() == 0
    settings.DEMO = False
    Delivery.objects.update(state="sent")
    assert simulator.report_all() == 0


class _Closed:
    def __enter__(self) -> "_Closed":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read(self) -> bytes:
        return b""


# The long run: a gateway that does everything wrong, under a moved clock.


class Gateway:
    """Times out before or after taking a message, answers 500 for hours, refuses numbers; its receipts
    come early, twice, late (within two hours) and in reverse."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.owed: list[tuple[datetime, str, str]] = []
        self.taken: set[str] = set()
        self.calls = 0

    def send(self, *, to: str, text: str, key: str) -> str:
        fault = self.chance.random()
        dead = (
            int(key.split(":")[2]) % 7 == 0
        )  # a seventh of the numbers hang on an exchange that is down all day
        if dead or fault < 0.25:
            raise self.chance.choice([ChannelDown("500"), ChannelDown("503"), TimeoutError()])
        if fault < 0.3:
            raise AddressRefused("404")
        if key not in self.taken:
            self.taken.add(key)
            self._tell(key)
        if fault < 0.45:
            raise TimeoutError
        return f"r-{key}"

    def _tell(self, key: str) -> None:
        end = self.chance.choice(["delivered", "delivered", "failed"])
        story = ["accepted", end] + [end] * self.chance.randrange(3)
        if self.chance.random() < 0.3:
            story.reverse()
        if self.chance.random() < 0.1:
            story += ["delivered" if end == "failed" else "failed"]
        if self.chance.random() < 0.2:
            self.report(key, story.pop(0))  # before the request is answered
        if self.chance.random() < 0.1:
            return  # and never again
        for word in story:
            self.owed.append((now() + timedelta(seconds=self.chance.randrange(7200)), key, word))

    def report(self, key: str, word: str) -> None:
        self.calls += 1
        assert call(key, word).status_code == 204

    def report_due(self) -> None:
        due = [one for one in self.owed if one[0] <= now()]
        self.owed = [one for one in self.owed if one[0] > now()]
        for _at, key, word in due:
            self.report(key, word)


RANK = {"queued": 0, "sent": 1, "delivered": 2, "failed": 2, "skipped": 2}


def loud_hours(since: datetime, until: datetime) -> float:
    """Hours between, without those in which no SMS may be sent."""
    minutes = int((until - since).total_seconds() // 60)
    local = [(since + timedelta(hours=8, minutes=place)).hour for place in range(minutes)]
    return sum(7 <= hour < 22 for hour in local) / 60


def run(gateway: Gateway, begin: datetime, count: int) -> list[str]:
    """Send `count` messages through the gateway; what was wrong with their states on the way."""
    with moved(begin):
        people = [somebody(f"p{place}", "a@example.invalid" if place % 3 else "") for place in range(9)]
        for place in range(count):
            told(people[place % len(people)], f"case:{place}:1")
    wrong, seen, at = [], defaultdict(lambda: "queued"), begin
    for _step in range(200):
        with moved(at):
            sending.send_due(most=10 * count)
            gateway.report_due()
            wrong += _moved_back(seen)
            late = loud_hours(begin, at) > 4.1
            stuck = Delivery.objects.filter(state="queued").count()
            if late and stuck:
                return [*wrong, f"{stuck} still queued at {at}"]
            if not stuck and not gateway.owed:
                return wrong + _ends(begin)
        at += timedelta(minutes=5)
    return [*wrong, "the run did not end"]


def _moved_back(seen: dict[int, str]) -> list[str]:
    wrong = []
    for pk, state in Delivery.objects.values_list("pk", "state"):
        if state != seen[pk] and RANK[state] <= RANK[seen[pk]]:
            wrong.append(f"delivery {pk}: {seen[pk]} → {state}")
        seen[pk] = state
    return wrong


def _ends(begin: datetime) -> list[str]:
    late = [row for row in Delivery.objects.only("ended_at") if loud_hours(begin, row.ended_at) > 4.1]
    return [f"{len(late)} deliveries ended late"] if late else []


@pytest.mark.parametrize(
    "begin", [NOON, NOON + timedelta(hours=8, minutes=30)], ids=["at noon", "towards night"]
)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_message_ends_within_four_hours_and_no_state_moves_back(
    begin: datetime, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(seed)
    monkeypatch.setattr(sending, "sms", lambda: gateway)
    monkeypatch.setattr(Limit, "hit", lambda limit, subject: True)
    assert run(gateway, begin, MESSAGES) == []
    states = set(Delivery.objects.values_list("channel", "state"))
    assert {("sms", "delivered"), ("sms", "failed"), ("sms", "sent"), ("email", "sent")} <= states
    assert gateway.calls > MESSAGES
    failed = Message.objects.filter(deliveries__channel="sms", deliveries__state="failed")
    assert failed.count() == Delivery.objects.filter(channel="email").count()


def test_a_careless_door_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken control: receipts that overwrite whatever stands there."""
    gateway = Gateway(seed=7)
    monkeypatch.setattr(sending, "sms", lambda: gateway)
    monkeypatch.setattr(receipts, "is_ahead", lambda of, state: of != state)
    assert any("→" in line for line in run(gateway, NOON, 40))
