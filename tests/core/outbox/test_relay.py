"""Promises are kept at least once, in order, with the same key, and never in silence."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from core.now import moved
from core.outbox import registry, relay
from core.outbox.models import Outbox
from core.outbox.registry import Promise

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.raced


@pytest.fixture
def kept() -> Iterator[list[Promise]]:
    """A topic `test.keep` whose handler notes what it was given."""
    seen: list[Promise] = []
    registry.register("test.keep", seen.append)
    yield seen
    registry._handlers.pop("test.keep")


def promise(key: str = "case:1:1", topic: str = "test.keep", at: datetime = NOON) -> Outbox:
    return Outbox.objects.create(
        topic=topic,
        subject_kind="case",
        subject_id=1,
        key=key,
        payload={"case": 1},
        created_at=at,
        next_try_at=at,
    )


def test_a_promise_is_kept_once_and_marked_after_success(kept: list[Promise]) -> None:
    row = promise()
    with moved(NOON):
        assert relay.drain() == 1
        assert relay.drain() == 0
    row.refresh_from_db()
    assert (row.sent_at, row.failed_at, row.attempts) == (NOON, None, 1)
    assert [(one.key, one.payload, one.at) for one in kept] == [("case:1:1", {"case": 1}, NOON)]


def test_a_promise_of_an_act_that_rolled_back_does_not_exist(kept: list[Promise]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        promise()
        raise RuntimeError
    with moved(NOON):
        assert relay.drain() == 0
    assert kept == []


def test_failures_wait_twice_as_long_each_time_and_end_by_name() -> None:
    calls: list[str] = []

    def broken(one: Promise) -> None:
        calls.append(one.key)
        raise ConnectionError("the secret telephone 13800000000 is not for logs")

    registry.register("test.broken", broken)
    row = promise(topic="test.broken")
    at, waits = NOON, []
    try:
        for _ in range(relay.MOST_ATTEMPTS):
            with moved(at):
                relay.drain()
            row.refresh_from_db()
            waits.append(row.next_try_at - at)
            at = row.next_try_at
        with moved(at + timedelta(days=1)):
            assert relay.drain() == 0
    finally:
        registry._handlers.pop("test.broken")
    assert waits[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert max(waits) == timedelta(hours=1)
    assert row.failed_at is not None
    assert (row.sent_at, row.error) == (None, "ConnectionError")
    assert set(calls) == {row.key}


def test_a_topic_without_a_handler_fails_by_name() -> None:
    row = promise(topic="nobody.keeps.this")
    with moved(NOON):
        relay.drain()
    row.refresh_from_db()
    assert (row.sent_at, row.error) == (None, "NoHandler")


def test_the_handler_runs_outside_any_transaction() -> None:
    inside: list[bool] = []
    registry.register("test.where", lambda _one: inside.append(connection.in_atomic_block))
    promise(topic="test.where")
    try:
        with moved(NOON):
            relay.drain()
        with transaction.atomic(), pytest.raises(RuntimeError, match="never works inside"):
            relay.keep(Promise(1, "test.where", "case", 1, "k", {}, NOON, 1))
    finally:
        registry._handlers.pop("test.where")
    assert inside == [False]


def test_a_dead_relay_delays_a_promise_by_its_lease_only(kept: list[Promise]) -> None:
    row = promise()
    assert len(relay.lease(NOON)) == 1  # and then the process is killed
    with moved(NOON + relay.LEASE - timedelta(seconds=1)):
        assert relay.drain() == 0
    with moved(NOON + relay.LEASE):
        assert relay.drain() == 1
    row.refresh_from_db()
    assert (row.attempts, len(kept)) == (2, 1)


def test_who_was_overtaken_cannot_mark_the_row(kept: list[Promise]) -> None:
    row = promise()
    (slow,) = relay.lease(NOON)
    (fast,) = relay.lease(NOON + relay.LEASE)
    relay._failed(slow, ConnectionError())
    row.refresh_from_db()
    assert (row.error, row.leased_until) == ("", NOON + 2 * relay.LEASE)
    with moved(NOON + relay.LEASE):
        assert relay.keep(fast)
        relay._failed(fast, ConnectionError())
    row.refresh_from_db()
    assert row.sent_at is not None
    assert row.error == ""


def test_many_relays_at_once_share_the_work_without_repeats(kept: list[Promise]) -> None:
    for number in range(200):
        promise(key=f"case:{number}:1")

    def work() -> None:
        try:
            with moved(NOON):
                relay.drain()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(one.key for one in kept) == sorted(f"case:{number}:1" for number in range(200))


def test_one_key_promises_once() -> None:
    promise()
    with pytest.raises(Exception, match="unique"), transaction.atomic():
        promise()


def test_two_handlers_for_one_topic_are_refused(kept: list[Promise]) -> None:
    with pytest.raises(ValueError, match="already"):
        registry.register("test.keep", print)
