"""Every stored date of a clock can be recomputed from its ledger; here that is done."""

from itertools import groupby
from operator import attrgetter

from admin_center.clocks.ledger import ledger_from_rows
from admin_center.clocks.models import Clock, ClockEntry
from core.records.registry import Checked

BATCH = 2000


def verify_clocks() -> Checked:
    """State, extension and stop of every clock against its ledger; entries numbered without a gap."""
    count, after = 0, 0
    while True:
        clocks = list(Clock.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
        if not clocks:
            return Checked(count)
        after = clocks[-1].pk
        entries = ClockEntry.objects.filter(clock_id__in=[c.pk for c in clocks]).order_by("clock_id", "seq")
        ledgers = {pk: list(rows) for pk, rows in groupby(entries, key=attrgetter("clock_id"))}
        for clock in clocks:
            count += 1
            why = _why_wrong(clock, ledgers.get(clock.pk, []))
            if why:
                return Checked(
                    count, f"clock {clock.pk} ({clock.subject_kind} {clock.subject_id} {clock.name}): {why}"
                )


def _why_wrong(clock: Clock, entries: list[ClockEntry]) -> str:
    if [entry.seq for entry in entries] != list(range(1, clock.entries_count + 1)):
        return "ledger lines are missing or added"
    ledger = ledger_from_rows(clock, entries)
    if ledger.state != clock.state:
        return f"says {clock.state}, its ledger says {ledger.state}"
    if ledger.stopped_on != clock.stopped_on or ledger.extra_days != clock.extended_days:
        return "stop or extension differs from its ledger"
    last_due = next((entry.new_due_on for entry in reversed(entries) if entry.new_due_on), None)
    if last_due and last_due != clock.promised_due_on and ledger.open_pause is None:
        return f"due on {clock.promised_due_on}, its ledger says {last_due}"
    return ""
