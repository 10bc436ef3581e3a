"""P3, P3b: the sweep of clocks against the same work through the ORM in bulk.

Two in a hundred clocks fall due in each round, always others. The baseline reads the due clocks, raises
their level, and makes cards and promises, each in bulk and in the same batches. By processor time of
client and server together.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import django
from django.db import connection, transaction

from bench.rig import alternating, backend_cpu, line

django.setup()

from accounts.models import Department  # noqa: E402
from admin_center.clocks.enums import Level  # noqa: E402
from admin_center.clocks.models import Clock  # noqa: E402
from admin_center.supervision import sweep  # noqa: E402
from admin_center.supervision.models import Card  # noqa: E402
from core.now import now, today  # noqa: E402
from core.outbox.models import Outbox  # noqa: E402

SIZE = int(os.environ.get("BENCH_SIZE") or 200_000)
SLICES = 50
KIND = "bench"


def _execute(text: str, *params: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, params or None)
        return list(cursor.fetchall()) if cursor.description else []


def _clocks() -> None:
    department = Department.objects.create(slug="bench-sweep", name="测速局")
    on = today()
    _execute(
        """INSERT INTO admin_center_clock
             (subject_kind, subject_id, name, round, department_id, unit, statutory_days, promised_days,
              start_at, start_on, state, promised_due_on, statutory_due_on, level, next_alert_on)
           SELECT %s, n, 'decision', 1, %s, 'working_days', 20, 5, %s, %s, 'running', %s, %s, 'none', %s
             FROM generate_series(1, %s) n""",
        *(KIND, department.pk, now(), on, on + timedelta(days=1), on + timedelta(days=20)),
        *(on + timedelta(days=30), SIZE),
    )
    _execute("VACUUM ANALYZE admin_center_clock")


_slice = [0]


def _fall_due() -> None:
    """The next slice of clocks is due today."""
    _execute(
        "UPDATE admin_center_clock SET next_alert_on = %s WHERE subject_kind = %s AND subject_id %% %s = %s",
        *(today(), KIND, SLICES, _slice[0]),
    )
    _slice[0] += 1
    _execute("ANALYZE admin_center_clock")


def _cpu(work: Callable[[], object]) -> float:
    _fall_due()
    pid = int(_execute("SELECT pg_backend_pid()")[0][0])
    start, server = time.process_time(), backend_cpu(pid)
    work()
    return time.process_time() - start + backend_cpu(pid) - server


def _by_orm() -> None:
    while _orm_batch():
        pass


def _orm_batch() -> bool:
    at, on = now(), today()
    with transaction.atomic():
        due = list(
            Clock.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(next_alert_on__lte=on, state="running")
            .order_by("next_alert_on", "id")[: sweep.BATCH]
        )
        for clock in due:
            clock.level, clock.next_alert_on = Level.WARNING, clock.promised_due_on + timedelta(days=1)
        Clock.objects.bulk_update(due, ["level", "next_alert_on"], batch_size=500)
        Card.objects.bulk_create([_card(clock, at) for clock in due], ignore_conflicts=True)
        cards = Card.objects.filter(key__in=[f"clock:{clock.pk}:warning" for clock in due])
        Outbox.objects.bulk_create([_promise(card, at) for card in cards], ignore_conflicts=True)
    return bool(due)


def _card(clock: Clock, at: Any) -> Card:
    return Card(
        key=f"clock:{clock.pk}:warning",
        subject_kind=clock.subject_kind,
        subject_id=clock.subject_id,
        clock=clock,
        department_id=clock.department_id,
        level="warning",
        cause="time",
        due_on=clock.promised_due_on,
        issued_at=at,
    )


def _promise(card: Card, at: Any) -> Outbox:
    return Outbox(
        topic=sweep.CARD_TOPIC,
        subject_kind=card.subject_kind,
        subject_id=card.subject_id,
        key=f"card:{card.key}",
        payload={"card": card.pk},
        created_at=at,
        next_try_at=at,
    )


def _buffers(text: str) -> int:
    """Pages touched, whether cached or not, by one run that finds nothing."""
    params = {"today": today(), "at": now(), "batch": sweep.BATCH, "topic": sweep.CARD_TOPIC}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {text}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    first = re.search(r"Buffers: shared([^\n]*)", plan.split("Planning:")[0])
    return sum(int(n) for n in re.findall(r"(?:hit|read)=(\d+)", first.group(1))) if first else 0


def run() -> Iterator[dict[str, Any]]:
    """Three lines."""
    _clocks()
    sizes = {"clocks": SIZE, "due": SIZE // SLICES}
    ours, base = alternating(lambda: _cpu(sweep.sweep), lambda: _cpu(_by_orm))
    yield line("P3 sweep, CPU", ours * 1000, base * 1000, base / ours, "≥ 20", "ms", **sizes)
    again = sweep.sweep()
    yield line("P3 rerun", again.clocks + again.cards, 0, 0, "0 rows", "rows", **sizes)
    _execute("VACUUM admin_center_clock")
    _buffers(sweep._RUNNING_SQL)
    touched = _buffers(sweep._RUNNING_SQL)
    yield line("P3b nothing due", touched, 10, touched / 10, "≤ 10", "buffers", **sizes)
    _execute("DELETE FROM core_outbox WHERE subject_kind = %s", KIND)
