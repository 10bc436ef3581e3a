"""Every stored date of a clock can be recomputed from its ledger; here that is done."""

from itertools import groupby
from operator import attrgetter

from django.db import connection

from admin_center.clocks.ledger import ledger_from_rows
from admin_center.clocks.models import Clock, ClockEntry
from core.records.registry import Checked

BATCH = 2000


# Clocks whose ledger is one start and perhaps one stop, and agrees, are right by this statement alone;
# the others are folded one by one.
_DOUBTFUL = """
SELECT c.id
  FROM admin_center_clock c
  LEFT JOIN (SELECT clock_id, count(*) AS n, max(seq) AS last,
                    bool_and(kind = CASE seq WHEN 1 THEN 'started' WHEN 2 THEN 'stopped' END) AS is_plain,
                    max("on") FILTER (WHERE seq = 2) AS stopped_on,
                    max(new_due_on) AS due_on, count(new_due_on) AS dues, min(new_due_on) AS first_due_on
               FROM admin_center_clockentry GROUP BY clock_id) e ON e.clock_id = c.id
 WHERE NOT coalesce(
       e.is_plain AND e.n = c.entries_count AND e.last = e.n AND c.extended_days = 0 AND e.dues = e.n
       AND e.due_on = c.promised_due_on AND e.first_due_on = c.promised_due_on
       AND (e.n = 1 AND c.state = 'running' AND c.stopped_on IS NULL
            OR e.n = 2 AND c.state = 'stopped' AND c.stopped_on = e.stopped_on), false)
 ORDER BY c.id
"""


def verify_clocks() -> Checked:
    """State, extension and stop of every clock against its ledger; entries numbered without a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM admin_center_clock")
        (count,) = cursor.fetchone()
        cursor.execute(_DOUBTFUL)
        doubtful = [pk for (pk,) in cursor.fetchall()]
    for start in range(0, len(doubtful), BATCH):
        bad = _first_wrong(doubtful[start : start + BATCH])
        if bad:
            return Checked(count, bad)
    return Checked(count)


def _first_wrong(ids: list[int]) -> str:
    clocks = Clock.objects.filter(pk__in=ids).order_by("pk")
    entries = ClockEntry.objects.filter(clock_id__in=ids).order_by("clock_id", "seq")
    ledgers = {pk: list(rows) for pk, rows in groupby(entries, key=attrgetter("clock_id"))}
    for clock in clocks:
        why = _why_wrong(clock, ledgers.get(clock.pk, []))
        if why:
            return f"clock {clock.pk} ({clock.subject_kind} {clock.subject_id} {clock.name}): {why}"
    return ""


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
