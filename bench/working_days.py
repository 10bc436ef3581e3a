"""P5: adding and counting working days on the cumulative table against a loop over a holiday package.

Both answer the same questions (the n-th working day after a date, working days between two dates) for
the same dates of the official years and must agree. Rounds alternate; medians of five.
"""

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import chinese_calendar
from django.conf import settings

from admin_center.calendar.projection import projected_calendar
from admin_center.calendar.shipped import shipped_editions

ROUNDS = 5
QUESTIONS = 400
REPEATS = 200
"""How often a round asks ours each question, so that the clock can see it."""

Question = tuple[date, int, date]


def _questions() -> list[Question]:
    chance = random.Random(5)
    first = date(2009, 1, 1).toordinal()
    last = date(2026, 6, 30).toordinal()
    starts = [date.fromordinal(chance.randint(first, last)) for _ in range(QUESTIONS)]
    return [(day, chance.choice((5, 20, 45)), day + timedelta(days=chance.randint(1, 90))) for day in starts]


def _loop(day: date, days: int, until: date) -> tuple[date, int]:
    due, left = day, days
    while left:
        due += timedelta(days=1)
        left -= chinese_calendar.is_workday(due)
    between = sum(
        chinese_calendar.is_workday(day + timedelta(days=n)) for n in range(1, (until - day).days + 1)
    )
    return due, between


def _timed(work: Callable[[], object], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) / times


def run() -> Iterator[dict[str, Any]]:
    """The line of this bench: microseconds of processor time for one question."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    tables = {edition.table.year: edition.table for edition in shipped_editions()}
    calendar = projected_calendar().with_years(tables.values())
    questions = _questions()

    def table() -> list[tuple[date, int]]:
        return [
            (calendar.add(day, days), calendar.count_between(day, until)) for day, days, until in questions
        ]

    def loop() -> list[tuple[date, int]]:
        return [_loop(*question) for question in questions]

    if table() != loop():
        raise SystemExit("the two calendars disagree")
    ours, base = [], []
    for _round in range(ROUNDS):
        base.append(_timed(loop, 1))
        ours.append(_timed(table, REPEATS))
    mine, theirs = (statistics.median(times) / QUESTIONS * 1e6 for times in (ours, base))
    yield {
        "name": "P5 working-day arithmetic",
        "ours": round(mine, 3),
        "base": round(theirs, 1),
        "ratio": round(theirs / mine),
        "goal": 1000,
        "unit": "us",
    }


if __name__ == "__main__":
    for line in run():
        print(json.dumps(line, ensure_ascii=False), flush=True)
