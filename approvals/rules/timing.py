"""Standing still and going on longer (行政许可法 arts 42, 45): each with its notice to the applicant."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from admin_center.clocks.enums import Unit, ground_label
from admin_center.clocks.rules import standing
from approvals.casefile import CaseFile, Changes
from approvals.casefile.file import ClockRow
from approvals.casefile.letters import days_text, law, letter
from approvals.enums import ClockName
from approvals.rules.standing import require_verb
from approvals.workflow import Act, Role
from core.errors import Refused

REASON_MIN = 6
# The terms whose moving is told to the applicant; those of single steps are the office's own.
REDATED: dict[str, str] = {
    ClockName.INTAKE: "答复是否受理",
    ClockName.SUPPLEMENT: "您补正材料",
    ClockName.PROMISE: "您补齐容缺材料",
    ClockName.DECISION: "作出决定",
    ClockName.DELIVERY: "送达",
    ClockName.STATEMENT: "您陈述、申辩",
}


def _counting(file: CaseFile) -> list[ClockRow]:
    """The decision clock and the clocks of open steps; intake and delivery never stand still."""
    return [c for c in file.clocks if c.name == ClockName.DECISION or c.name.startswith(f"{ClockName.STEP}:")]


def _redate_steps(changes: Changes) -> None:
    for step in changes.file.ready():
        clock = changes.file.clock(f"{ClockName.STEP}:{step.node}")
        if clock and clock.id in changes.due_of:
            changes.step(step, step.state, due_on=changes.due_of[clock.id])


def suspend(
    file: CaseFile, *, by: int, at: datetime, ground: str, expected_days: int, reason: str
) -> Changes:
    """暂停计时: only on a ground the item may use; the expected duration is told in writing (art. 45)."""
    require_verb(file, Verb.REVIEW)
    if expected_days < 1:
        raise Refused(_("请写明预计需要多少个工作日，并书面告知申请人。"), code="no_duration")
    if len(reason.strip()) < REASON_MIN:
        raise Refused(_("请写明为什么需要这项程序。"), code="no_reason")
    changes = Changes(file, Act.SUSPEND, by=by, role=Role.OFFICER, at=at)
    changes.require_state()
    for clock in _counting(file):
        changes.pause_clock(clock, ground, reason=reason.strip())
    letter(
        changes,
        procedure=ground_label(ground),
        starts_on=changes.on,
        expected_days=days_text(expected_days, "working_days"),
        reasons=[reason.strip()],
        legal_basis=law(file, "第四十五条"),
    )
    changes.data |= {"ground": ground, "expected_days": expected_days}
    changes.keep("reason", reason.strip())
    return changes.finish()


def resume(file: CaseFile, *, by: int, at: datetime) -> Changes:
    """恢复计时: the day of resuming counts."""
    require_verb(file, Verb.REVIEW)
    changes = Changes(file, Act.RESUME, by=by, role=Role.OFFICER, at=at)
    changes.require_state()
    for clock in _counting(file):
        if clock.state == "paused":
            changes.resume_clock(clock)
    _redate_steps(changes)
    decision = file.clock(ClockName.DECISION)
    pause = decision.ledger.open_pause if decision else None
    if decision and pause:
        letter(
            changes,
            procedure=ground_label(pause.ground),
            paused_on=pause.on,
            resumed_on=changes.on,
            excluded_days=_excluded(decision.ledger.unit, file, pause.on, changes.on),
            decision_due_on=changes.due_of[decision.id],
            legal_basis=law(file, "第四十五条"),
        )
    return changes.finish()


def _excluded(unit: str, file: CaseFile, paused_on: date, resumed_on: date) -> str:
    """The days a pause takes out of the term, those strictly between its first and its last; empty: none."""
    last = resumed_on - timedelta(days=1)
    if unit == Unit.WORKING_DAYS:
        days = file.workdays.count_between(paused_on, last)
    else:
        days = max((last - paused_on).days, 0)
    return days_text(days, unit) if days else ""


def why_not_extend(file: CaseFile, changes: Changes, days: int, reason: str) -> str | None:
    """Why the term cannot be extended like this, or None."""
    clock = file.clock(ClockName.DECISION)
    most = file.plan.extension_days
    if clock is None:
        return _("办理期限没有在计算，不能延长。")
    if not 1 <= days <= most:
        return _("这个事项最多延长%(most)d个工作日。") % {"most": most}
    # A paused clock's stored date is that of the day it stopped; it is due as if it resumed today.
    if changes.on > standing(clock.ledger, changes.on, file.workdays).statutory_due_on:
        return _("法定期限已过，不能再延长。")
    if len(reason.strip()) < REASON_MIN:
        return _("延长期限要向申请人说明理由。")
    return None


def extend(file: CaseFile, *, by: int, at: datetime, days: int, reason: str) -> Changes:
    """延长期限: once, by the agency's head (the power to decide), with reasons told (art. 42)."""
    require_verb(file, Verb.DECIDE)
    changes = Changes(file, Act.EXTEND, by=by, role=Role.OFFICER, at=at)
    changes.require_state()
    why = why_not_extend(file, changes, days, reason)
    if why:
        raise Refused(why, code="no_extension")
    for clock in _counting(file):
        changes.extend_clock(clock, days, reason=reason.strip())
    _redate_steps(changes)
    decision = file.clock(ClockName.DECISION)
    letter(
        changes,
        extended_days=days_text(days, file.plan.unit),
        decision_due_on=changes.due_of[decision.id] if decision else None,
        reasons=[reason.strip()],
        legal_basis=law(file, "第四十二条"),
    )
    changes.data["days"] = days
    changes.keep("reason", reason.strip())
    return changes.finish()


def redate(file: CaseFile, *, at: datetime, reason: str) -> Changes:
    """日历调整: the State Council's notice moved working days; clocks whose dates move get the new ones.

    Refused where no date moves, so that a repeated batch does nothing.
    """
    changes = Changes(file, Act.REDATE, by=None, role=Role.SYSTEM, at=at)
    moved = [clock for clock in file.clocks if changes.is_moved(clock)]
    if not moved:
        raise Refused(_("这件事的期限没有变化。"), code="not_moved")
    for clock in moved:
        changes.redate_clock(clock, reason=reason)
        changes.move_owed(clock.name, changes.due_of[clock.id])
    _redate_steps(changes)
    told = [
        {"label": REDATED[clock.name], "old_on": clock.promised_due_on, "new_on": changes.due_of[clock.id]}
        for clock in moved
        if clock.name in REDATED
    ]
    if told:
        letter(changes, moved=told, reasons=[reason])
    return changes.finish()
