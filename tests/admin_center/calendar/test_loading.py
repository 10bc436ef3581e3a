"""The shipped calendar in the table, its editions and its cache."""

from datetime import date

import chinese_calendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admin_center.calendar import selectors
from admin_center.calendar.models import CalendarDay, CalendarEdition
from admin_center.calendar.projection import projected_calendar
from admin_center.calendar.selectors import forget_workdays, workdays, workdays_as_known_on
from admin_center.calendar.services.load_calendar import load_calendar
from tests.admin_center.days import every_day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar() -> None:
    load_calendar()
    forget_workdays()


def test_loading_twice_writes_nothing_more() -> None:
    before = CalendarEdition.objects.count(), CalendarDay.objects.count()
    assert load_calendar() == []
    assert (CalendarEdition.objects.count(), CalendarDay.objects.count()) == before


def test_every_day_of_every_loaded_year_has_its_row() -> None:
    for edition in CalendarEdition.objects.all():
        days = set(edition.days.values_list("date", flat=True))
        assert days == set(every_day(date(edition.year, 1, 1), date(edition.year, 12, 31)))


def test_official_years_agree_with_an_independent_source_day_by_day() -> None:
    calendar = workdays()
    for day in every_day(date(2009, 1, 1), date(2026, 12, 31)):
        assert calendar.is_working(day) is chinese_calendar.is_workday(day), day
        assert not calendar.is_provisional(day)


def test_rows_and_arithmetic_say_the_same() -> None:
    calendar = workdays()
    for day in CalendarDay.objects.filter(edition__is_current=True):
        assert calendar.is_working(day.date) is day.is_workday
        assert calendar.kind(day.date) == day.kind
        assert calendar.name(day.date) == day.name


def test_2027_and_2028_are_projected_and_marked_provisional() -> None:
    statuses = dict(CalendarEdition.objects.filter(year__gte=2026).values_list("year", "status"))
    assert statuses == {2026: "official", 2027: "projected", 2028: "projected"}
    calendar = workdays()
    assert calendar.is_provisional(date(2027, 1, 1))
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert [calendar.is_working(d) for d in every_day(date(2027, 2, 5), date(2027, 2, 9))] == [False] * 4 + [
        True
    ]


def test_spring_festival_2020_has_two_editions_and_each_is_replayable() -> None:
    before, after = workdays_as_known_on(date(2020, 1, 26)), workdays_as_known_on(date(2020, 1, 27))
    assert before.is_working(date(2020, 1, 31)) and before.is_working(date(2020, 2, 1))
    assert not before.is_working(date(2020, 2, 2))
    assert not any(after.is_working(d) for d in every_day(date(2020, 1, 24), date(2020, 2, 2)))
    assert before.is_working(date(2020, 1, 19)) and after.is_working(date(2020, 1, 19))
    assert after.is_working(date(2020, 2, 3))
    assert workdays().is_working(date(2020, 2, 1)) is False


def test_the_calendar_before_a_notice_was_known_is_the_projection() -> None:
    calendar = workdays_as_known_on(date(2019, 11, 20))
    assert calendar.is_provisional(date(2020, 6, 1))
    assert calendar.year(2020).cumulative == projected_calendar().year(2020).cumulative


def test_using_the_calendar_again_costs_no_query() -> None:
    workdays()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        workdays()
        workdays(stamp=selectors.calendar_stamp())
    assert len(seen) == 1  # the stamp asked for by this test itself


def test_an_edition_written_elsewhere_is_seen_at_the_next_check(monkeypatch: pytest.MonkeyPatch) -> None:
    old = workdays()
    CalendarEdition.objects.filter(year=2027).update(is_current=False)
    CalendarEdition.objects.create(
        year=2027,
        edition=9,
        status="official",
        source="x",
        known_from=date(2026, 11, 1),
        created_at="2026-11-01T00:00:00Z",
    )
    assert workdays() is old
    monkeypatch.setattr(selectors, "RECHECK_SECONDS", 0.0)
    assert not workdays().is_provisional(date(2027, 1, 1))
