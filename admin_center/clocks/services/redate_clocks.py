"""After a new edition: compute the dates of open clocks again, batch by batch.

Stopped clocks are history and keep their dates. Each batch is one promise of the outbox; a batch that is
repeated finds what it already did and leaves it alone. Subjects of higher floors are re-dated through
what they registered (`admin_center.clocks.registry`), so that cases go through their own kernel.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from admin_center.calendar.projection import projected_year
from admin_center.calendar.rules import Workdays
from admin_center.calendar.selectors import calendar_stamp, edition_table, workdays
from admin_center.clocks.enums import State
from admin_center.clocks.ledger import ledger_from_rows
from admin_center.clocks.models import Clock, ClockEntry
from admin_center.clocks.registry import subject_of
from admin_center.clocks.rules import Dues, recompute
from core.now import now, today
from core.outbox.branches import OUTBOX
from core.outbox.models import Outbox
from core.outbox.registry import Promise
from core.writes import compose

BATCH = 500


def redate_open_clocks(promise: Promise) -> None:
    """Keep one `calendar.redate` promise: the next batch of open clocks."""
    payload = promise.payload
    new = workdays(calendar_stamp())
    old = new.with_years(_previous(payload))
    clocks = _candidates(payload)
    moved = [clock for clock in clocks if _is_moved(clock, old, new)]
    reason = _("放假安排调整：%(source)s") % {"source": payload["source"]}
    for kind, those in _by_kind(moved).items():
        subject = subject_of(kind)
        if subject:
            subject.redate(sorted({clock.subject_id for clock in those}), reason)
        else:
            redate_rows([clock.pk for clock in those], reason, new)
    if len(clocks) == BATCH:
        _promise_rest(promise, clocks[-1].pk)


def redate_rows(clock_ids: Sequence[int], reason: str, calendar: Workdays) -> None:
    """Write new dates and an entry with the old and the new one, directly in the rows."""
    at, on = now(), today()
    with transaction.atomic():
        clocks = (
            Clock.objects.select_for_update(of=("self",))
            .filter(pk__in=clock_ids)
            .exclude(state=State.STOPPED)
        )
        for clock in clocks.order_by("pk").prefetch_related("entries"):
            dues = _dues(clock, calendar, on)
            if _stored(clock) == (dues.promised_due_on, dues.statutory_due_on):
                continue
            ClockEntry.objects.create(
                clock=clock,
                seq=clock.entries_count + 1,
                kind=ClockEntry.Kind.REDATED,
                at=at,
                on=on,
                old_due_on=clock.promised_due_on,
                new_due_on=dues.promised_due_on,
                reason=reason,
            )
            Clock.objects.filter(pk=clock.pk).update(
                promised_due_on=dues.promised_due_on,
                statutory_due_on=dues.statutory_due_on,
                level=dues.level,
                next_alert_on=dues.next_alert_on,
                entries_count=clock.entries_count + 1,
            )


def _previous(payload: Any) -> list[Any]:
    tables = {year: projected_year(year) for year in payload["years"]}
    tables |= {table.year: table for table in map(edition_table, payload["previous"])}
    return list(tables.values())


def _candidates(payload: Any) -> list[Clock]:
    """Open clocks whose dates may rest on a changed day; a paused clock's dates are not fixed, so it may."""
    open_then = Q(state=State.PAUSED) | Q(statutory_due_on__gte=date.fromisoformat(payload["first"]))
    rows = Clock.objects.exclude(state=State.STOPPED).filter(
        open_then, id__gt=payload["after"], start_on__lte=date.fromisoformat(payload["last"])
    )
    return list(rows.order_by("id").prefetch_related("entries")[:BATCH])


def _dues(clock: Clock, calendar: Workdays, on: date) -> Dues:
    ledger = ledger_from_rows(clock, list(clock.entries.all()))
    return recompute(ledger, workdays=calendar, as_of=on, level=clock.level)


def _stored(clock: Clock) -> tuple[date, date]:
    return clock.promised_due_on, clock.statutory_due_on


def _is_moved(clock: Clock, old: Workdays, new: Workdays) -> bool:
    on = today()
    dues = _dues(clock, new, on)
    if _stored(clock) == (dues.promised_due_on, dues.statutory_due_on):
        return False
    if clock.state != State.PAUSED:
        return True
    before = _dues(clock, old, on)
    return (before.promised_due_on, before.statutory_due_on) != (dues.promised_due_on, dues.statutory_due_on)


def _by_kind(clocks: Sequence[Clock]) -> dict[str, list[Clock]]:
    kinds: dict[str, list[Clock]] = defaultdict(list)
    for clock in clocks:
        kinds[clock.subject_kind].append(clock)
    return kinds


def _promise_rest(promise: Promise, after: int) -> None:
    row: dict[str, Any] = {
        "topic": promise.topic,
        "subject_kind": promise.subject_kind,
        "subject_id": promise.subject_id,
        "key": f"calendar:{promise.subject_id}:{after}",
        "payload": {**promise.payload, "after": after},
        "created_at": now(),
        "next_try_at": now(),
    }
    with transaction.atomic():
        if not Outbox.objects.filter(key=row["key"]).exists():
            compose.write((OUTBOX,), {"outbox": [row]})
