"""The replay door, pure: one scenario in, one answer out. See docs/clock.md for the format.

Strict on purpose: whoever doubts us must get either an exact answer or the reason why there is none.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from admin_center.calendar.projection import projected_year
from admin_center.calendar.rules import OutOfCalendar, Workdays
from admin_center.clocks import ledger as ledgers
from admin_center.clocks.ledger import Fact
from admin_center.clocks.rules import standing
from core.errors import Refused
from core.now import local

REQUIRED = ("id", "unit", "statutory_days", "promised_days", "start", "events", "as_of")
EVENT_TYPES = ("pause", "resume", "extend", "stop")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?"
    r"(?P<offset>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?"
)


class Replay:
    """Answers scenarios with one calendar; keeps the calendars made by projecting some of its years."""

    def __init__(self, workdays: Workdays) -> None:
        self._workdays = workdays
        self._with_projected = lru_cache(maxsize=512)(self._project)

    def answer(self, line: str | bytes) -> dict[str, Any]:
        """The answer to one line; `{"id", "error"}` when it holds no lawful scenario. Never raises."""
        name: str | int | None = None
        try:
            scenario = _read(line)
            name = _id_of(scenario)
            return {"id": name, **self._settle(scenario)}
        except Refused as refused:
            return {"id": name, "error": str(refused)}
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
            return {"id": name, "error": str(_("这一行无法计算。"))}

    def _settle(self, scenario: Mapping[str, Any]) -> dict[str, Any]:
        for key in REQUIRED:
            if key not in scenario:
                raise Refused(_("缺少字段 %(key)s。") % {"key": key})
        if scenario["id"] is not None and _id_of(scenario) is None:
            raise Refused(_("id 应当是文字或整数。"))
        started_at = _instant(scenario["start"], "start")
        as_of = _date(scenario["as_of"])
        workdays = self._calendar(scenario.get("calendar", {}))
        ledger = ledgers.start(
            unit=_text(scenario["unit"], "unit"),
            start_on=local(started_at).date(),
            promised_days=_whole(scenario["promised_days"], "promised_days"),
            statutory_days=_whole(scenario["statutory_days"], "statutory_days"),
        )
        ledger = ledgers.read_facts(ledger, started_at, _facts(scenario["events"]))
        if as_of < ledger.start_on:
            raise Refused(_("as_of 早于起算日。"))
        for day in (ledger.start_on, as_of):
            workdays.position(day)
        now = standing(ledger, as_of, workdays)
        return {
            "used": now.used,
            "promised_due_on": now.promised_due_on.isoformat(),
            "statutory_due_on": now.statutory_due_on.isoformat(),
            "left": now.left,
            "state": now.state.value,
            "level": now.level.value,
        }

    def _calendar(self, wanted: Any) -> Workdays:
        if not isinstance(wanted, dict):
            raise Refused(_("calendar 应当写明年份与 official 或 projected。"))
        projected = set()
        for key, basis in wanted.items():
            year = int(key) if re.fullmatch(r"[0-9]{4}", key) else 0
            if not self._workdays.first_on.year <= year <= self._workdays.last_on.year:
                raise OutOfCalendar(_("calendar 的年份 %(year)s 不在工作日历之内。") % {"year": key[:20]})
            if basis == "projected":
                projected.add(year)
            elif basis != "official":
                raise Refused(_("calendar 的依据只能是 official 或 projected。"))
            elif self._workdays.year(year).is_provisional:
                raise Refused(_("%(year)s 年的国务院通知不在日历里，不能按 official 计算。") % {"year": year})
        return self._with_projected(frozenset(projected)) if projected else self._workdays

    def _project(self, years: frozenset[int]) -> Workdays:
        return self._workdays.with_years(projected_year(year) for year in years)


def _read(line: str | bytes) -> dict[str, Any]:
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        scenario = json.loads(text.removeprefix("\ufeff"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused(_("这一行不是完整的 JSON。")) from None
    if not isinstance(scenario, dict):
        raise Refused(_("这一行应当是一个 JSON 对象。"))
    return scenario


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _id_of(scenario: Mapping[str, Any]) -> str | int | None:
    """The id where it can be read: text or a whole number."""
    name = scenario.get("id")
    return name if type(name) in (str, int) else None


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise Refused(_("%(key)s 应当是文字。") % {"key": key})
    return value


def _whole(value: Any, key: str) -> int:
    if type(value) is not int:
        raise Refused(_("%(key)s 应当是整数。") % {"key": key})
    return value


def _date(value: Any) -> date:
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Refused(_("as_of 应当是 YYYY-MM-DD 的真实日期。"))


def _instant(value: Any, key: str) -> datetime:
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Refused(_("%(key)s 应当是带时区的时间，如 2024-02-05T10:30:00+08:00。") % {"key": key})
    if not match["offset"]:
        raise Refused(_("%(key)s 没有写时区，无法确定是哪一刻。") % {"key": key})
    try:
        at = datetime.fromisoformat(value.upper())
        local(at)
    except (ValueError, OverflowError):
        raise Refused(_("%(key)s 不是真实的时间。") % {"key": key}) from None
    return at


def _facts(events: Any) -> list[Fact]:
    if not isinstance(events, list):
        raise Refused(_("events 应当是一个列表。"))
    return [_fact(event) for event in events]


def _fact(event: Any) -> Fact:
    if not isinstance(event, dict):
        raise Refused(_("events 里的每一项应当是一个对象。"))
    kind = event.get("type")
    if kind not in EVENT_TYPES:
        raise Refused(_("不认识的变动种类：只有 pause、resume、extend、stop。"))
    at = _instant(event.get("at"), "at")
    if kind == "pause":
        return Fact(at, kind, ground=_text(event.get("ground"), "ground"))
    if kind == "extend":
        return Fact(at, kind, days=_whole(event.get("days"), "days"))
    return Fact(at, kind)
