"""A clock told day by day: what the applicant's ruler and the staff's 逐日账 show.

The one place that walks over days. Days counted up to a date always add up to `used` of that date,
because both come from the same ledger by the same rules; a test holds them together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from admin_center.calendar.rules import DayKind, Workdays
from admin_center.clocks.enums import Unit, ground_article, ground_label
from admin_center.clocks.rules import Ledger, Pause, standing

ONE_DAY = timedelta(days=1)


class Told(StrEnum):
    """What one day did to the clock."""

    ZERO = "zero"
    COUNTED = "counted"
    REST = "rest"
    PAUSED = "paused"
    AHEAD = "ahead"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TermDay:
    """One day of the account. `number` is the running count (also of days still ahead), 0 where none is due.

    `kind` and `holiday` are the calendar's; `ground` is set on paused days. A day may be today and the last
    day at once. `is_provisional` marks days of a year whose notice is not out yet.
    """

    on: date
    told: Told
    number: int
    kind: DayKind
    holiday: str
    ground: str
    is_today: bool
    is_last: bool
    is_statutory_last: bool
    is_late: bool
    is_rolled: bool
    is_provisional: bool

    @property
    def css(self) -> str:
        """Classes of the day in the `.days` ruler."""
        names = [
            ("is-zero", self.told is Told.ZERO),
            ("is-used", self.told is Told.COUNTED),
            ("is-rest", self.told is Told.REST),
            ("is-paused", self.told is Told.PAUSED),
            ("is-today", self.is_today),
            ("is-last", self.is_last),
            ("is-late", self.is_late),
        ]
        return " ".join(name for name, holds in names if holds)

    @property
    def words(self) -> str:
        """The day in a few words; law and holiday by name."""
        if self.told is Told.ZERO:
            return _("起算日，不计入")
        if self.told is Told.PAUSED:
            return _("暂停计时：%(ground)s") % {"ground": ground_label(self.ground)} + ground_article(
                self.ground
            )
        if self.told is Told.REST:
            return self.holiday or _("周末")
        if self.told is Told.DONE:
            return _("已办结")
        words = _("第 %(n)s 日") % {"n": self.number}
        if self.kind is DayKind.MAKEUP:
            words += _("（%(holiday)s调休上班）") % {"holiday": self.holiday}
        return words + (_("，超期") if self.is_late else "")


@dataclass(frozen=True, slots=True)
class Account:
    """The whole account. `used` is the number of counted days in `days` up to `as_of`.

    `late` counts the days after the promised due date (clock.md: "late by that many counted days"). It is
    less than `used` − `total` where the end of the term rolled over rest days that are counted.
    """

    days: tuple[TermDay, ...]
    as_of: date
    used: int
    left: int
    late: int
    total: int
    promised_due_on: date
    statutory_due_on: date
    is_provisional: bool
    """Whether any day or date of it rests on a projected calendar, the statutory due date too."""


def explain(ledger: Ledger, as_of: date, workdays: Workdays) -> Account:
    """Every day from day 0 to the later of the promised due date and `as_of` (of the stop, once stopped)."""
    known = ledger.as_known_on(as_of)
    now = standing(known, as_of, workdays)
    reached = known.stopped_on or as_of
    days: list[TermDay] = []
    number = 0
    for on in _days(known.start_on, max(now.promised_due_on, reached)):
        told, ground = _tell(known, on, as_of, workdays)
        if told in (Told.COUNTED, Told.AHEAD) or _would_count(known, on, as_of, told):
            number += 1
        is_counting = told in (Told.COUNTED, Told.AHEAD)
        days.append(
            TermDay(
                on=on,
                told=told,
                number=number if is_counting else 0,
                kind=workdays.kind(on),
                holiday=workdays.name(on),
                ground=ground,
                is_today=on == as_of,
                is_last=on == now.promised_due_on,
                is_statutory_last=on == now.statutory_due_on,
                is_late=is_counting and on > now.promised_due_on,
                is_rolled=is_counting and number > known.promised_total and on <= now.promised_due_on,
                is_provisional=workdays.is_provisional(on),
            )
        )
    return Account(
        days=tuple(days),
        as_of=as_of,
        used=now.used,
        left=now.left,
        late=sum(day.is_late for day in days),
        total=known.promised_total,
        promised_due_on=now.promised_due_on,
        statutory_due_on=now.statutory_due_on,
        is_provisional=any(day.is_provisional for day in days)
        or workdays.is_provisional(now.statutory_due_on),
    )


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def _tell(ledger: Ledger, on: date, as_of: date, workdays: Workdays) -> tuple[Told, str]:
    if on == ledger.start_on:
        return Told.ZERO, ""
    if ledger.unit == Unit.WORKING_DAYS and not workdays.is_working(on):
        return Told.REST, ""
    pause = _pause_over(ledger, on, as_of)
    if pause:
        return Told.PAUSED, pause.ground
    if ledger.stopped_on and on > ledger.stopped_on:
        return Told.DONE, ""
    return (Told.COUNTED if on <= as_of else Told.AHEAD), ""


def _would_count(ledger: Ledger, on: date, as_of: date, told: Told) -> bool:
    """Days ahead of a paused clock are numbered as if it resumed on the date asked about."""
    return told is Told.PAUSED and ledger.stopped_on is None and on == as_of and ledger.open_pause is not None


def _pause_over(ledger: Ledger, on: date, as_of: date) -> Pause | None:
    """The pause that takes the day out; an open one also takes the day asked about (or of the stop)."""
    for pause in ledger.pauses:
        until = pause.until or (ledger.stopped_on or as_of) + ONE_DAY
        if pause.on < on < until:
            return pause
    return None
