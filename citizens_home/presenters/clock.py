"""A clock in words: the sentence first, then the ruler of days, then the account day by day."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from admin_center.calendar.rules import Workdays
from admin_center.calendar.selectors import workdays
from admin_center.clocks.enums import Unit
from admin_center.clocks.explain import Account, Told, explain
from admin_center.clocks.rules import Ledger
from admin_center.registry.models import ItemVersion
from citizens_home.presenters import words

LONGEST_RULER = 24


def short_day(day: date) -> str:
    """11月23日."""
    return _short(day, get_language() or "")


def long_day(day: date) -> str:
    """11月23日（星期一）."""
    return _long(day, get_language() or "")


def due_day(day: date, *, long: bool = False) -> str:
    """A day on which something is due; in a year without a notice it is told as such, 1月5日（暂定）."""
    said = long_day(day) if long else short_day(day)
    return _("%(date)s（暂定）") % {"date": said} if workdays().is_provisional(day) else said


@lru_cache(maxsize=4096)
def _short(day: date, language: str) -> str:
    return date_format(day, _("n月j日"))


@lru_cache(maxsize=4096)
def _long(day: date, language: str) -> str:
    return _("%(date)s（%(weekday)s）") % {"date": _short(day, language), "weekday": date_format(day, "l")}


@lru_cache(maxsize=8)
def _ruler_words(language: str) -> tuple[dict[Told, str], str, str, str]:
    """What stands under the blocks; the ruler is drawn so often that its words are looked up once."""
    fixed = {Told.REST: _("休"), Told.PAUSED: _("暂停"), Told.DONE: ""}
    return fixed, _("第%(n)d日"), _("最晚"), _("今天")


def due_after(day: date, days: int, unit: str, calendar: Workdays | None = None) -> date:
    """The last day of a term of `days` whose day 0 is `day`."""
    return explain_new(day, days, unit, calendar or workdays()).promised_due_on


def explain_new(day: date, days: int, unit: str, calendar: Workdays) -> Account:
    """The account of a clock that would start on `day`."""
    return explain(Ledger(unit, day, days, days), day, calendar)


def after_submit(version: ItemVersion, on: date) -> list[str]:
    """What happens once the application is sent on day `on`."""
    answer = due_after(on, version.intake_days, Unit.WORKING_DAYS)
    lines = [
        _("马上得到受理编号、查询码和回执（PDF）"),
        _("最晚%(on)s答复是否受理；材料不全的，一次告知全部") % {"on": due_day(answer)},
    ]
    if version.promised_days:
        term = {"n": version.promised_days, "unit": words.unit(version.unit)}
        lines.append(_("受理后%(n)d个%(unit)s内作出决定") % term)
    else:
        lines.append(_("受理后当场作出决定"))
    return lines


@dataclass(frozen=True)
class RulerDay:
    """One block of the ruler."""

    css: str
    number: str
    words: str


@dataclass(frozen=True)
class AccountRow:
    """One day of the account."""

    day: str
    counts: str
    happened: str
    used: int
    left: int
    is_here: bool


@dataclass(frozen=True)
class Panel:
    """The clock panel of a case."""

    days: list[RulerDay] = field(default_factory=list)
    rows: list[AccountRow] = field(default_factory=list)
    why: str = ""
    is_late: bool = False
    is_paused: bool = False
    is_stopped: bool = False
    used: int = 0
    total: int = 0
    mini: list[str] = field(default_factory=list)


def unit_words(unit: str) -> str:
    """个工作日, or 日."""
    return _("个工作日") if unit == Unit.WORKING_DAYS else _("日")


def panel(ledger: Ledger, on: date, *, start_word: str, happened: dict[date, list[str]]) -> Panel:
    """The panel of one clock as it stands on day `on`."""
    account = explain(ledger, on, workdays())
    paused = ledger.as_known_on(on).open_pause is not None and ledger.stopped_on is None
    late = ledger.stopped_on is None and on > account.promised_due_on
    return Panel(
        days=ruler(account, start_word),
        rows=account_rows(account, happened),
        why=why(ledger, account, on),
        is_late=late,
        is_paused=paused,
        is_stopped=ledger.stopped_on is not None,
        used=account.used,
        total=account.total,
        mini=mini(account, late=late),
    )


def ruler(account: Account, start_word: str) -> list[RulerDay]:
    """The blocks; of a long term only today's neighbourhood and the ends are drawn."""
    fixed, numbered, last, today_ = _ruler_words(get_language() or "")
    found = []
    for day in _drawn(account):
        if day.is_today:
            label = today_
        elif day.told is Told.ZERO:
            label = start_word
        elif day.is_last and day.told is Told.AHEAD:
            label = last
        else:
            label = fixed[day.told] if day.told in fixed else numbered % {"n": day.number}
        found.append(RulerDay(day.css, str(day.on.day), label))
    return found


