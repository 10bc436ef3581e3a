"""Cards come once, on their day, with their cause; a rerun writes nothing; what is not due is not read."""

import re
import threading
from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings

from admin_center.calendar.selectors import workdays
from admin_center.calendar.services.load_calendar import load_calendar
from admin_center.clocks.models import Clock
from admin_center.clocks.rules import standing
from admin_center.supervision import sweep as sweeping
from admin_center.supervision.models import Card
from admin_center.supervision.sweep import Swept, sweep
from core.now import moved
from core.outbox.models import Outbox
from tests.admin_center.clocks.making import change, clock, ledger_of, noon
from tests.admin_center.days import every_day

START = date(2026, 3, 2)  # a Monday; promised 10 → 16 March, statutory 20 → 30 March


@pytest.fixture
def _calendar(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("own_database" if request.node.get_closest_marker("raced") else "db")
    load_calendar()


pytestmark = pytest.mark.usefixtures("_calendar")


def sweep_on(day: date) -> Swept:
    with moved(noon(day)):
        return sweep()


def cards() -> list[tuple[str, str, str]]:
    return [(c.level, c.cause, c.due_on.isoformat() if c.due_on else "") for c in Card.objects.order_by("id")]


def test_each_level_gets_its_card_once_on_its_day() -> None:
    row = clock(START)
    seen = {}
    for day in every_day(START, date(2026, 4, 3)):
        if sweep_on(day).cards:
            seen[day] = Card.objects.order_by("-id")[0].level
    assert seen == {date(2026, 3, 12): "warning", date(2026, 3, 17): "yellow", date(2026, 3, 31): "red"}
    assert cards() == [
        ("warning", "time", "2026-03-16"),
        ("yellow", "time", "2026-03-16"),
        ("red", "time", "2026-03-30"),
    ]
    row.refresh_from_db()
    assert (row.level, row.next_alert_on) == ("red", None)


def test_a_rerun_writes_nothing() -> None:
    clock(START)
    assert sweep_on(date(2026, 3, 17)) == Swept(1, 1)
    before = list(Clock.objects.values()), list(Card.objects.values()), Outbox.objects.count()
    assert sweep_on(date(2026, 3, 17)) == Swept(0, 0)
    assert (list(Clock.objects.values()), list(Card.objects.values()), Outbox.objects.count()) == before


def test_each_card_is_promised_to_people_once() -> None:
    clock(START)
    sweep_on(date(2026, 3, 12))
    (row,) = Outbox.objects.filter(topic=sweeping.CARD_TOPIC)
    assert row.payload == {"card": Card.objects.get().pk}
    assert row.key == f"card:{Card.objects.get().key}"


def test_a_worker_that_slept_three_weeks_issues_what_was_broken_but_no_late_warning() -> None:
    clock(START)
    assert sweep_on(date(2026, 4, 20)) == Swept(1, 2)
    assert sorted(c[0] for c in cards()) == ["red", "yellow"]


def test_where_both_terms_end_together_there_is_a_red_card_only() -> None:
    clock(START, promised=10, statutory=10)
    for day in every_day(START, date(2026, 3, 20)):
        sweep_on(day)
    assert [c[0] for c in cards()] == ["warning", "red"]


@pytest.mark.parametrize("promised", [0, 1])
def test_a_promise_of_at_most_one_day_is_never_warned_about(promised: int) -> None:
    row = clock(START, promised=promised, statutory=5)
    for day in every_day(START, date(2026, 3, 12)):
        sweep_on(day)
    assert [c[0] for c in cards()] == ["yellow", "red"]
    row.refresh_from_db()
    assert row.level == "red"


def test_a_stopped_clock_is_left_alone() -> None:
    change(clock(START), "stopped", date(2026, 3, 4))
    assert sweep_on(date(2026, 5, 1)) == Swept()


def test_a_paused_clock_waits_and_goes_on_after_its_resumption() -> None:
    row = clock(START)
    change(row, "paused", date(2026, 3, 5), "hearing")
    assert sweep_on(date(2026, 6, 1)) == Swept()
    change(row, "resumed", date(2026, 6, 1))
    row.refresh_from_db()
    assert row.promised_due_on == date(2026, 6, 9)
    assert sweep_on(row.next_alert_on) == Swept(1, 1)


def test_a_paused_clock_that_broke_its_promise_before_gets_yellow_but_never_red() -> None:
    row = clock(START)
    change(row, "paused", date(2026, 3, 18), "hearing")
    assert sweep_on(date(2026, 8, 3)) == Swept(1, 1)
    assert [c[0] for c in cards()] == ["yellow"]
    row.refresh_from_db()
    assert (row.level, row.next_alert_on) == ("yellow", None)
    assert sweep_on(date(2026, 9, 1)) == Swept()


def test_an_extension_lowers_the_level_but_takes_no_card_back() -> None:
    row = clock(START)
    sweep_on(date(2026, 3, 17))
    change(row, "extended", date(2026, 3, 18), 10)
    row.refresh_from_db()
    assert row.level == "none"
    sweep_on(row.next_alert_on)
    assert [c[0] for c in cards()] == ["yellow", "warning"]


def test_two_yellow_cards_on_one_subject_make_a_red_one() -> None:
    clock(START, name="intake", promised=3, statutory=30)
    clock(START, name="decision", promised=5, statutory=30)
    for day in every_day(START, date(2026, 3, 12)):
        sweep_on(day)
    assert ("red", "second_yellow", "") in cards()
    assert len([c for c in cards() if c[1] == "second_yellow"]) == 1


def test_many_clocks_are_swept_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(7):
        clock(START, subject=n)
    with moved(noon(date(2026, 3, 12))):
        assert sweep(batch=3) == Swept(7, 7)


@settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 12),
    st.integers(0, 12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 8)), max_size=2),
    st.sampled_from(["working_days", "calendar_days"]),
)
def test_the_swept_level_is_the_level_of_the_rules_every_day(
    promised: int, more: int, pauses: list[tuple[int, int]], unit: str
) -> None:
    row = clock(
        START, promised=promised, statutory=promised + more, unit=unit, name=f"c{Clock.objects.count()}"
    )
    plan: dict[date, list[tuple[str, Any]]] = {}
    on = START
    for after, lasting in pauses:
        on += timedelta(days=after)
        plan.setdefault(on, []).append(("paused", "hearing"))
        on += timedelta(days=lasting)
        plan.setdefault(on, []).append(("resumed", None))
    for day in every_day(START, START + timedelta(days=60)):
        for kind, detail in plan.get(day, []):
            change(row, kind, day, detail)
        sweep_on(day)
        row.refresh_from_db()
        assert row.level == standing(ledger_of(row), day, workdays()).level, day
    levels = list(Card.objects.filter(clock=row).values_list("level", flat=True))
    assert len(levels) == len(set(levels))


