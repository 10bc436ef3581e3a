"""From a turn of a matter to a letter that always ends: channels, fallback, quiet hours, repeats."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Person, User
from core.errors import Refused
from core.letters import sending
from core.letters.channels import AddressRefused, ChannelDown, DemoSms, UnconfiguredSms
from core.letters.models import Delivery, DeliveryState, DemoLetter, Message
from core.letters.quiet import first_loud
from core.letters.services import mark_read, notify
from core.letters.words import SAMPLES
from core.now import moved

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai

pytestmark = pytest.mark.raced


@pytest.fixture(autouse=True)
def _demo_mail(settings: pytest.FixtureRequest) -> None:
    """pytest-django puts its own mail backend in place; these tests want the demonstration's."""
    settings.EMAIL_BACKEND = "core.letters.channels.DemoEmailBackend"  # type: ignore[attr-defined]


class Down:
    """A provider that cannot be reached."""

    def send(self, *, to: str, text: str, key: str) -> str:
        raise ChannelDown("503")


class NoSuchNumber:
    """A provider that knows the number to be wrong."""

    def send(self, *, to: str, text: str, key: str) -> str:
        raise AddressRefused("404")


class Forgetful:
    """Takes the message, then the answer gets lost."""

    def send(self, *, to: str, text: str, key: str) -> str:
        DemoSms().send(to=to, text=text, key=key)
        raise TimeoutError


def somebody(contact: str = "sms", phone: str = "14200009999", email: str = "a@example.invalid") -> User:
    person = Person.objects.create(name="测试", phone=phone, email=email)
    return User.objects.create_user("somebody", "x", person=person, contact=contact)


def told(user: User, key: str = "case:1:1") -> Message:
    return notify(
        recipient=user, topic="case.accepted", params=SAMPLES, subject_kind="case", subject_id=1, key=key
    )


def states(message: Message) -> dict[str, str]:
    return dict(message.deliveries.values_list("channel", "state"))


def test_a_message_goes_to_the_portal_at_once_and_by_sms_once() -> None:
    with moved(NOON):
        message = told(somebody())
        assert told(message.recipient).pk == message.pk
        sending.send_due()
        sending.send_due()
    assert states(message) == {"portal": "sent", "sms": "sent"}
    letter = DemoLetter.objects.get()
    assert letter.text.startswith("【余杭政务】")
    assert (letter.address, letter.repeats) == ("14200009999", 0)
    assert len(letter.text) <= 70


