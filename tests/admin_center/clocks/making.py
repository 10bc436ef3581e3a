"""Clocks in the table, made from a ledger the way the kernel stores them."""

from datetime import date, datetime

from admin_center.calendar.selectors import workdays
from admin_center.clocks.ledger import ledger_from_rows, with_extension, with_pause, with_resume, with_stop
from admin_center.clocks.models import Clock, ClockEntry
from admin_center.clocks.rules import Ledger, open_terms, recompute
from core.now import SHANGHAI

APPLY = {
    "paused": lambda ledger, on, detail: with_pause(ledger, on, detail),
    "resumed": lambda ledger, on, _detail: with_resume(ledger, on),
    "extended": lambda ledger, on, detail: with_extension(ledger, on, detail),
    "stopped": lambda ledger, on, _detail: with_stop(ledger, on),
}


def noon(on: date) -> datetime:
    """Twelve o'clock in Shanghai."""
    return datetime(on.year, on.month, on.day, 12, tzinfo=SHANGHAI)


def clock(
    start_on: date, *, promised: int = 10, statutory: int = 20, subject: int = 1, **more: object
) -> Clock:
    """A running clock with its first entry."""
    unit = str(more.pop("unit", "working_days"))
    terms = {"unit": unit, "start_on": start_on, "promised_days": promised, "statutory_days": statutory}
    dues = open_terms(workdays=workdays(), **terms)
    more = {"subject_kind": "thing", "name": "decision", "round": 1} | more
    row = Clock.objects.create(
        subject_id=subject,
        start_at=noon(start_on),
        state="running",
        promised_due_on=dues.promised_due_on,
        statutory_due_on=dues.statutory_due_on,
        level=dues.level,
        next_alert_on=dues.next_alert_on,
        **terms,
        **more,
    )
    ClockEntry.objects.create(clock=row, seq=1, kind="started", at=noon(start_on), on=start_on)
    return row


def ledger_of(row: Clock) -> Ledger:
    """The ledger as the entries tell it."""
    return ledger_from_rows(row, list(row.entries.all()))


def change(row: Clock, kind: str, on: date, detail: object = None) -> Clock:
    """Let something happen to a stored clock on a date."""
    row.refresh_from_db()
    after = APPLY[kind](ledger_of(row), on, detail)
    dues = recompute(after, workdays=workdays(), as_of=on, level=row.level)
    ClockEntry.objects.create(
        clock=row,
        seq=row.entries_count + 1,
        kind=kind,
        at=noon(on),
        on=on,
        ground=detail if kind == "paused" else "",
        days=detail if kind == "extended" else 0,
        old_due_on=row.promised_due_on,
        new_due_on=dues.promised_due_on,
    )
    row.state = after.state
    row.paused_on = after.open_pause.on if after.open_pause and not after.stopped_on else None
    row.stopped_on = after.stopped_on
    row.extended_days = after.extra_days
    row.entries_count += 1
    row.promised_due_on, row.statutory_due_on = dues.promised_due_on, dues.statutory_due_on
    row.level, row.next_alert_on = dues.level, dues.next_alert_on
    row.save()
    return row
