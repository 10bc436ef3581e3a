"""Projected years and the festival table, against other sources."""

from datetime import date, timedelta

import pytest
from lunardate import LunarDate

from admin_center.calendar.festivals import FESTIVALS
from admin_center.calendar.projection import projected_calendar, statutory_holidays
from admin_center.calendar.rules import OutOfCalendar
from admin_center.calendar.shipped import shipped_editions
from tests.admin_center.days import every_day


def test_lunar_festivals_agree_with_another_source_for_a_century() -> None:
    assert sorted(FESTIVALS) == list(range(2000, 2100))
    for year, days in FESTIVALS.items():
        expected = [LunarDate(year, m, d).to_solar_date() for m, d in ((1, 1), (5, 5), (8, 15))]
        assert [days.lunar_new_year, days.dragon_boat, days.mid_autumn] == expected, year


def test_qingming_agrees_with_the_formula_for_a_century() -> None:
    for year, days in FESTIVALS.items():
        short = year - 2000
        assert days.qingming == date(year, 4, int(short * 0.2422 + 4.81) - short // 4), year


@pytest.mark.parametrize(
    ("year", "spring", "labour"),
    [
        (2007, [(2, 18), (2, 19), (2, 20)], [1, 2, 3]),
        (2008, [(2, 6), (2, 7), (2, 8)], [1]),
        (2013, [(2, 9), (2, 10), (2, 11)], [1]),
        (2014, [(1, 31), (2, 1), (2, 2)], [1]),
        (2024, [(2, 10), (2, 11), (2, 12)], [1]),
        (2025, [(1, 28), (1, 29), (1, 30), (1, 31)], [1, 2]),
        (2027, [(2, 5), (2, 6), (2, 7), (2, 8)], [1, 2]),
    ],
)
def test_the_regulation_in_force_decides_the_days(year: int, spring: list, labour: list) -> None:
    days = statutory_holidays(year)
    assert [d for d, n in days.items() if n == "春节"] == [date(year, m, d) for m, d in spring]
    assert [d.day for d, n in days.items() if n == "劳动节"] == labour


def test_a_statutory_holiday_on_a_weekend_gives_no_day_in_lieu() -> None:
    calendar = projected_calendar()
    assert date(2027, 5, 1).weekday() == 5 and not calendar.is_working(date(2027, 5, 2))
    assert calendar.is_working(date(2027, 5, 3))


def test_a_projected_year_has_no_make_up_days() -> None:
    calendar = projected_calendar()
    for day in every_day(date(2027, 1, 1), date(2028, 12, 31)):
        assert not (day.weekday() >= 5 and calendar.is_working(day))
        assert calendar.is_provisional(day)


def test_two_holidays_on_one_day_share_it_by_name() -> None:
    assert statutory_holidays(2020)[date(2020, 10, 1)] == "国庆节、中秋节"


def test_every_official_year_gives_at_least_the_statutory_holidays() -> None:
    for edition in shipped_editions():
        table = edition.table
        assert statutory_holidays(table.year).keys() <= table.holidays.keys(), table.year


def test_years_beyond_the_festival_table_are_refused() -> None:
    for year in (1999, 2100):
        with pytest.raises(OutOfCalendar):
            statutory_holidays(year)
    with pytest.raises(OutOfCalendar):
        projected_calendar().is_working(date(2100, 1, 1))


def test_adding_and_counting_are_each_others_inverse() -> None:
    calendar = projected_calendar()
    for start in (date(2026, 12, 25), date(2027, 2, 6), date(2027, 10, 1)):
        for n in (1, 2, 5, 45, 400):
            end = calendar.add(start, n)
            assert calendar.is_working(end)
            assert calendar.count_between(start, end) == n
            assert calendar.count_between(start, end - timedelta(1)) == n - 1
        assert calendar.add(start, 0) == calendar.next_working(start)
