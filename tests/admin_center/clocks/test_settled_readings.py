"""Each settled reading of the clock, and the worked example, by name and by date."""

import json
from datetime import date
from typing import Any

import pytest

from admin_center.calendar.shipped import shipped_editions
from admin_center.clocks.replay import Replay
from tests.admin_center.clocks.scenarios import shipped_workdays

REPLAY = Replay(shipped_workdays())


def replay(start: str, *events: Any, as_of: str, **more: Any) -> dict:
    """Answer a scenario; dates without an hour mean nine in the morning in Shanghai."""
    scenario = {
        "id": "t",
        "unit": "working_days",
        "statutory_days": 20,
        "promised_days": 10,
        "start": _at(start),
        "events": [_event(*e) for e in events],
        "as_of": as_of,
    } | more
    return REPLAY.answer(json.dumps(scenario))


def _at(text: str) -> str:
    return text if "T" in text else f"{text}T09:00:00+08:00"


def _event(at: str, kind: str, detail: Any = None) -> dict:
    extra = {"pause": {"ground": detail or "hearing"}, "extend": {"days": detail}}.get(kind, {})
    return {"at": _at(at), "type": kind, **extra}


def shown(answer: dict, *keys: str) -> tuple:
    return tuple(answer[k] for k in keys)


def test_the_worked_example_comes_out_word_for_word() -> None:
    line = """{"id":"a","unit":"working_days","statutory_days":20,"promised_days":10,
      "start":"2024-02-05T10:30:00+08:00",
      "events":[{"at":"2024-02-20T09:00:00+08:00","type":"pause","ground":"hearing"},
                {"at":"2024-02-26T09:00:00+08:00","type":"resume"},
                {"at":"2024-03-01T09:00:00+08:00","type":"extend","days":10}],
      "as_of":"2024-03-08","calendar":{"2024":"official"}}"""
    expected = (
        '{"id":"a","used":17,"promised_due_on":"2024-03-13","statutory_due_on":"2024-03-27",'
        '"left":3,"state":"running","level":"warning"}'
    )
    assert json.dumps(REPLAY.answer(line), separators=(",", ":")) == expected


def test_a_submission_at_2359_or_on_a_rest_day_has_that_date_as_day_0() -> None:
    late = replay("2024-03-04T23:59:59+08:00", as_of="2024-03-05")
    assert late["used"] == 1
    sunday = replay("2024-03-03", as_of="2024-03-04")
    assert sunday["used"] == 1
    assert replay("2024-03-03", as_of="2024-03-03")["used"] == 0


def test_the_shanghai_date_decides_whatever_the_offset() -> None:
    assert replay("2024-03-04T16:00:00Z", as_of="2024-03-06")["used"] == 1  # 5 March, 00:00 in Shanghai
    assert replay("2024-03-04T15:59:59Z", as_of="2024-03-06")["used"] == 2


def test_pausing_excludes_only_the_days_strictly_between() -> None:
    answer = replay("2024-03-04", ("2024-03-05", "pause"), ("2024-03-07", "resume"), as_of="2024-03-08")
    assert answer["used"] == 3  # 5, 7 and 8 March; the 6th is out


def test_pausing_for_minutes_or_overnight_wins_nothing() -> None:
    same_day = replay(
        "2024-03-04", ("2024-03-05", "pause"), ("2024-03-05T17:00:00+08:00", "resume"), as_of="2024-03-08"
    )
    next_day = replay("2024-03-04", ("2024-03-05", "pause"), ("2024-03-06", "resume"), as_of="2024-03-08")
    assert same_day["used"] == next_day["used"] == 4


