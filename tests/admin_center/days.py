"""Days one after the other, for tests that compare calendars."""

from collections.abc import Iterator
from datetime import date, timedelta


def every_day(first: date, last: date) -> Iterator[date]:
    """From first to last, both included."""
    while first <= last:
        yield first
        first += timedelta(days=1)
