"""The day-by-day account adds up, on every date, whatever happened."""

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings

from admin_center.clocks import ledger as ledgers
from admin_center.clocks.explain import Told, explain
from admin_center.clocks.replay import Replay, _facts, _instant
from admin_center.clocks.rules import standing
from core.now import local
from tests.admin_center.clocks.scenarios import scenarios, shipped_workdays

WORKDAYS = shipped_workdays()
QUIET: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


def ledger_of(scenario: dict) -> ledgers.Ledger:
    at = _instant(scenario["start"], "start")
    first = ledgers.start(
        unit=scenario["unit"],
        start_on=local(at).date(),
        promised_days=scenario["promised_days"],
        statutory_days=scenario["statutory_days"],
    )
    return ledgers.read_facts(first, at, _facts(scenario["events"]))


@settings(max_examples=1000, **QUIET)
@given(scenarios())
def test_counted_days_always_add_up_to_used(scenario: dict) -> None:
    scenario.pop("calendar", None)
    as_of = date.fromisoformat(scenario["as_of"])
    account = explain(ledger_of(scenario), as_of, WORKDAYS)
    answer = Replay(WORKDAYS).answer(json.dumps(scenario))
    counted = [d for d in account.days if d.told is Told.COUNTED]
    assert len(counted) == account.used == answer["used"]
    assert [d.number for d in counted] == list(range(1, account.used + 1))
    assert account.used + account.left == account.total
    assert [d.on for d in account.days] == [
        account.days[0].on + timedelta(n) for n in range(len(account.days))
    ]
    assert all(d.words for d in account.days)


@settings(max_examples=500, **QUIET)
@given(scenarios())
def test_a_running_clock_reaches_its_total_on_the_last_day(scenario: dict) -> None:
    scenario |= {"events": [], "unit": "working_days"}
    account = explain(ledger_of(scenario), date.fromisoformat(scenario["as_of"]), WORKDAYS)
    if account.total:
        (last,) = (d for d in account.days if d.is_last)
        assert last.number == account.total
        assert last.on == account.promised_due_on


def test_the_worked_example_tells_each_day() -> None:
    ledger = ledgers.start(
        unit="working_days", start_on=date(2024, 2, 5), promised_days=10, statutory_days=20
    )
    ledger = ledgers.with_pause(ledger, date(2024, 2, 20), "hearing")
    ledger = ledgers.with_resume(ledger, date(2024, 2, 26))
    ledger = ledgers.with_extension(ledger, date(2024, 3, 1), 10)
    account = explain(ledger, date(2024, 3, 8), WORKDAYS)
    told = {d.on: d for d in account.days}
    assert told[date(2024, 2, 5)].words == "起算日，不计入"
    assert told[date(2024, 2, 10)].words == "春节"
    assert told[date(2024, 2, 18)].words == "第 5 日（春节调休上班）"
    assert told[date(2024, 2, 21)].words == "暂停计时：听证（《行政许可法》第四十五条）"
    assert told[date(2024, 2, 24)].words == "周末"
    assert told[date(2024, 3, 8)].css == "is-used is-today"
    assert (account.days[-1].on, account.days[-1].css) == (date(2024, 3, 13), "is-last")
    assert [d.on for d in account.days if d.told is Told.AHEAD] == [date(2024, 3, n) for n in (11, 12, 13)]


def test_days_past_the_promise_are_told_late_and_days_after_the_stop_are_over() -> None:
    ledger = ledgers.start(unit="working_days", start_on=date(2024, 3, 4), promised_days=2, statutory_days=9)
    late = explain(ledger, date(2024, 3, 8), WORKDAYS)
    assert [d.on.day for d in late.days if d.is_late] == [7, 8]
    stopped = explain(ledgers.with_stop(ledger, date(2024, 3, 5)), date(2024, 3, 8), WORKDAYS)
    assert [d.told for d in stopped.days] == [Told.ZERO, Told.COUNTED, Told.DONE]


def test_a_pause_that_holds_takes_out_today() -> None:
    ledger = ledgers.start(unit="working_days", start_on=date(2024, 3, 4), promised_days=5, statutory_days=9)
    ledger = ledgers.with_pause(ledger, date(2024, 3, 5), "testing")
    account = explain(ledger, date(2024, 3, 7), WORKDAYS)
    assert [d.told for d in account.days][:4] == [Told.ZERO, Told.COUNTED, Told.PAUSED, Told.PAUSED]
    assert standing(ledger, date(2024, 3, 7), WORKDAYS).used == 1
    assert account.days[-1].is_last and account.days[-1].number == 5  # as if resumed today


def test_a_rolled_end_is_told_as_rolled_not_as_late() -> None:
    ledger = ledgers.start(unit="calendar_days", start_on=date(2024, 3, 4), promised_days=5, statutory_days=9)
    account = explain(ledger, date(2024, 3, 4), WORKDAYS)
    assert [(d.on.day, d.is_rolled, d.is_late) for d in account.days[-3:]] == [
        (9, False, False),
        (10, True, False),
        (11, True, False),
    ]


def test_days_of_a_projected_year_are_marked() -> None:
    ledger = ledgers.start(
        unit="working_days", start_on=date(2026, 12, 30), promised_days=5, statutory_days=9
    )
    account = explain(ledger, date(2026, 12, 31), WORKDAYS)
    assert account.is_provisional
    assert {d.on.year for d in account.days if d.is_provisional} == {2027}
