"""kill -9 of a working relay: nothing promised is lost; a relay that marks first does lose."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import connection, connections

from core.letters.channels import DemoSms
from core.letters.models import DemoLetter
from core.now import moved, now
from core.outbox import registry, relay
from core.outbox.models import Outbox
from core.outbox.registry import Promise

PROMISES, KILLS = 60, 12
pytestmark = pytest.mark.raced


def slowly(promise: Promise) -> None:
    """Half of the work before the effect, half after it: a kill may hit either."""
    time.sleep(0.004)
    DemoSms().send(to="14200000000", text="x", key=promise.key)
    time.sleep(0.004)


def marks_first(promise: Promise) -> None:
    """The deliberately broken variant: the row is marked before the effect."""
    Outbox.objects.filter(pk=promise.id).update(sent_at=now())
    slowly(promise)


def promise_all() -> None:
    at = now()
    rows = [
        Outbox(
            topic="test.killed",
            subject_kind="case",
            subject_id=number,
            key=f"killed:{number}",
            created_at=at,
            next_try_at=at,
        )
        for number in range(PROMISES)
    ]
    Outbox.objects.bulk_create(rows)


def work(handler: registry.Handler, says_begun: int) -> None:
    """The child: a relay that says through the pipe when it has begun its first promise."""

    def noted(promise: Promise) -> None:
        os.write(says_begun, b".")
        handler(promise)

    registry._handlers["test.killed"] = noted
    relay.drain()
    os._exit(0)


def killed_relays(handler: registry.Handler) -> int:
    """Start relays and kill each in mid-work; how many were alive when hit. Ends when none is left."""
    hits = 0
    for number in range(KILLS):
        connections.close_all()
        begun, says_begun = os.pipe()
        child = os.fork()
        if child == 0:
            work(handler, says_begun)
        os.close(says_begun)
        has_begun = os.read(begun, 1)
        os.close(begun)
        if has_begun:
            time.sleep(0.003 * (number % 6))
            os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        hits += os.WIFSIGNALED(status)
        if not has_begun:
            break
    return hits


@pytest.mark.parametrize(("handler", "loses"), [(slowly, False), (marks_first, True)])
def test_a_killed_relay_loses_nothing_and_the_broken_one_does(
    monkeypatch: pytest.MonkeyPatch, handler: registry.Handler, loses: bool
) -> None:
    monkeypatch.setattr(relay, "BATCH", 4)
    registry.register("test.killed", handler)
    try:
        promise_all()
        assert killed_relays(handler) >= KILLS // 2
        with moved(now() + 2 * relay.LEASE + timedelta(hours=1)):
            relay.drain()
    finally:
        registry._handlers.pop("test.killed")
        connection.close()
    assert not Outbox.objects.filter(sent_at__isnull=True).exists()
    lost = PROMISES - DemoLetter.objects.count()
    assert (lost > 0) is loses, f"{lost} lost"
