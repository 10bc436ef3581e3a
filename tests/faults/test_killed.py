"""A short storm of kills in the suite (`make soak` has the long one); the careless relay must lose."""

from collections.abc import Iterator

import pytest

from core.documents.services.request_document import RENDER_TOPIC
from core.letters.models import Message
from core.now import moved, now
from core.outbox import registry, relay
from core.outbox.models import Outbox
from core.outbox.registry import Promise
from tests.approvals.bureau import Bureau, bureau

from .storm import NOON, Seen, settle, storm, wrongs

KILLS = 150
CONTROL_KILLS = 60
pytestmark = pytest.mark.raced


def unrendered(promise: Promise) -> None:
    """Drawing PDFs takes the time of a hundred kills; `make soak` draws them."""


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    monkeypatch.setitem(registry._handlers, RENDER_TOPIC, unrendered)
    with moved(NOON):
        made = bureau()
        person = made.citizen.person
        person.phone = "14200000000"
        person.save()
        yield made


def test_killed_at_any_instant_nothing_is_lost_halved_or_told_twice(office: Bureau) -> None:
    seen = storm(office, KILLS)
    settle()
    assert list(wrongs(seen)) == []
    assert seen.live >= 0.7 * seen.kills
    assert len(seen.acts) >= 50


def test_a_relay_that_marks_before_it_sends_is_caught(
    office: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what was leased counts as sent at once, as with an early acknowledgement."""
    careful = relay.lease

    def careless(at: object, limit: int = relay.BATCH) -> list[Promise]:
        promises = careful(at, limit)  # type: ignore[arg-type]
        Outbox.objects.filter(pk__in=[one.id for one in promises]).update(sent_at=now())
        return promises

    monkeypatch.setattr(relay, "lease", careless)
    seen = Seen(0, 0, set())
    for _ in range(3):
        seen = storm(office, CONTROL_KILLS)
        settle()
        if any("messages were lost" in wrong for wrong in wrongs(seen)):
            break
    assert Message.objects.exists()
    assert any("messages were lost" in wrong for wrong in wrongs(seen))
