"""Working days as arithmetic on a cumulative table: no loop over days, no database.

A year is one `YearTable`; `Workdays` strings years together, so that replacing a year (an official
notice for a projection, an older edition for a newer one) costs a hundred additions and nothing else.
Weekly rest is Saturday and Sunday (国务院关于职工工作时间的规定 art. 7); days off and make-up
working days come from the State Council's yearly notice (全国年节及纪念日放假办法).
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import accumulate
from typing import Self

from django.utils.translation import gettext as _

from core.errors import Refused


class DayKind(StrEnum):
    """What the calendar says about one date."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"


class OutOfCalendar(Refused):
    """A date, or the end of a term, lies outside every year that can be known or projected."""


def beyond_calendar() -> OutOfCalendar:
    """The error for a term that ends after the last known year."""
    return OutOfCalendar(_("期限的终点超出了工作日历的年份。"))


@dataclass(frozen=True, slots=True)
class YearTable:
    """One year: `cumulative[i]` working days lie before its i-th day (0-based); `working` are ordinals."""

    year: int
    is_provisional: bool
    holidays: Mapping[date, str] = field(repr=False)
    makeups: Mapping[date, str] = field(repr=False)
    start: int = field(repr=False)
    cumulative: tuple[int, ...] = field(repr=False)
    working: tuple[int, ...] = field(repr=False)

    @classmethod
    def build(
        cls, year: int, holidays: Mapping[date, str], makeups: Mapping[date, str], *, is_provisional: bool
    ) -> Self:
        """Weekdays that are no holiday, and make-up days, are worked; names are kept for people."""
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        off = {d.toordinal() for d in holidays}
        on = {d.toordinal() for d in makeups}
        worked = [o in on or (o % 7 not in (0, 6) and o not in off) for o in range(first, last + 1)]
        return cls(
            year=year,
            is_provisional=is_provisional,
            holidays=dict(holidays),
            makeups=dict(makeups),
            start=first,
            cumulative=tuple(accumulate(worked, initial=0)),
            working=tuple(first + i for i, is_worked in enumerate(worked) if is_worked),
        )


class Workdays:
    """Every working day of an unbroken run of years; immutable, safe to share between threads.

    `stamp` names the editions it was built from, so that a cache can tell whether it is still true.
    Dates outside the years raise `OutOfCalendar`.
    """

    __slots__ = ("_before", "_first", "_lookup", "_years", "stamp")

    def __init__(self, years: Iterable[YearTable], *, stamp: str = "") -> None:
        self._years = tuple(sorted(years, key=lambda y: y.year))
        if not self._years:
            raise ValueError("a calendar needs at least one year")
        self._first = self._years[0].year
        if [y.year for y in self._years] != list(range(self._first, self._first + len(self._years))):
            raise ValueError("the years of a calendar must follow one another")
        self._before = list(accumulate((y.cumulative[-1] for y in self._years), initial=0))
        self._lookup = [(y.start - 1, y.cumulative) for y in self._years]
        self.stamp = stamp

    def with_years(self, tables: Iterable[YearTable]) -> "Workdays":
        """The same calendar with some of its years replaced; years it does not have are refused."""
        mine = {y.year: y for y in self._years}
        for table in tables:
            self._index(date(table.year, 1, 1))
            mine[table.year] = table
        return Workdays(mine.values(), stamp=self.stamp)

    @property
    def years(self) -> tuple[YearTable, ...]:
        """The tables it is made of, in order."""
        return self._years

    @property
    def first_on(self) -> date:
        """The earliest date this calendar knows."""
        return date(self._first, 1, 1)

    @property
    def last_on(self) -> date:
        """The latest date this calendar knows."""
        return date(self._first + len(self._years) - 1, 12, 31)

    def _index(self, day: date) -> int:
        i = day.year - self._first
        if not 0 <= i < len(self._years):
            raise OutOfCalendar(_("%(day)s 不在工作日历的年份之内。") % {"day": day.isoformat()})
        return i

    def position(self, day: date) -> int:
        """Working days from the beginning of the calendar up to and including `day`."""
        i = day.year - self._first
        if not 0 <= i < len(self._years):
            self._index(day)
        eve, cumulative = self._lookup[i]
        return self._before[i] + cumulative[day.toordinal() - eve]

    def at_position(self, position: int) -> date:
        """The date of the working day with that position (1 is the first); the inverse of `position`."""
        if not 1 <= position <= self._before[-1]:
            raise beyond_calendar()
        i = bisect_left(self._before, position) - 1
        return date.fromordinal(self._years[i].working[position - self._before[i] - 1])

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day, make-up weekends included."""
        year = self._years[self._index(day)]
        i = day.toordinal() - year.start
        return year.cumulative[i + 1] > year.cumulative[i]

    def count_between(self, after: date, until: date) -> int:
        """Working days d with after < d ≤ until; 0 when `until` is not later."""
        return max(0, self.position(until) - self.position(after))

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it."""
        return day if self.is_working(day) else self.at_position(self.position(day) + 1)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day strictly after `day`; with 0, `next_working(day)`."""
        if count < 0:
            raise ValueError("count must not be negative")
        return self.at_position(self.position(day) + count) if count else self.next_working(day)

    def kind(self, day: date) -> DayKind:
        """Why the day is worked or not."""
        year = self._years[self._index(day)]
        if day in year.makeups:
            return DayKind.MAKEUP
        if day in year.holidays:
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY

    def name(self, day: date) -> str:
        """The holiday's name, for a make-up day the holiday it makes up for; empty on other days."""
        year = self._years[self._index(day)]
        return year.makeups.get(day) or year.holidays.get(day) or ""

    def is_provisional(self, day: date) -> bool:
        """Whether the day's year is only projected because its notice is not out yet."""
        return self._years[self._index(day)].is_provisional

    def year(self, year: int) -> YearTable:
        """The table of one year."""
        return self._years[self._index(date(year, 1, 1))]