def test_reading_1_a_paused_clock_stands_still_but_its_due_dates_move() -> None:
    events = [("2024-03-06", "pause")]
    first = replay("2024-03-04", *events, as_of="2024-03-07")
    later = replay("2024-03-04", *events, as_of="2024-03-15")
    assert shown(first, "used", "left", "state", "level") == (2, 8, "paused", "none")
    assert shown(later, "used", "left", "state", "level") == (2, 8, "paused", "none")
    assert first["promised_due_on"] == "2024-03-18"
    assert later["promised_due_on"] == "2024-03-26"  # 7-14 March out, the 15th counts
    assert replay("2024-03-04", *events, as_of="2024-03-06")["used"] == 2  # the day of the pause itself


def test_reading_1_a_paused_clock_is_open_and_has_a_level() -> None:
    late = replay("2024-03-04", ("2024-03-19", "pause"), as_of="2024-03-29")
    assert shown(late, "state", "level", "promised_due_on") == ("paused", "yellow", "2024-03-18")
    warned = replay("2024-03-04", ("2024-03-14", "pause"), as_of="2024-04-29")
    assert shown(warned, "left", "level") == (2, "warning")


def test_reading_2_a_stopped_clock_has_level_none_and_its_due_dates_ignore_the_stop() -> None:
    answer = replay("2024-03-04", ("2024-04-30", "stop"), as_of="2024-05-31")
    assert shown(answer, "state", "level") == ("stopped", "none")
    assert shown(answer, "promised_due_on", "statutory_due_on") == ("2024-03-18", "2024-04-01")
    assert answer["used"] == replay("2024-03-04", as_of="2024-04-30")["used"]  # the day of the stop counts
    assert answer["left"] == 10 - answer["used"]


def test_reading_3_a_stop_during_a_pause_is_not_counted() -> None:
    answer = replay("2024-03-04", ("2024-03-06", "pause"), ("2024-03-15", "stop"), as_of="2024-06-01")
    assert shown(answer, "used", "promised_due_on") == (2, "2024-03-26")


def test_reading_3_a_stop_on_the_day_of_the_pause_counts_that_day() -> None:
    answer = replay(
        "2024-03-04", ("2024-03-06", "pause"), ("2024-03-06T17:00:00+08:00", "stop"), as_of="2024-06-01"
    )
    assert shown(answer, "used", "promised_due_on") == (2, "2024-03-18")


def test_reading_4_a_calendar_day_pause_excludes_rest_days_too() -> None:
    answer = replay(
        "2024-03-04",
        ("2024-03-08", "pause"),
        ("2024-03-12", "resume"),
        as_of="2024-03-12",
        unit="calendar_days",
    )
    assert shown(answer, "used", "promised_due_on") == (
        5,
        "2024-03-18",
    )  # 9, 10, 11 March out; the 17th is a Sunday


def test_reading_4_an_end_on_a_rest_day_rolls_even_into_a_pause() -> None:
    answer = replay(
        "2024-02-01",
        ("2024-02-11", "pause"),
        as_of="2024-02-20",
        unit="calendar_days",
        promised_days=10,
        statutory_days=10,
    )
    assert shown(answer, "used", "left", "promised_due_on", "level") == (10, 0, "2024-02-18", "red")


def test_reading_5_as_of_is_the_end_of_its_date_and_later_events_are_ignored() -> None:
    counted = replay("2024-03-04", ("2024-03-08T23:59:59+08:00", "stop"), as_of="2024-03-08")
    assert counted["state"] == "stopped"
    ignored = replay("2024-03-04", ("2024-03-09T00:00:00+08:00", "extend", 10), as_of="2024-03-08")
    assert ignored["left"] == 6


def test_reading_5_left_may_be_negative() -> None:
    assert replay("2024-03-04", as_of="2024-03-20")["left"] == -2


def test_reading_6_an_extension_counts_even_after_the_end() -> None:
    before = replay("2024-03-04", as_of="2024-04-10")
    after = replay("2024-03-04", ("2024-04-10", "extend", 30), as_of="2024-04-10")
    assert (before["level"], after["level"]) == ("red", "none")
    assert after["left"] == before["left"] + 30


