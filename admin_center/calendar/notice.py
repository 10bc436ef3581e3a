"""A State Council notice as data: read, checked, and turned into the days of a year.

Pure: used by loading the calendar, by the import form and by tests. Everything wrong with a file is
told at once, each with its date, so that it is corrected in one go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from admin_center.calendar.festivals import FIRST_YEAR, LAST_YEAR
from admin_center.calendar.projection import statutory_holidays
from admin_center.calendar.rules import DayKind, YearTable
from core.errors import Refused

ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
    "抗战胜利70周年纪念日": "Anti-Fascist 70th Day",
}
YEAR_END_DAYS = 7
"""New Year may reach back into the last days of December before, as in 2018-12-29."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Days off and make-up days of one year, by name; `before` holds those in the December before it."""

    year: int
    holidays: Mapping[date, str]
    makeups: Mapping[date, str]

    def part(self, year: int) -> "Notice":
        """Only the days that fall in that year."""
        return Notice(
            year,
            {d: n for d, n in self.holidays.items() if d.year == year},
            {d: n for d, n in self.makeups.items() if d.year == year},
        )

    def table(self, *, is_provisional: bool = False) -> YearTable:
        """The year's days as arithmetic."""
        own = self.part(self.year)
        return YearTable.build(self.year, own.holidays, own.makeups, is_provisional=is_provisional)


@dataclass(frozen=True, slots=True)
class Day:
    """One row of an edition."""

    on: date
    is_workday: bool
    kind: DayKind
    name: str
    name_en: str


def days_of(table: YearTable) -> Iterable[Day]:
    """Every day of a year in order."""
    day = date(table.year, 1, 1)
    while day.year == table.year:
        yield _day(table, day)
        day += timedelta(days=1)


def _day(table: YearTable, day: date) -> Day:
    if day in table.makeups:
        name = table.makeups[day]
        return Day(day, True, DayKind.MAKEUP, name, english(name))
    if day in table.holidays:
        name = table.holidays[day]
        return Day(day, False, DayKind.HOLIDAY, name, english(name))
    if day.weekday() >= 5:
        return Day(day, False, DayKind.WEEKEND, "", "")
    return Day(day, True, DayKind.WORKDAY, "", "")


def english(name: str) -> str:
    """The English name of a holiday; parts joined by 、 are translated one by one, unknown ones kept."""
    return ", ".join(ENGLISH.get(part, part) for part in name.split("、"))


def read_notice(data: Any, *, year: int) -> Notice:
    """Read `{"year", "holidays": [{"date", "name_zh"}], "makeup_workdays": [{"date", "for_zh"}]}`.

    Refused with every fault found: another year, a malformed or doubled date, a date outside the year
    (the last week of December before it may belong to New Year), a day off without a name, a make-up
    day on a weekday, a statutory holiday that is missing.
    """
    if not isinstance(data, Mapping):
        raise Refused(_("文件内容不是一份放假安排。"), code="not_a_notice")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            _("只能导入 %(first)s 至 %(last)s 年的安排。") % {"first": FIRST_YEAR, "last": LAST_YEAR},
            code="year_out_of_range",
        )
    if type(data.get("year")) is not int or data["year"] != year:
        raise Refused(
            _("文件写的是 %(found)s 年，要导入的是 %(year)s 年。")
            % {"found": _short(data.get("year")), "year": year},
            code="wrong_year",
        )
    faults: list[str] = []
    holidays = _dated(data.get("holidays"), "name_zh", _("放假日"), year, faults)
    makeups = _dated(data.get("makeup_workdays", []), "for_zh", _("调休上班日"), year, faults)
    faults += _contradictions(year, holidays, makeups)
    if faults:
        raise Refused("".join(faults), code="notice_faults")
    return Notice(year, holidays, makeups)


def _dated(rows: Any, label: str, what: str, year: int, faults: list[str]) -> dict[date, str]:
    if not isinstance(rows, list) or len(rows) > 200:
        faults.append(_("“%(what)s”应当是一个日期列表。") % {"what": what})
        return {}
    found: dict[date, str] = {}
    for row in rows:
        day = _date_of(row)
        if day is None:
            faults.append(_("“%(what)s”里有一行的日期缺失或写错。") % {"what": what})
            continue
        name = row.get(label)
        if not isinstance(name, str) or not 0 < len(name.strip()) <= 40:
            faults.append(_("%(day)s 没有写明是哪个节日。") % {"day": day})
            continue
        if day in found:
            faults.append(_("%(day)s 写了两次。") % {"day": day})
        if not _belongs(day, year):
            faults.append(_("%(day)s 不属于 %(year)s 年的安排。") % {"day": day, "year": year})
        found[day] = name.strip()
    return found


def _date_of(row: Any) -> date | None:
    value = row.get("date") if isinstance(row, Mapping) else None
    if type(value) is date:
        return value
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _belongs(day: date, year: int) -> bool:
    return day.year == year or date(year, 1, 1) - timedelta(days=YEAR_END_DAYS) <= day < date(year, 1, 1)


def _contradictions(year: int, holidays: Mapping[date, str], makeups: Mapping[date, str]) -> list[str]:
    faults = [
        _("%(day)s 既写放假又写上班。") % {"day": day} for day in sorted(holidays.keys() & makeups.keys())
    ]
    faults += [
        _("%(day)s 是周一至周五，不是调休上班日。") % {"day": day}
        for day in sorted(makeups)
        if day.weekday() < 5
    ]
    faults += [
        _("缺少 %(day)s（%(name)s）：法定节假日应当写明。") % {"day": day, "name": name}
        for day, name in sorted(statutory_holidays(year).items())
        if day not in holidays
    ]
    return faults


def _short(value: object) -> str:
    return str(value)[:20] if value is not None else _("（空）")
