"""The only writer of calendar editions: a year's days are written whole, older editions stay."""

from datetime import date, datetime

from django.db import transaction

from admin_center.calendar.models import CalendarDay, CalendarEdition
from admin_center.calendar.notice import days_of
from admin_center.calendar.rules import YearTable
from admin_center.calendar.selectors import forget_workdays


def write_edition(
    table: YearTable, *, edition: int, source: str, known_from: date, at: datetime
) -> CalendarEdition:
    """Write a year as its new current edition. Must run inside a transaction of the caller."""
    CalendarEdition.objects.filter(year=table.year, is_current=True).update(is_current=False)
    status = CalendarEdition.Status.PROJECTED if table.is_provisional else CalendarEdition.Status.OFFICIAL
    row = CalendarEdition.objects.create(
        year=table.year,
        edition=edition,
        status=status,
        source=source,
        known_from=known_from,
        is_current=True,
        created_at=at,
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            edition=row, date=d.on, is_workday=d.is_workday, kind=d.kind, name=d.name, name_en=d.name_en
        )
        for d in days_of(table)
    )
    transaction.on_commit(forget_workdays)
    return row