def test_nothing_of_it_lies_in_clear_text_in_the_database() -> None:
    with moved(NOON):
        told(somebody())
        sending.send_due()
    with connection.cursor() as cursor:
        for table in ("core_message", "core_delivery", "core_demoletter", "accounts_person"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            dump = cursor.fetchone()[0]
            assert "14200009999" not in dump
            assert b"14200009999".hex() not in dump
            assert b"a@example.invalid".hex() not in dump


def test_an_sms_waits_for_the_morning() -> None:
    with moved(NIGHT):
        message = told(somebody())
        sending.send_due()
    assert states(message)["sms"] == "queued"
    delivery = message.deliveries.get(channel="sms")
    assert delivery.next_try_at == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    with moved(delivery.next_try_at):
        sending.send_due()
    assert states(message)["sms"] == "sent"


@pytest.mark.parametrize(
    ("hour", "minute", "loud"), [(7, 0, True), (21, 59, True), (22, 0, False), (6, 59, False)]
)
def test_quiet_hours_begin_at_ten_and_end_at_seven(hour: int, minute: int, loud: bool) -> None:
    at = datetime(2026, 11, 24, hour, minute, tzinfo=UTC) - timedelta(hours=8)
    assert (first_loud("sms", at) == at) is loud
    assert first_loud("email", at) == at


def test_a_dead_channel_hands_over_to_the_next_and_every_delivery_ends(
    settings: pytest.FixtureRequest,
) -> None:
    settings.PORTAL_SMS_BACKEND = f"{__name__}.Down"  # type: ignore[attr-defined]
    with moved(NOON):
        message = told(somebody())
    at = NOON
    for _ in range(60):
        with moved(at):
            sending.send_due()
        at += timedelta(minutes=5)
    assert states(message) == {"portal": "sent", "sms": "failed", "email": "sent"}
    assert message.deliveries.get(channel="sms").reason == "expired"
    assert not Delivery.objects.filter(state=DeliveryState.QUEUED).exists()
    assert message.deliveries.get(channel="sms").ended_at <= NOON + timedelta(hours=4, minutes=5)


def test_a_wrong_number_goes_to_mail_at_once(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_SMS_BACKEND = f"{__name__}.NoSuchNumber"  # type: ignore[attr-defined]
    with moved(NOON):
        message = told(somebody())
        sending.send_due()
    assert states(message) == {"portal": "sent", "sms": "failed", "email": "sent"}
    assert "余杭区行政服务中心" in DemoLetter.objects.get(channel="email").text


def test_an_unconfigured_channel_is_named_and_not_retried(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_SMS_BACKEND = "core.letters.channels.UnconfiguredSms"  # type: ignore[attr-defined]
    with moved(NOON):
        message = told(somebody(email=""))
        sending.send_due()
    assert states(message) == {"portal": "sent", "sms": "failed", "email": "skipped"}
    assert message.deliveries.get(channel="sms").reason == "sms-unconfigured"


def test_a_lost_answer_is_repeated_with_the_same_key(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_SMS_BACKEND = f"{__name__}.Forgetful"  # type: ignore[attr-defined]
    with moved(NOON):
        message = told(somebody())
        sending.send_due()
    settings.PORTAL_SMS_BACKEND = "core.letters.channels.DemoSms"  # type: ignore[attr-defined]
    with moved(NOON + timedelta(minutes=1)):
        sending.send_due()
    letter = DemoLetter.objects.get()
    assert (letter.repeats, states(message)["sms"]) == (1, "sent")


def test_a_state_that_ended_never_moves_back() -> None:
    with moved(NOON):
        told(somebody())
        (row,) = sending.take(NOON)
        late = Delivery.objects.get(pk=row.pk)
        sending.send_one(row)
        sending._fail(late, "late answer")
    assert Delivery.objects.get(pk=row.pk).state == DeliveryState.SENT
    assert not Delivery.objects.filter(channel="email").exists()


def test_who_was_overtaken_cannot_mark_the_delivery() -> None:
    with moved(NOON):
        told(somebody())
        (slow,) = sending.take(NOON)
    with moved(NOON + timedelta(minutes=2)):
        (fast,) = sending.take(NOON + timedelta(minutes=2))
        sending._fail(slow, "too late")
        assert Delivery.objects.get(pk=fast.pk).state == DeliveryState.QUEUED
        sending.send_one(fast)
    assert Delivery.objects.get(pk=fast.pk).state == DeliveryState.SENT


def test_only_the_recipient_marks_a_message_read() -> None:
    with moved(NOON):
        message = told(somebody())
    other = User.objects.create_user("other", "x")
    assert not mark_read(by=other, token=message.token)
    assert mark_read(by=message.recipient, token=message.token)
    assert not mark_read(by=message.recipient, token=message.token)


def test_unconfigured_sms_says_so() -> None:
    with pytest.raises(Refused, match="短信通道"):
        UnconfiguredSms().send(to="1", text="x", key="k")


def test_the_demo_outbox_shows_what_was_sent_and_what_waits_for_the_morning(
    client: Client, settings: pytest.FixtureRequest
) -> None:
    with moved(NOON):
        message = told(somebody())
        sending.send_due()
    with moved(NIGHT):
        told(message.recipient, key="case:1:2")
        sending.send_due()
        page = client.get("/demo/outbox/").content.decode()
    assert page.count("【余杭政务】您的“建筑工程施工许可”已受理") == 2
    assert "等着发出" in page
    settings.DEMO = False  # type: ignore[attr-defined]
    assert client.get("/demo/outbox/").status_code == 404
