"""A second clock, written from domain text alone, that looks at one day after the other.

It shares no code with the portal: it reads the raw scenario, keeps a set of excluded dates and
counts with its fingers. Slow and plain on purpose; the portal must agree with it.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))  # no daylight saving in the years tested
DAY = timedelta(days=1)


def _day(instant: str) -> date:
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).astimezone(SHANGHAI).date()


def answer(scenario: dict, is_working: Callable[[date], bool]) -> dict:
    """Used, left, both due dates, state and level of a lawful scenario on its date."""
    as_of = date.fromisoformat(scenario["as_of"])
    start = _day(scenario["start"])
    counts = is_working if scenario["unit"] == "working_days" else (lambda _day: True)

    excluded, extra, paused_on, stopped_on = _history(scenario["events"], as_of)

    used, day = 0, start
    last = as_of if stopped_on is None else stopped_on
    if paused_on is not None:
        last = paused_on  # it stood still after the day of the pause
    while day < last:
        day += DAY
        if counts(day) and day not in excluded:
            used += 1

    if paused_on is not None:
        excluded |= _strictly_between(paused_on, stopped_on or as_of)
    promised = scenario["promised_days"] + extra
    statutory = scenario["statutory_days"] + extra
    promised_due = _due(start, promised, counts, excluded, is_working)
    statutory_due = _due(start, statutory, counts, excluded, is_working)
    left = promised - used

    state = "stopped" if stopped_on else "paused" if paused_on else "running"
    level = "none" if stopped_on else _level(as_of, left, promised, promised_due, statutory_due)
    return {
        "id": scenario["id"],
        "used": used,
        "promised_due_on": promised_due.isoformat(),
        "statutory_due_on": statutory_due.isoformat(),
        "left": left,
        "state": state,
        "level": level,
    }


def _history(events: list[dict], as_of: date) -> tuple[set[date], int, date | None, date | None]:
    """Dates taken out by finished pauses, days added, the pause that still holds, the stop."""
    excluded: set[date] = set()
    extra, paused_on, stopped_on = 0, None, None
    for event in events:
        on = _day(event["at"])
        if on > as_of:
            continue
        if event["type"] == "pause":
            paused_on = on
        elif event["type"] == "resume":
            excluded |= _strictly_between(paused_on, on)
            paused_on = None
        elif event["type"] == "extend":
            extra += event["days"]
        else:
            stopped_on = on
    return excluded, extra, paused_on, stopped_on


def _level(as_of: date, left: int, promised: int, promised_due: date, statutory_due: date) -> str:
    if as_of > statutory_due:
        return "red"
    if as_of > promised_due:
        return "yellow"
    return "warning" if left <= 1 or left * 5 <= promised else "none"


def _strictly_between(first: date, last: date) -> set[date]:
    days, day = set(), first + DAY
    while day < last:
        days.add(day)
        day += DAY
    return days


def _due(
    start: date,
    total: int,
    counts: Callable[[date], bool],
    excluded: set[date],
    is_working: Callable[[date], bool],
) -> date:
    day, used = start, 0
    while used < total:
        day += DAY
        if counts(day) and day not in excluded:
            used += 1
    while not is_working(day) and (total == 0 or counts is not is_working):
        day += DAY
    return day
