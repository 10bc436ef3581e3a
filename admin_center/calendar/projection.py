"""The calendar of a year whose State Council notice is not out: weekends and statutory holidays.

Holidays lie on their own solar or lunar days. There are no make-up days, and a holiday that meets
a weekend is simply a day of rest. Which holidays are statutory follows the text of
全国年节及纪念日放假办法 in force on the first of January of that year.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.utils.translation import gettext as _

from admin_center.calendar.festivals import FESTIVALS, FIRST_YEAR, LAST_YEAR
from admin_center.calendar.rules import OutOfCalendar, Workdays, YearTable


@dataclass(frozen=True, slots=True)
class Regulation:
    """One text of the holiday regulation; Spring Festival days count from lunar new year (−1 is its eve)."""

    in_force_from: int
    spring_festival: tuple[int, ...]
    labour_day: int
    national_day: int
    has_lunar_festivals: bool


# 国务院令第270号 (1999), 第513号 (2008), 第644号 (2014), 第795号 (2025).
REGULATIONS = (
    Regulation(2000, (0, 1, 2), labour_day=3, national_day=3, has_lunar_festivals=False),
    Regulation(2008, (-1, 0, 1), labour_day=1, national_day=3, has_lunar_festivals=True),
    Regulation(2014, (0, 1, 2), labour_day=1, national_day=3, has_lunar_festivals=True),
    Regulation(2025, (-1, 0, 1, 2), labour_day=2, national_day=3, has_lunar_festivals=True),
)


def regulation_of(year: int) -> Regulation:
    """The text in force in that year."""
    return max((r for r in REGULATIONS if r.in_force_from <= year), key=lambda r: r.in_force_from)


def statutory_holidays(year: int) -> dict[date, str]:
    """Date → name of each statutory day off; two holidays on one day share it by name.

    Raises `OutOfCalendar` outside the years of the festival table.
    """
    if year not in FESTIVALS:
        raise OutOfCalendar(
            _("%(year)s 年超出可推算的年份（%(first)s–%(last)s 年）。")
            % {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    rule, moving = regulation_of(year), FESTIVALS[year]
    days = [(date(year, 1, 1), "元旦")]
    days += [(moving.lunar_new_year + timedelta(n), "春节") for n in rule.spring_festival]
    days += [(date(year, 5, n + 1), "劳动节") for n in range(rule.labour_day)]
    days += [(date(year, 10, n + 1), "国庆节") for n in range(rule.national_day)]
    if rule.has_lunar_festivals:
        days += [(moving.qingming, "清明节"), (moving.dragon_boat, "端午节"), (moving.mid_autumn, "中秋节")]
    named: dict[date, str] = {}
    for day, name in days:
        named[day] = f"{named[day]}、{name}" if day in named else name
    return named


@cache
def projected_year(year: int) -> YearTable:
    """The provisional table of a year; raises `OutOfCalendar` where it cannot be known."""
    return YearTable.build(year, statutory_holidays(year), {}, is_provisional=True)


@cache
def projected_calendar() -> Workdays:
    """Every projectable year, none of them official: the ground on which notices are laid."""
    return Workdays((projected_year(y) for y in range(FIRST_YEAR, LAST_YEAR + 1)), stamp="projected")
