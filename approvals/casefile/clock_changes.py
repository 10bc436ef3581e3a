"""What an act does to the clocks of its case: rows for the clock, lines for its ledger."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from admin_center.clocks import ledger as ledgers
from admin_center.clocks.models import ClockEntry
from admin_center.clocks.rules import Ledger, open_terms, recompute, standing
from approvals.casefile.file import CASE, CaseFile, ClockRow
from approvals.casefile.sealing import sealed
from approvals.enums import ClockName
from core.now import local

Rows = dict[str, list[dict[str, Any]]]
APPLICANTS_OWN = (ClockName.SUPPLEMENT, ClockName.PROMISE, ClockName.STATEMENT)
"""Owed by the applicant: no card for the office."""


class ClockChanges:
    """The clock verbs of an act. `data["clocks"]` says in the event what happened to them."""

    def __init__(self, file: CaseFile, *, by: int | None, at: datetime) -> None:
        self.file = file
        self.by = by
        self.at = at
        self.on: date = local(at).date()
        self.rows: Rows = defaultdict(list)
        self.data: dict[str, Any] = {}
        self.due_of: dict[int, date] = {}

    def open_clock(
        self,
        name: str,
        *,
        days: int,
        statutory: int | None = None,
        round_: int = 1,
        department_id: int | None = None,
        unit: str | None = None,
        start_at: datetime | None = None,
    ) -> date:
        """Start a clock whose day 0 is the Shanghai date of `start_at` (default: now); when it is due."""
        begin = start_at or self.at
        terms: dict[str, Any] = {
            "unit": unit or self.file.plan.unit,
            "start_on": local(begin).date(),
            "promised_days": days,
            "statutory_days": max(days, statutory if statutory is not None else days),
        }
        dues = open_terms(workdays=self.file.workdays, **terms)
        key = {"subject_kind": CASE, "subject_id": self.file.id}
        self.rows["clock_new"].append(
            {
                **key,
                **terms,
                "name": name,
                "round": round_,
                "department_id": department_id,
                "start_at": begin,
                "state": "running",
                "promised_due_on": dues.promised_due_on,
                "statutory_due_on": dues.statutory_due_on,
                "level": dues.level,
                "next_alert_on": dues.next_alert_on if department_id else None,
            }
        )
        self._entry(None, 1, "started", on=terms["start_on"], at=begin, new_due_on=dues.promised_due_on)
        self.rows["clock_entry"][-1].update(subject_id=self.file.id, clock_name=name, clock_round=round_)
        self._public_clock(name, "started", dues.promised_due_on)
        return dues.promised_due_on

    def stop_clock(self, clock: ClockRow) -> Ledger:
        """The duty is done (or gone)."""
        return self._change(clock, ledgers.with_stop(clock.ledger, self.on), "stopped")

    def pause_clock(self, clock: ClockRow, ground: str, *, reason: str) -> Ledger:
        """Stand still on one of the item's own grounds."""
        after = ledgers.with_pause(clock.ledger, self.on, ground, grounds=self.file.plan.pause_grounds)
        return self._change(clock, after, "paused", ground=ground, reason=reason)

    def resume_clock(self, clock: ClockRow) -> Ledger:
        """Count again."""
        return self._change(clock, ledgers.with_resume(clock.ledger, self.on), "resumed")

    def extend_clock(self, clock: ClockRow, days: int, *, reason: str) -> Ledger:
        """Add days to both terms, once."""
        after = ledgers.with_extension(clock.ledger, self.on, days)
        return self._change(clock, after, "extended", days=days, reason=reason)

    def redate_clock(self, clock: ClockRow, *, reason: str) -> None:
        """Same ledger, new calendar: the due dates are computed again."""
        self._change(clock, clock.ledger, "redated", reason=reason)
        self.data["clocks"][-1]["was"] = clock.promised_due_on.isoformat()

    def is_moved(self, clock: ClockRow) -> bool:
        """Whether the present calendar gives other due dates than those stored."""
        dues = recompute(clock.ledger, workdays=self.file.workdays, as_of=self.on, level=clock.level)
        return (dues.promised_due_on, dues.statutory_due_on) != (
            clock.promised_due_on,
            clock.statutory_due_on,
        )

    def hand_over_clock(self, clock: ClockRow, department_id: int, *, reason: str) -> None:
        """Another department owes it from now on; the term goes on as it was."""
        self._change(clock, clock.ledger, "redated", reason=reason)
        self.rows["clock_set"][-1]["department_id"] = department_id

    def stop_all_clocks(self) -> None:
        """The case is over for everybody."""
        for clock in self.file.clocks:
            self.stop_clock(clock)

    def _change(
        self, clock: ClockRow, after: Ledger, kind: str, *, ground: str = "", days: int = 0, reason: str = ""
    ) -> Ledger:
        dues = recompute(after, workdays=self.file.workdays, as_of=self.on, level=clock.level)
        self.due_of[clock.id] = dues.promised_due_on
        owed = clock.name not in APPLICANTS_OWN
        self.rows["clock_set"].append(
            {
                "id": clock.id,
                "was_entries": clock.entries_count,
                "entries_count": clock.entries_count + 1,
                "state": after.state,
                "paused_on": after.open_pause.on if after.open_pause and not after.stopped_on else None,
                "stopped_on": after.stopped_on,
                "extended_days": after.extra_days,
                "promised_due_on": dues.promised_due_on,
                "statutory_due_on": dues.statutory_due_on,
                "level": dues.level,
                "next_alert_on": dues.next_alert_on if owed else None,
            }
        )
        self._entry(
            clock.id,
            clock.entries_count + 1,
            kind,
            on=self.on,
            at=self.at,
            ground=ground,
            days=days,
            old_due_on=clock.promised_due_on,
            new_due_on=dues.promised_due_on,
            reason=reason,
        )
        self._public_clock(clock.name, kind, dues.promised_due_on, ground=ground, days=days)
        return after

    def _public_clock(self, name: str, kind: str, due_on: date, *, ground: str = "", days: int = 0) -> None:
        line: dict[str, Any] = {"name": name, "kind": kind, "due_on": due_on.isoformat()}
        if ground:
            line["ground"] = ground
        if days:
            line["days"] = days
        self.data.setdefault("clocks", []).append(line)

    def _entry(
        self,
        clock_id: int | None,
        seq: int,
        kind: str,
        *,
        on: date,
        at: datetime,
        ground: str = "",
        days: int = 0,
        old_due_on: date | None = None,
        new_due_on: date | None = None,
        reason: str = "",
    ) -> None:
        self.rows["clock_entry"].append(
            {
                "clock_id": clock_id,
                "seq": seq,
                "kind": kind,
                "at": at,
                "on": on,
                "ground": ground,
                "days": days,
                "old_due_on": old_due_on,
                "new_due_on": new_due_on,
                "by_id": self.by,
                "reason": sealed(ClockEntry, "reason", reason or None),
            }
        )

    def used_days(self, ledger: Ledger) -> int:
        """Counted days of a ledger up to the day of the act."""
        return standing(ledger, self.on, self.file.workdays).used
