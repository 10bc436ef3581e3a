"""The arithmetic of the clock: pure functions over a ledger and a calendar.

Day 0 is the date of the start and is not counted (民法典 art. 201). Days are counted strictly after
it; for calendar days an end on a rest day rolls to the next working day (民法典 art. 203). A pause
on P resumed on R takes out the counted days strictly between (行政许可法 art. 45). Terms are those of
行政许可法 art. 42 and the shorter ones that were promised.

How the kernel calls it:

    dues = open_terms(unit=…, start_on=…, promised_days=…, statutory_days=…, workdays=workdays())
        when a clock opens: store its three dates and its level.
    ledger = ledger_from_rows(clock, entries)            (admin_center.clocks.ledger)
    ledger = with_pause(ledger, on, ground, grounds=…)   and with_resume, with_extension, with_stop
    dues = recompute(ledger, workdays=workdays(), as_of=today(), level=clock.level)
        after any of them: store the same four values again.

Everything costs O(number of pauses); nothing loops over days.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from admin_center.calendar.rules import Workdays, beyond_calendar
from admin_center.clocks.enums import Level, State, Unit

ONE_DAY = timedelta(days=1)
_RANK = {Level.NONE: 0, Level.WARNING: 1, Level.YELLOW: 2, Level.RED: 3}


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from `on` to `until` (None: it still does, or was stopped meanwhile)."""

    on: date
    until: date | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """Days added to both terms, once."""

    on: date
    days: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that happened to a clock, by Shanghai date. Pauses in order; only the last may be open."""

    unit: str
    start_on: date
    promised_days: int
    statutory_days: int
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None
    stopped_on: date | None = None

    @property
    def extra_days(self) -> int:
        """Days that the extension added to both terms."""
        return self.extension.days if self.extension else 0

    @property
    def promised_total(self) -> int:
        """The promise with its extension."""
        return self.promised_days + self.extra_days

    @property
    def statutory_total(self) -> int:
        """The statutory term with its extension."""
        return self.statutory_days + self.extra_days

    @property
    def open_pause(self) -> Pause | None:
        """The pause that was never resumed, if the last one is such."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].until is None else None

    @property
    def state(self) -> State:
        """Stopped wins over paused: stopping ends a pause."""
        if self.stopped_on is not None:
            return State.STOPPED
        return State.PAUSED if self.open_pause else State.RUNNING

    @property
    def last_on(self) -> date:
        """The date of the latest thing that happened."""
        days = [self.start_on, *(p.until or p.on for p in self.pauses)]
        days += [e.on for e in (self.extension,) if e]
        return max([*days, self.stopped_on] if self.stopped_on else days)

    def as_known_on(self, day: date) -> "Ledger":
        """The ledger at the end of that date: what is dated later has not happened yet."""
        if self.last_on <= day:
            return self
        pauses = tuple(
            replace(p, until=None) if p.until and p.until > day else p for p in self.pauses if p.on <= day
        )
        return replace(
            self,
            pauses=pauses,
            extension=self.extension if self.extension and self.extension.on <= day else None,
            stopped_on=self.stopped_on if self.stopped_on and self.stopped_on <= day else None,
        )