def _drawn(account: Account) -> list[Any]:
    days = [day for day in account.days if day.told is not Told.DONE]
    if len(days) <= LONGEST_RULER:
        return days
    return [day for day in days if day.told is not Told.REST or day.is_today or day.is_last]


def account_rows(account: Account, happened: dict[date, list[str]]) -> list[AccountRow]:
    """Every day up to today (or the stop), with what was used and what is left."""
    used, rows = 0, []
    for day in account.days:
        if day.told is Told.AHEAD or day.on > account.as_of:
            break
        used += day.told is Told.COUNTED
        counts = _("算") if day.told is Told.COUNTED else _("不算（%(why)s）") % {"why": day.words}
        rows.append(
            AccountRow(
                day=_("%(day)s %(weekday)s")
                % {"day": short_day(day.on), "weekday": date_format(day.on, "D")},
                counts=counts,
                happened=_("；").join(happened.get(day.on, [])),
                used=used,
                left=account.total - used,
                is_here=day.is_today,
            )
        )
    return rows


def why(ledger: Ledger, account: Account, on: date) -> str:
    """How days are counted here, what was paused, and the statutory term."""
    parts = []
    if ledger.unit == Unit.WORKING_DAYS:
        parts.append(_("起算当天不算，从第二天数起；双休日和法定假日不算，调休上班的日子算。"))
    else:
        parts.append(_("起算当天不算，从第二天数起，每天都算；最后一天是休息日的顺延。"))
    pauses = [pause for pause in ledger.pauses if pause.on <= on]
    parts.append(_("暂停过%(n)d次，见逐日账。") % {"n": len(pauses)} if pauses else _("还没有暂停过。"))
    if ledger.statutory_total > ledger.promised_total == 0:
        parts.append(
            _("法律规定的期限是%(law)d%(unit)s，到%(on)s；我们承诺当场办结。")
            % {
                "law": ledger.statutory_total,
                "unit": unit_words(ledger.unit),
                "on": short_day(account.statutory_due_on),
            }
        )
    elif ledger.statutory_total > ledger.promised_total:
        parts.append(
            _("法律规定的期限是%(law)d%(unit)s，到%(on)s；%(own)d日是我们的承诺。")
            % {
                "law": ledger.statutory_total,
                "unit": unit_words(ledger.unit),
                "on": short_day(account.statutory_due_on),
                "own": ledger.promised_total,
            }
        )
    if account.is_provisional:
        parts.append(_("后面年份的放假安排还没有公布，日期按预计的日历算，公布后会重新核对。"))
    return "".join(parts)


def mini(account: Account, *, late: bool) -> list[str]:
    """Small blocks for lists: one a day of the promise, at most ten."""
    if account.total > 10 or account.total < 1:
        return []
    used = min(account.used, account.total)
    rest = account.total - used
    blocks = ["is-used"] * used + [""] * rest
    return [*blocks, "is-late"] if late else blocks
