"""Lawful scenarios for Hypothesis, and a calendar that needs no database."""

from datetime import UTC, date, datetime, timedelta, timezone

import chinese_calendar
import hypothesis.strategies as st
from lunardate import LunarDate

from admin_center.calendar.projection import projected_calendar
from admin_center.calendar.rules import Workdays
from admin_center.calendar.shipped import shipped_editions

GROUNDS = [
    "hearing",
    "tendering",
    "auction",
    "inspection",
    "testing",
    "quarantine",
    "appraisal",
    "expert_review",
]
SHANGHAI = timezone(timedelta(hours=8))
OFFICIAL = range(2009, 2027)


def shipped_workdays() -> Workdays:
    """What `workdays()` answers once the shipped calendar is loaded."""
    return projected_calendar().with_years({e.table.year: e.table for e in shipped_editions()}.values())


def _statutory_days(year: int) -> set[date]:
    lunar_new_year = LunarDate(year, 1, 1).to_solar_date()
    qingming = date(year, 4, int((year - 2000) * 0.2422 + 4.81) - (year - 2000) // 4)
    spring = {2008: (-1, 0, 1), 2014: (0, 1, 2), 2025: (-1, 0, 1, 2)}
    text = max(first for first in spring if first <= year)
    days = {date(year, 1, 1), qingming, date(year, 5, 1)}
    days |= {lunar_new_year + timedelta(n) for n in spring[text]}
    days |= {date(year, 10, n) for n in (1, 2, 3)}
    days |= {LunarDate(year, m, d).to_solar_date() for m, d in ((5, 5), (8, 15))}
    return days | ({date(year, 5, 2)} if text == 2025 else set())


_statutory: dict[int, set[date]] = {}
_official: dict[date, bool] = {}


def working_by_other_sources(projected: set[int]):
    """A yes-or-no calendar from other packages: official 2009-2026 unless the year is named projected."""

    def is_working(day: date) -> bool:
        if day.year in OFFICIAL and day.year not in projected:
            if day not in _official:
                _official[day] = chinese_calendar.is_workday(day)
            return _official[day]
        if day.year not in _statutory:
            _statutory[day.year] = _statutory_days(day.year)
        return day.weekday() < 5 and day not in _statutory[day.year]

    return is_working


@st.composite
def scenarios(draw: st.DrawFn) -> dict:
    """A lawful scenario: starts 2009-2030, up to nine events, any instant of the day, several offsets."""
    start = draw(
        st.datetimes(datetime(2009, 1, 1), datetime(2030, 12, 31), timezones=st.just(SHANGHAI))
        | st.dates(date(2019, 12, 1), date(2020, 2, 5)).map(
            lambda d: datetime(d.year, d.month, d.day, tzinfo=SHANGHAI)
        )
    ).replace(microsecond=0)
    at, events, state, extended = start, [], "running", False
    for _ in range(draw(st.integers(0, 9))):
        at += draw(st.sampled_from(_GAPS))
        if draw(st.booleans()):
            at = at.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        kinds = ["pause" if state == "running" else "resume", "stop"] + ["extend"] * (not extended)
        kind = draw(st.sampled_from(kinds))
        event = {"at": _spelled(draw, at), "type": kind}
        if kind == "pause":
            event["ground"] = draw(st.sampled_from(GROUNDS))
            state = "paused"
        elif kind == "resume":
            state = "running"
        elif kind == "extend":
            event["days"], extended = draw(st.integers(1, 40)), True
        events.append(event)
        if kind == "stop":
            break
    promised = draw(st.integers(0, 45))
    scenario = {
        "id": draw(st.text(max_size=6) | st.integers(-5, 5)),
        "unit": draw(st.sampled_from(["working_days", "calendar_days"])),
        "promised_days": promised,
        "statutory_days": promised + draw(st.integers(0, 45)),
        "start": _spelled(draw, start),
        "events": events,
        "as_of": (start.date() + timedelta(days=draw(st.integers(0, 120)))).isoformat(),
    }
    if draw(st.booleans()):
        official = st.just("official")
        years = draw(st.sets(st.integers(start.year, start.year + 1)))
        scenario["calendar"] = {
            str(y): draw(official | st.just("projected")) if y in OFFICIAL else "projected" for y in years
        }
    return scenario


_GAPS = [timedelta(seconds=1), timedelta(hours=5), timedelta(days=1), timedelta(days=2, hours=7)] + [
    timedelta(days=n, minutes=n) for n in (3, 4, 6, 9, 14, 25)
]


def _spelled(draw: st.DrawFn, at: datetime) -> str:
    zone = draw(
        st.sampled_from(
            [SHANGHAI, UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=45))]
        )
    )
    text = at.astimezone(zone).isoformat()
    return text.replace("+00:00", "Z") if draw(st.booleans()) else text


def projected_years(scenario: dict) -> set[int]:
    """Years that the scenario asks to be projected."""
    return {int(y) for y, basis in scenario.get("calendar", {}).items() if basis == "projected"}
