"""What may be written into a clock's ledger, and how a ledger is read back from its entries.

Each `with_…` takes a ledger and returns the next one, or refuses by name (`Refused.code`). The
kernel, the replay door and tests go through the same five functions.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext as _

from admin_center.clocks.enums import LICENCE_GROUNDS, Unit
from admin_center.clocks.rules import Extension, Ledger, Pause
from core.errors import Refused
from core.now import local


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to a clock at an instant."""

    at: datetime
    kind: str
    ground: str = ""
    days: int = 0


class ClockRow(Protocol):
    """What reading a ledger needs of a clock's row, or of the kernel's copy of it."""

    unit: str
    start_on: date
    promised_days: int
    statutory_days: int


class EntryRow(Protocol):
    """What reading a ledger needs of a `ClockEntry`, or of the kernel's copy of it."""

    kind: str
    on: date
    ground: str
    days: int


def start(*, unit: str, start_on: date, promised_days: int, statutory_days: int) -> Ledger:
    """A new ledger. Refused: unknown unit, negative days, a promise longer than the statute allows."""
    if unit not in Unit.values:
        raise Refused(_("计时单位只能是工作日或自然日。"), code="unknown_unit")
    if promised_days < 0 or statutory_days < 0:
        raise Refused(_("期限的天数不能是负数。"), code="negative_days")
    if promised_days > statutory_days:
        raise Refused(_("承诺时限不能超过法定时限。"), code="promise_over_statute")
    return Ledger(unit, start_on, promised_days, statutory_days)


def _next(ledger: Ledger, on: date) -> None:
    if ledger.stopped_on is not None:
        raise Refused(_("时限已经停止，之后不能再有变动。"), code="after_stop")
    if on < ledger.last_on:
        raise Refused(_("日期早于上一次变动，顺序不对。"), code="not_ascending")


def with_pause(
    ledger: Ledger, on: date, ground: str, *, grounds: Collection[str] = LICENCE_GROUNDS
) -> Ledger:
    """Stand still from `on`.

    `grounds` is the closed list of the duty's rule pack; for licences that of 行政许可法 art. 45.
    """
    _next(ledger, on)
    if ledger.open_pause:
        raise Refused(_("时限已经暂停，不能重复暂停。"), code="pause_paused")
    if not ground:
        raise Refused(_("暂停计时要写明事由。"), code="no_ground")
    if ground not in grounds:
        raise Refused(
            _("这个事由不能暂停计时：只有法律列明的事由所需时间才不计算在期限内。"), code="unknown_ground"
        )
    return replace(ledger, pauses=(*ledger.pauses, Pause(on, None, ground)))


def with_resume(ledger: Ledger, on: date) -> Ledger:
    """Count again from `on`, which counts itself."""
    _next(ledger, on)
    pause = ledger.open_pause
    if pause is None:
        raise Refused(_("时限没有暂停，不能恢复。"), code="resume_running")
    return replace(ledger, pauses=(*ledger.pauses[:-1], replace(pause, until=on)))


def with_extension(ledger: Ledger, on: date, days: int) -> Ledger:
    """Add days to both terms, once (行政许可法 art. 42). Rank and lateness are the rule pack's business."""
    _next(ledger, on)
    if ledger.extension:
        raise Refused(_("时限只能延长一次，已经延长过了。"), code="second_extension")
    if days < 1:
        raise Refused(_("延长的天数至少为一天。"), code="extension_days")
    return replace(ledger, extension=Extension(on, days))


def with_stop(ledger: Ledger, on: date) -> Ledger:
    """End the clock; a pause ends with it."""
    _next(ledger, on)
    return replace(ledger, stopped_on=on)


def with_fact(ledger: Ledger, fact: Fact, *, grounds: Collection[str] = LICENCE_GROUNDS) -> Ledger:
    """Apply one fact on its Shanghai date, whatever the hour: midnight belongs to the day it begins."""
    return _apply(ledger, fact.kind, local(fact.at).date(), fact.ground, fact.days, grounds)


def _apply(ledger: Ledger, kind: str, on: date, ground: str, days: int, grounds: Collection[str]) -> Ledger:
    match kind:
        case "pause" | "paused":
            return with_pause(ledger, on, ground, grounds=grounds)
        case "resume" | "resumed":
            return with_resume(ledger, on)
        case "extend" | "extended":
            return with_extension(ledger, on, days)
        case "stop" | "stopped":
            return with_stop(ledger, on)
    raise Refused(_("不认识的变动种类。"), code="unknown_event")


def read_facts(
    ledger: Ledger, started_at: datetime, facts: Iterable[Fact], *, grounds: Collection[str] = LICENCE_GROUNDS
) -> Ledger:
    """Apply facts in order. Refused: an instant before the start, out of order, or twice the same."""
    previous: datetime | None = None
    for fact in facts:
        if fact.at < started_at:
            raise Refused(_("变动的时间早于起算时间。"), code="before_start")
        if previous is not None and fact.at <= previous:
            if fact.at == previous:
                raise Refused(_("两次变动在同一时刻，先后不明。"), code="same_instant")
            raise Refused(_("变动没有按时间先后排列。"), code="not_ascending")
        previous = fact.at
        ledger = with_fact(ledger, fact, grounds=grounds)
    return ledger


def ledger_from_rows(clock: ClockRow, entries: Sequence[EntryRow] = ()) -> Ledger:
    """Rebuild the ledger of a stored clock from its entries in order (`started` and `redated` add no fact).

    Stored grounds were checked when they were written and are taken as they are.
    """
    ledger = Ledger(clock.unit, clock.start_on, clock.promised_days, clock.statutory_days)
    for entry in entries:
        if entry.kind not in ("started", "redated"):
            ledger = _apply(ledger, entry.kind, entry.on, entry.ground, entry.days, (entry.ground,))
    return ledger
