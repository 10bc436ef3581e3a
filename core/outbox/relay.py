"""Keeps the promises of the outbox: lease, do, mark. At least once, never silently.

A lease is taken with SKIP LOCKED and numbered by `attempts` (the fence): whoever was overtaken can no
longer mark the row. The handler runs with no transaction open. `sent_at` is written only after it
returned; a failure waits twice as long each time, at most an hour, and ends in `failed_at`.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Q

from core.now import now
from core.outbox.models import Outbox
from core.outbox.registry import Promise, handler_of

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=120)
BATCH: Final = 20
FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(hours=1)
MOST_ATTEMPTS: Final = 14

OPEN = Q(sent_at__isnull=True, failed_at__isnull=True)


class NoHandler(Exception):
    """No floor keeps promises of this topic."""


def lease(at: datetime, limit: int = BATCH) -> list[Promise]:
    """Take up to `limit` due promises that nobody else holds, oldest first."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    with transaction.atomic():
        rows = list(
            Outbox.objects.select_for_update(skip_locked=True)
            .filter(OPEN, free, next_try_at__lte=at)
            .order_by("next_try_at", "id")[:limit]
        )
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(
            leased_until=at + LEASE, attempts=F("attempts") + 1
        )
    return [
        Promise(
            row.pk,
            row.topic,
            row.subject_kind,
            row.subject_id,
            row.key,
            row.payload,
            row.created_at,
            row.attempts + 1,
        )
        for row in rows
    ]


def _mine(promise: Promise) -> Q:
    return Q(pk=promise.id, attempts=promise.attempt) & OPEN


def wait_after(attempt: int) -> timedelta:
    """How long to wait after the given failed attempt (1 is the first)."""
    doublings: int = 2 ** min(attempt - 1, 20)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def _failed(promise: Promise, error: Exception) -> None:
    """Mark one failed attempt. Only the kind of error is kept: its text may hold personal data."""
    at = now()
    name = type(error).__name__
    end = promise.attempt >= MOST_ATTEMPTS
    log.warning("outbox %s %s: attempt %s failed with %s", promise.topic, promise.key, promise.attempt, name)
    Outbox.objects.filter(_mine(promise)).update(
        leased_until=None,
        next_try_at=at + wait_after(promise.attempt),
        error=name[:200],
        failed_at=at if end else None,
    )


def keep(promise: Promise) -> bool:
    """Run one handler and mark the row; whether the promise was kept now."""
    if connection.in_atomic_block:
        raise RuntimeError("the relay never works inside a transaction")
    handler = handler_of(promise.topic)
    try:
        if handler is None:
            raise NoHandler(promise.topic)
        handler(promise)
    except Exception as error:  # noqa: BLE001 – a promise outlives every kind of fault of its handler
        _failed(promise, error)
        return False
    Outbox.objects.filter(_mine(promise)).update(sent_at=now(), leased_until=None, error="")
    return True


def _give_back(promises: Sequence[Promise]) -> None:
    for promise in promises:
        Outbox.objects.filter(_mine(promise)).update(leased_until=None)


def run_once(limit: int = BATCH) -> int:
    """One lease and its work; how many promises were tried. Half the lease over, the rest goes back."""
    promises = lease(now(), limit)
    started = monotonic()
    for place, promise in enumerate(promises):
        if monotonic() - started > LEASE.total_seconds() / 2:
            _give_back(promises[place:])
            return place
        keep(promise)
    return len(promises)


def drain(most: int = 10_000) -> int:
    """Work until nothing is due or `most` were tried; how many were tried."""
    done = 0
    while done < most:
        tried = run_once(min(BATCH, most - done))
        if not tried:
            break
        done += tried
    return done