@dataclass(frozen=True, slots=True)
class Dues:
    """What a clock's row caches. `next_alert_on` is the first date whose level is above `level`, if any."""

    promised_due_on: date
    statutory_due_on: date
    next_alert_on: date | None
    level: Level


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock at the end of one date. `left` may be negative."""

    used: int
    left: int
    promised_due_on: date
    statutory_due_on: date
    state: State
    level: Level


def _positions(unit: str, workdays: Workdays) -> Callable[[date], int]:
    return workdays.position if unit == Unit.WORKING_DAYS else date.toordinal


def _target(ledger: Ledger, total: int, resumed_on: date, workdays: Workdays) -> tuple[int, bool]:
    """The position at which `used` reaches `total`, and whether it depends on an open pause."""
    position = _positions(ledger.unit, workdays)
    target = position(ledger.start_on) + total
    for pause in ledger.pauses:
        stood_at = position(pause.on)
        if target <= stood_at:
            return target, False
        until = pause.until or ledger.stopped_on or resumed_on
        if until > pause.on:
            target += position(until - ONE_DAY) - stood_at
    return target, ledger.open_pause is not None


def _date_at(unit: str, position: int, workdays: Workdays) -> date:
    if unit == Unit.WORKING_DAYS:
        return workdays.at_position(position)
    try:
        return date.fromordinal(position)
    except (ValueError, OverflowError):
        raise beyond_calendar() from None


def _due(ledger: Ledger, total: int, as_of: date, workdays: Workdays) -> date:
    if total == 0:
        return workdays.next_working(ledger.start_on)
    target, _ = _target(ledger, total, as_of, workdays)
    return workdays.next_working(_date_at(ledger.unit, target, workdays))


def used(ledger: Ledger, as_of: date, workdays: Workdays) -> int:
    """Counted days after day 0 up to the end of `as_of`; the ledger must be as known on that date.

    A paused clock stands still after the date of the pause; a stopped one after its stop, unless it was
    paused then.
    """
    position = _positions(ledger.unit, workdays)
    end = as_of if ledger.stopped_on is None else min(as_of, ledger.stopped_on)
    if ledger.open_pause:
        end = min(end, ledger.open_pause.on)
    counted = position(end) - position(ledger.start_on)
    for pause in ledger.pauses:
        if pause.until and pause.until > pause.on:
            counted -= position(pause.until - ONE_DAY) - position(pause.on)
    return counted


def warning_margin(promised_total: int) -> int:
    """A clock warns when so many days, or fewer, are left: a fifth of the promise, at least one."""
    return max(1, promised_total // 5)


def level_on(day: date, *, left: int, total: int, promised_due_on: date, statutory_due_on: date) -> Level:
    """The level of an open clock on a date."""
    if day > statutory_due_on:
        return Level.RED
    if day > promised_due_on:
        return Level.YELLOW
    return Level.WARNING if left <= warning_margin(total) else Level.NONE


def standing(ledger: Ledger, as_of: date, workdays: Workdays) -> Standing:
    """Where the clock stands at the end of `as_of`; later facts are left out.

    Raises `OutOfCalendar` when a date it needs lies outside the calendar.
    """
    known = ledger.as_known_on(as_of)
    counted = used(known, as_of, workdays)
    left = known.promised_total - counted
    promised = _due(known, known.promised_total, as_of, workdays)
    statutory = _due(known, known.statutory_total, as_of, workdays)
    level = Level.NONE
    if known.stopped_on is None:
        level = level_on(
            as_of,
            left=left,
            total=known.promised_total,
            promised_due_on=promised,
            statutory_due_on=statutory,
        )
    return Standing(counted, left, promised, statutory, known.state, level)


def alert_dates(ledger: Ledger, as_of: date, workdays: Workdays) -> dict[Level, date]:
    """The first date of each level that the clock will reach if nothing more happens to it.

    A stopped clock has none; a paused one only those that no longer wait for its resumption. Yellow
    is missing where both terms end together. A warning never needs rolling: it is about days left.
    """
    if ledger.stopped_on is not None:
        return {}
    total = ledger.promised_total
    dates: dict[Level, date] = {}
    before = total - warning_margin(total)
    if before <= 0:
        dates[Level.WARNING] = ledger.start_on
    else:
        target, waits = _target(ledger, before, as_of, workdays)
        if not waits:
            dates[Level.WARNING] = _date_at(ledger.unit, target, workdays)
    for level, days in ((Level.YELLOW, total), (Level.RED, ledger.statutory_total)):
        _, waits = _target(ledger, days, as_of, workdays)
        if days == 0 or not waits:
            dates[level] = _due(ledger, days, as_of, workdays) + ONE_DAY
    if dates.get(Level.RED) == dates.get(Level.YELLOW):
        dates.pop(Level.YELLOW, None)
    return dates


def recompute(ledger: Ledger, *, workdays: Workdays, as_of: date, level: str = Level.NONE) -> Dues:
    """What the row must cache after a change. `level` is the recorded one.

    Only the sweep raises a level, because it issues the card; a change may lower it (an extension).
    """
    now = standing(ledger, as_of, workdays)
    kept = min(Level(level), now.level, key=_RANK.__getitem__)
    if ledger.promised_total <= 1 and now.level == Level.WARNING:
        kept = Level.WARNING  # no card is due for so short a promise
    ahead = [on for lv, on in alert_dates(ledger, as_of, workdays).items() if _RANK[lv] > _RANK[kept]]
    return Dues(now.promised_due_on, now.statutory_due_on, min(ahead, default=None), kept)


def open_terms(
    *, unit: str, start_on: date, promised_days: int, statutory_days: int, workdays: Workdays
) -> Dues:
    """The dates of a clock that opens with `start_on` as its day 0 (which may lie in the past)."""
    ledger = Ledger(unit, start_on, promised_days, statutory_days)
    return recompute(ledger, workdays=workdays, as_of=start_on)