@pytest.mark.parametrize("unit", ["working_days", "calendar_days"])
def test_reading_7_a_term_of_no_days_is_due_on_day_0_or_the_next_working_day(unit: str) -> None:
    terms = {"unit": unit, "promised_days": 0, "statutory_days": 0}
    assert replay("2024-03-04", as_of="2024-03-04", **terms)["promised_due_on"] == "2024-03-04"
    assert replay("2024-03-02", as_of="2024-03-02", **terms)["promised_due_on"] == "2024-03-04"
    assert replay("2024-02-10", as_of="2024-02-10", **terms)["statutory_due_on"] == "2024-02-18"


def test_reading_8_midnight_belongs_to_the_day_it_begins() -> None:
    paused = replay("2024-03-04", ("2024-03-06T00:00:00+08:00", "pause"), as_of="2024-03-29")
    assert paused["used"] == 2
    stopped = replay("2024-03-04", ("2024-03-06T00:00:00+08:00", "stop"), as_of="2024-03-29")
    assert stopped["used"] == 2


def test_reading_10_a_year_may_be_projected_and_an_unknown_one_is() -> None:
    terms = {"promised_days": 3, "statutory_days": 3}
    official = replay("2024-02-09", as_of="2024-02-09", **terms)
    projected = replay("2024-02-09", as_of="2024-02-09", calendar={"2024": "projected"}, **terms)
    assert official["promised_due_on"] == "2024-02-20"
    assert projected["promised_due_on"] == "2024-02-15"  # 10-12 February off, nothing made up
    unknown = replay("2027-02-04", as_of="2027-02-04", **terms)
    assert unknown["promised_due_on"] == "2027-02-11"  # 5-8 February (eve to third day) off


@pytest.mark.parametrize(
    ("year", "on", "days_off"),
    [
        (2013, "2013-02-08", {date(2013, 2, 9), date(2013, 2, 10), date(2013, 2, 11)}),
        (2014, "2014-01-29", {date(2014, 1, 31), date(2014, 2, 1), date(2014, 2, 2)}),
        (2025, "2025-01-24", {date(2025, 1, 28), date(2025, 1, 29), date(2025, 1, 30), date(2025, 1, 31)}),
    ],
)
def test_reading_10_each_projected_year_follows_the_regulation_in_force(
    year: int, on: str, days_off: set
) -> None:
    from_text = Replay(shipped_workdays())._calendar({str(year): "projected"})
    assert {d for d, name in from_text.year(year).holidays.items() if name == "春节"} == days_off


def test_levels_come_in_order_on_their_days() -> None:
    levels = {d: replay("2024-03-04", as_of=d)["level"] for d in _march_april()}
    changes = [d for i, d in enumerate(levels) if i == 0 or levels[d] != levels[_march_april()[i - 1]]]
    assert [(d, levels[d]) for d in changes] == [
        ("2024-03-04", "none"),
        ("2024-03-14", "warning"),
        ("2024-03-19", "yellow"),
        ("2024-04-02", "red"),
    ]


def _march_april() -> list[str]:
    return [f"2024-03-{n:02}" for n in range(4, 32)] + [f"2024-04-{n:02}" for n in range(1, 10)]


def test_spring_festival_2020_replayed_before_and_after_it_was_extended() -> None:
    first = next(e.table for e in shipped_editions() if e.table.year == 2020 and e.edition == 1)
    before = Replay(shipped_workdays().with_years([first]))
    scenario = json.dumps(
        {
            "id": 1,
            "unit": "working_days",
            "statutory_days": 5,
            "promised_days": 5,
            "start": "2020-01-20T09:00:00+08:00",
            "events": [],
            "as_of": "2020-01-22",
        }
    )
    assert before.answer(scenario)["promised_due_on"] == "2020-02-01"
    assert REPLAY.answer(scenario)["promised_due_on"] == "2020-02-04"
