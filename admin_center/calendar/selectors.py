"""The calendar that everybody computes with, cached in each process.

The cache is stamped with the id of the newest edition. Asking for the stamp is one look at the end of
a primary key, and a process asks at most once every `RECHECK_SECONDS`; whoever has read the stamp in a
statement of their own (the kernel's locked read carries `STAMP_SQL`) passes it and pays nothing.
Importing a notice forgets the cache of its own process at commit; other processes follow within
`RECHECK_SECONDS`, and the re-dating of open clocks starts after that (`redate_open_clocks`).
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Max

from admin_center.calendar.models import CalendarDay, CalendarEdition
from admin_center.calendar.projection import projected_calendar
from admin_center.calendar.rules import DayKind, Workdays, YearTable

HOLIDAY, MAKEUP = DayKind.HOLIDAY.value, DayKind.MAKEUP.value

STAMP_SQL = "(SELECT max(id) FROM admin_center_calendaredition)"
"""A scalar subquery for a statement that wants the calendar's stamp along with its own rows."""

RECHECK_SECONDS = 5.0

_cached: dict[str, tuple[float, Workdays]] = {}


def calendar_stamp() -> str:
    """Names the newest edition; changes with every import and with nothing else."""
    newest = CalendarEdition.objects.aggregate(newest=Max("id"))["newest"]
    return str(newest or 0)


def forget_workdays() -> None:
    """Drop this process's calendar; the next use reads it again."""
    _cached.clear()


def workdays(stamp: str | int | None = None) -> Workdays:
    """Every year from 2000 to 2099: current official editions, projections for the rest.

    With `stamp` (as `STAMP_SQL` yields it) the answer is exact for that stamp without a query.
    """
    database = str(connection.settings_dict["NAME"])
    checked_at, known = _cached.get(database, (0.0, None))
    if known is not None:
        if stamp is not None and str(stamp or 0) == known.stamp:
            return known
        if stamp is None and time.monotonic() - checked_at < RECHECK_SECONDS:
            return known
    newest = str(stamp or 0) if stamp is not None else calendar_stamp()
    if known is None or known.stamp != newest:
        current = CalendarEdition.objects.filter(is_current=True)
        known = _build(current.values_list("id", flat=True), newest)
    _cached[database] = (time.monotonic(), known)
    return known


def workdays_as_known_on(day: date) -> Workdays:
    """The calendar as it was published by the end of that date: how a closed clock was counted."""
    editions: dict[int, int] = {}
    rows = CalendarEdition.objects.filter(known_from__lte=day).order_by("year", "edition")
    for pk, year in rows.values_list("id", "year"):
        editions[year] = pk
    return _build(editions.values(), f"known-{day.isoformat()}")


def official_years() -> frozenset[int]:
    """Years whose notice is in the table."""
    rows = CalendarEdition.objects.filter(is_current=True, status=CalendarEdition.Status.OFFICIAL)
    return frozenset(rows.values_list("year", flat=True))


def edition_table(edition_id: int) -> YearTable:
    """One edition as arithmetic."""
    (table,) = _tables([edition_id])
    return table


def _build(edition_ids: Iterable[int], stamp: str) -> Workdays:
    ground = projected_calendar().with_years(_tables(edition_ids))
    return Workdays(ground.years, stamp=stamp)


def _tables(edition_ids: Iterable[int]) -> list[YearTable]:
    ids = list(edition_ids)
    named: dict[int, dict[str, dict[date, str]]] = defaultdict(lambda: {HOLIDAY: {}, MAKEUP: {}})
    days = CalendarDay.objects.filter(edition_id__in=ids, kind__in=[HOLIDAY, MAKEUP])
    for edition_id, day, kind, name in days.values_list("edition_id", "date", "kind", "name"):
        named[edition_id][kind][day] = name
    return [
        YearTable.build(
            edition.year,
            named[edition.pk][HOLIDAY],
            named[edition.pk][MAKEUP],
            is_provisional=edition.status == CalendarEdition.Status.PROJECTED,
        )
        for edition in CalendarEdition.objects.filter(id__in=ids)
    ]
