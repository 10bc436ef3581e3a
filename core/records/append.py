"""Appending one event to the chain of any subject that has no row of its own to lock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from core.now import now
from core.records.canonical import GENESIS, next_hash
from core.records.models import Event


def append_event(
    *,
    subject_kind: str,
    subject_id: int,
    act: str,
    by: int | None,
    role: str,
    data: Mapping[str, Any],
    at: datetime | None = None,
) -> Event:
    """Write the next event of a subject, in the caller's transaction; two at once wait in turn.

    `data` holds references and flags only. Cases do not come here: their chain head is on the case.
    """
    when = at or now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [subject_kind, subject_id % 2**31]
            )
        last = Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-seq").first()
        seq = last.seq + 1 if last else 1
        return Event.objects.create(
            subject_kind=subject_kind,
            subject_id=subject_id,
            seq=seq,
            act=act,
            by_id=by,
            role=role,
            at=when,
            data=dict(data),
            hash=next_hash(
                bytes(last.hash) if last else GENESIS,
                subject_kind=subject_kind,
                subject_id=subject_id,
                seq=seq,
                act=act,
                by=by,
                role=role,
                at=when,
                data=data,
            ),
        )
