"""Sends queued deliveries. Each leaves the queue as sent or failed, and so does the one it hands over to, all
within four hours of the first chance; hours in which no SMS may be sent do not count.

A delivery is taken with SKIP LOCKED and numbered by `attempts`; the row is marked only by whoever took
it last, and a state that has ended never changes again. A failed channel hands over to the next one.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F

from core.errors import Refused
from core.letters.channels import AddressRefused, ChannelDown, send_email, sms
from core.letters.models import Channel, Delivery, DeliveryState
from core.letters.quiet import first_loud
from core.letters.registry import addresses_of
from core.letters.services import FALLBACK, KEPT_FOR_NEXT, queue_next
from core.now import now

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=90)
FIRST_WAIT: Final = timedelta(seconds=15)
LONGEST_WAIT: Final = timedelta(minutes=5)
BATCH: Final = 20
EXPIRED: Final = "expired"
REFUSED_ADDRESS: Final = "address refused"


def take(at: datetime, limit: int = BATCH) -> list[Delivery]:
    """Deliveries that are due and held by nobody; an unanswered one is due again after the lease."""
    with transaction.atomic():
        rows = list(
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=DeliveryState.QUEUED, next_try_at__lte=at)
            .select_related("message")
            .order_by("next_try_at", "id")[:limit]
        )
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            attempts=F("attempts") + 1, next_try_at=at + LEASE
        )
    for row in rows:
        row.attempts += 1
    return rows


def _set(row: Delivery, **values: object) -> bool:
    mine = Delivery.objects.filter(pk=row.pk, attempts=row.attempts, state=DeliveryState.QUEUED)
    return bool(mine.update(**values))


def _end(row: Delivery, state: str, *, reason: str = "", reference: str = "") -> bool:
    return _set(row, state=state, reason=reason, provider_reference=reference[:80], ended_at=now())


def hand_over(row: Delivery) -> None:
    """Queue the next channel of the person after this one failed."""
    to = addresses_of(row.message.recipient)
    chain = FALLBACK.get(to.contact, ())
    rest = chain[chain.index(row.channel) + 1 :] if row.channel in chain else ()
    queue_next(row.message, to, rest, until=max(row.expires_at, now()) + KEPT_FOR_NEXT)


def _fail(row: Delivery, reason: str) -> None:
    with transaction.atomic():
        if _end(row, DeliveryState.FAILED, reason=reason):
            hand_over(row)
    log.warning("delivery %s by %s failed: %s", row.pk, row.channel, reason)


def wait_after(attempt: int) -> timedelta:
    """How long to wait after the given failed attempt (1 is the first)."""
    doublings: int = 2 ** min(attempt - 1, 10)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def _give(row: Delivery) -> str:
    if row.channel == Channel.SMS:
        return sms().send(to=row.address, text=row.text, key=row.key)
    return send_email(to=row.address, title=row.message.title, text=row.text, key=row.key)


def send_one(row: Delivery) -> None:
    """One try of one delivery that was taken before."""
    if connection.in_atomic_block:
        raise RuntimeError("letters are never sent inside a transaction")
    at = now()
    loud = first_loud(row.channel, at)
    if at >= row.expires_at:
        _fail(row, EXPIRED)
    elif loud > at:
        _set(row, next_try_at=loud, expires_at=row.expires_at + (loud - at))
    else:
        _try(row)


def _try(row: Delivery) -> None:
    try:
        reference = _give(row)
    except AddressRefused:
        _fail(row, REFUSED_ADDRESS)
    except Refused as refusal:
        _fail(row, refusal.code or "refused")
    except Exception as error:  # noqa: BLE001 – whatever a provider does, the delivery ends by its time
        kind = "down" if isinstance(error, ChannelDown) else type(error).__name__
        _set(row, next_try_at=min(now() + wait_after(row.attempts), row.expires_at), reason=kind[:200])
    else:
        _sent(row, reference)


def _sent(row: Delivery, reference: str) -> None:
    """Handed over; a receipt may have been faster, then only the reference is missing."""
    if not _end(row, DeliveryState.SENT, reference=reference):
        late = Delivery.objects.filter(pk=row.pk, provider_reference="").exclude(state=DeliveryState.QUEUED)
        late.update(provider_reference=reference[:80])


def send_due(most: int = 500) -> int:
    """Try what is due now; how many were tried."""
    tried = 0
    while tried < most:
        rows = take(now(), min(BATCH, most - tried))
        if not rows:
            break
        for row in rows:
            send_one(row)
        tried += len(rows)
    return tried
