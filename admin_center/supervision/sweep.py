"""The sweep: every clock whose next alert is due gets its level, its card once, and its message.

Set-based and batched: one statement takes a batch of due clocks with SKIP LOCKED, raises their level,
moves `next_alert_on` to the next level's day, issues the cards and promises the messages in the outbox.
A rerun finds nothing; two sweeps at once take different rows, and the unique key of a card is the last
word. Whatever was missed while nothing ran is made up for with its right level: a promise broken long
ago still gets its yellow card beside the red one; a warning that comes too late is not issued.
Nothing here touches what a rule reads (decisions.md 3).

A paused clock is due only for what it had already used up; its other dates wait for its resumption, so
it goes through the ledger.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from admin_center.calendar.selectors import workdays
from admin_center.clocks.enums import Level, State
from admin_center.clocks.ledger import ledger_from_rows
from admin_center.clocks.models import Clock
from admin_center.clocks.rules import Dues, recompute, standing
from core.now import now, today
from core.outbox.wake import wake_relay

BATCH = 2000
CARD_TOPIC = "card.issued"

# Columns of `due`: level reached today, the dates of both terms, the level it had.
_DUE_RUNNING = """
    SELECT id, subject_kind, subject_id, department_id, promised_due_on, statutory_due_on, level AS had,
           promised_days + extended_days AS total,
           CASE WHEN %(today)s > statutory_due_on THEN 'red'
                WHEN %(today)s > promised_due_on THEN 'yellow' ELSE 'warning' END AS reached
      FROM admin_center_clock
     WHERE next_alert_on <= %(today)s AND state = 'running'
     ORDER BY next_alert_on, id LIMIT %(batch)s
       FOR NO KEY UPDATE SKIP LOCKED"""
_DUE_PAUSED = """
    SELECT c.id, c.subject_kind, c.subject_id, c.department_id, x.promised_due_on, x.statutory_due_on,
           c.level AS had, c.promised_days + c.extended_days AS total, x.reached, x.next_alert_on
      FROM admin_center_clock c
      JOIN json_to_recordset(%(rows)s::json) AS x(id bigint, promised_due_on date, statutory_due_on date,
                                                  reached text, next_alert_on date) ON x.id = c.id"""
_NEXT_RUNNING = """CASE d.reached WHEN 'warning' THEN d.promised_due_on + 1
                                  WHEN 'yellow' THEN d.statutory_due_on + 1 END"""
_SWEEP = """
WITH due AS MATERIALIZED ({due}),
raised AS (
    UPDATE admin_center_clock c SET level = d.reached, next_alert_on = {next}
      FROM due d WHERE c.id = d.id RETURNING c.id),
wanted AS (
    SELECT 'clock:' || d.id || ':' || w.level AS key, d.subject_kind, d.subject_id, d.id AS clock_id,
           d.department_id, w.level, w.due_on
      FROM due d CROSS JOIN LATERAL (VALUES
           ('warning', d.promised_due_on, d.reached = 'warning' AND d.total > 1),
           ('yellow', d.promised_due_on, d.had NOT IN ('yellow', 'red') AND (d.reached = 'yellow'
                OR d.reached = 'red' AND d.promised_due_on < d.statutory_due_on)),
           ('red', d.statutory_due_on, d.reached = 'red')) AS w(level, due_on, is_wanted)
     WHERE w.is_wanted),
issued AS (
    INSERT INTO admin_center_card
           (key, subject_kind, subject_id, clock_id, department_id, level, cause, due_on, issued_at, state,
            end_reason)
    SELECT key, subject_kind, subject_id, clock_id, department_id, level, 'time', due_on, %(at)s, 'open', ''
      FROM wanted ORDER BY key
        ON CONFLICT (key) DO NOTHING
    RETURNING id, key, subject_kind, subject_id, department_id, level),
yellow AS (
    SELECT subject_kind, subject_id, min(department_id) AS department_id, count(*) AS fresh
      FROM issued WHERE level = 'yellow' GROUP BY subject_kind, subject_id),
second AS (
    INSERT INTO admin_center_card
           (key, subject_kind, subject_id, clock_id, department_id, level, cause, due_on, issued_at, state,
            end_reason)
    SELECT y.subject_kind || ':' || y.subject_id || ':second_yellow', y.subject_kind, y.subject_id, NULL,
           y.department_id, 'red', 'second_yellow', NULL, %(at)s, 'open', ''
      FROM yellow y
     WHERE y.fresh + (SELECT count(*) FROM admin_center_card o
                       WHERE o.subject_kind = y.subject_kind AND o.subject_id = y.subject_id
                         AND o.level = 'yellow' AND o.state <> 'revoked') >= 2
        ON CONFLICT (key) DO NOTHING
    RETURNING id, key, subject_kind, subject_id, department_id, level),
told AS (
    INSERT INTO core_outbox (topic, subject_kind, subject_id, key, payload, created_at, next_try_at)
    SELECT %(topic)s, subject_kind, subject_id, 'card:' || key, jsonb_build_object('card', id), %(at)s, %(at)s
      FROM (SELECT * FROM issued UNION ALL SELECT * FROM second) cards
        ON CONFLICT (key) DO NOTHING
    RETURNING id)
SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM issued) + (SELECT count(*) FROM second)
"""
_RUNNING_SQL = _SWEEP.format(due=_DUE_RUNNING, next=_NEXT_RUNNING)
_PAUSED_SQL = _SWEEP.format(due=_DUE_PAUSED, next="d.next_alert_on")


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    clocks: int = 0
    cards: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.clocks + other.clocks, self.cards + other.cards)


def sweep(*, batch: int = BATCH) -> Swept:
    """Sweep until nothing is due. Each batch is a transaction of its own."""
    at, on = now(), today()
    total = Swept()
    while True:
        step = _sweep_running(at, on, batch)
        total += step
        if step.clocks < batch:
            break
    total += _sweep_paused(at, on, batch)
    if total.cards:
        wake_relay()
    return total


def _sweep_running(at: datetime, on: date, batch: int) -> Swept:
    with transaction.atomic():
        return _run(_RUNNING_SQL, {"today": on, "at": at, "batch": batch, "topic": CARD_TOPIC})


def _run(statement: str, params: dict[str, Any]) -> Swept:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        clocks, cards = cursor.fetchone()
    return Swept(clocks, cards)


def _sweep_paused(at: datetime, on: date, batch: int) -> Swept:
    with transaction.atomic():
        due = list(
            Clock.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(next_alert_on__lte=on, state=State.PAUSED)
            .order_by("next_alert_on", "id")
            .prefetch_related("entries")[:batch]
        )
        if not due:
            return Swept()
        rows = json.dumps([_paused_row(clock, on) for clock in due])
        return _run(_PAUSED_SQL, {"rows": rows, "at": at, "topic": CARD_TOPIC})


def _paused_row(clock: Clock, on: date) -> dict[str, Any]:
    ledger = ledger_from_rows(clock, list(clock.entries.all()))
    reached = standing(ledger, on, workdays()).level
    dues: Dues = recompute(ledger, workdays=workdays(), as_of=on, level=reached)
    following = dues.next_alert_on
    return {
        "id": clock.pk,
        "promised_due_on": dues.promised_due_on.isoformat(),
        "statutory_due_on": dues.statutory_due_on.isoformat(),
        "reached": Level(reached).value,
        "next_alert_on": following.isoformat() if following else None,
    }