def test_nothing_due_touches_at_most_ten_buffers_whatever_the_size() -> None:
    row = clock(START)
    with connection.cursor() as cursor:
        columns = [f.column for f in Clock._meta.concrete_fields if f.column not in ("id", "subject_id")]
        names = ", ".join(f'"{c}"' for c in columns)
        cursor.execute(
            f"INSERT INTO admin_center_clock (subject_id, {names}) "
            f"SELECT n, {names} FROM admin_center_clock, generate_series(1000, 21000) n WHERE id = %s",
            [row.pk],
        )
        cursor.execute("ANALYZE admin_center_clock")
        params = {"today": START, "at": noon(START), "batch": 2000, "topic": "x"}
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + sweeping._RUNNING_SQL, params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        paused = Clock.objects.filter(next_alert_on__lte=START, state="paused").order_by(
            "next_alert_on", "id"
        )
        plan_paused = paused[:10].explain(analyze=True, buffers=True)
    assert "clock_alert" in plan and "Seq Scan on admin_center_clock" not in plan
    touched = [_buffers(text) for text in (plan, plan_paused)]
    assert sum(touched) <= 10, plan + plan_paused


def _buffers(plan: str) -> int:
    """Shared buffers of the whole statement: the first line below its top node."""
    top = plan.split("Planning")[0].splitlines()[1]
    return sum(map(int, re.findall(r"(?:hit|read)=(\d+)", top)))


@pytest.mark.raced
def test_two_beats_at_once_issue_each_card_once() -> None:
    for n in range(60):
        clock(START, subject=n)
    gate, totals = threading.Barrier(4), []

    def beat() -> None:
        try:
            gate.wait()
            with moved(noon(date(2026, 3, 17))):
                totals.append(sweep(batch=7))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=beat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with moved(noon(date(2026, 3, 17))):
        totals.append(sweep())  # a beat that met only locked rows stopped early; the next tick takes the rest
    assert sum(t.clocks for t in totals) == sum(t.cards for t in totals) == Card.objects.count() == 60
    assert Outbox.objects.filter(topic=sweeping.CARD_TOPIC).count() == 60
