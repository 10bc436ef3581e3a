"""Decision (行政许可法 arts 34, 38): granted, or refused with reasons, law and remedies."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from admin_center.clocks.enums import Unit
from approvals.casefile import CaseFile, Changes
from approvals.casefile.changes import step_clock
from approvals.casefile.file import StepRow
from approvals.casefile.letters import decision, letter, remedies
from approvals.enums import ClockName, DeliveryMode, MaterialState, Outcome, StepKind, StepState
from approvals.rules.clashes import SETTLED_MIN, Clash, answered, clashes, placed, unsettled
from approvals.rules.standing import require_other_person, require_ready, require_verb
from approvals.workflow import Act, Role
from core.errors import Refused

REASON_MIN = 10


def why_not_grant(file: CaseFile) -> str | None:
    """Why nothing can be granted whatever the decider writes, or None: opinions or materials still owed."""
    if file.ready(StepKind.CO_OPINION):
        return _("还有部门没有答复意见。期限过后仍未答复的，按预警督办，不视为同意。")
    promised = [row.name for row in file.materials if row.state == MaterialState.PROMISED]
    if promised:
        return _("容缺受理的材料还没有补齐：%(names)s。") % {"names": _("、").join(promised)}
    return None


def what_grant_lacks(file: CaseFile, reasons: str, settled: Mapping[str, str]) -> str | None:
    """What the decider must still write before granting, or None: departments against, conditions that clash.

    `settled` says by key of the clash what holds.
    """
    if len(reasons.strip()) < REASON_MIN:
        against = {s.kind for s in answered(file) if s.result in ("disagree", "need_supplement")}
        if StepKind.CO_OPINION in against:
            return _("有部门不同意或要求补充。仍要准予的，请在理由里写明怎样处理了这些意见。")
        if against:
            return _("审查意见是不同意。仍要准予的，请在理由里写明怎样处理了这些意见。")
    open_ = unsettled(file, settled)
    if open_:
        pairs = _("、").join(_pair(one) for one in open_)
        return _(
            "部门条件相抵，还没有写明怎样处理：%(pairs)s。请逐处写明（至少%(n)d个字），或者退回请部门会商。"
        ) % {"pairs": pairs, "n": SETTLED_MIN}
    return None


def _pair(clash: Clash) -> str:
    said = {"one": clash.one.number, "other": clash.other.number, "subject": clash.one.term.subject}
    return _("%(one)d 与 %(other)d（%(subject)s）") % said


def _with_settled(file: CaseFile, words: str, settled: Mapping[str, str]) -> str:
    """The reasons with what was decided about each clash; Chinese, like the decision itself."""
    lines = [words]
    for one in clashes(placed(file)):
        subject = one.one.term.subject
        lines.append(
            f"第{one.one.number}、{one.other.number}条部门条件相抵（{subject}）：{settled[one.key].strip()}"
        )
    return "\n".join(lines)


def why_not_refuse(reasons: str, legal_basis: str) -> str | None:
    """Clerks may not refuse without a reason: why these words are not enough, or None."""
    if len(reasons.strip()) < REASON_MIN:
        return _("不予许可必须说明理由：请写清哪一条条件不符合、依据哪些材料（至少%(n)d个字）。") % {
            "n": REASON_MIN
        }
    if len(legal_basis.strip()) < 4:
        return _("不予许可必须写明法律依据，例如《中华人民共和国建筑法》第八条。")
    return None


def _deciding(file: CaseFile, by: int) -> StepRow:
    step = require_ready(file, StepKind.DECIDE)
    require_verb(file, Verb.DECIDE, department_id=step.department_id)
    require_other_person(file, by)
    return step


def _decided(changes: Changes, step: StepRow, outcome: str) -> date:
    """What every decision does to steps and clocks; by when it must reach the applicant (art. 44)."""
    file = changes.file
    changes.step_done(step, result=outcome)
    _nothing_owed(changes)
    clock = file.clock(ClockName.DECISION)
    on_time: bool | None = None
    days: int | None = None
    if clock:
        after = changes.stop_clock(clock)
        days = changes.used_days(after)
        on_time = changes.on <= clock.promised_due_on
    deliver_by = changes.open_clock(
        ClockName.DELIVERY,
        round_=file.decisions + 1,
        days=file.plan.delivery_days,
        department_id=file.department_id,
        unit=Unit.WORKING_DAYS,
    )
    changes.open_successors(step, deliver_by=deliver_by)
    changes.set["decided_on"] = changes.on
    changes.delta(outcome, days=days, on_time=on_time)
    return deliver_by


def _nothing_owed(changes: Changes) -> None:
    """A refusal does not wait for opinions or promised materials: nobody owes them any longer."""
    file = changes.file
    for asked in file.ready(StepKind.CO_OPINION):
        changes.step(asked, StepState.CANCELLED)
        clock = file.clock(step_clock(asked))
        if clock:
            changes.stop_clock(clock)
    promise = file.clock(ClockName.PROMISE)
    if promise:
        changes.stop_clock(promise)


def grant(
    file: CaseFile,
    *,
    by: int,
    at: datetime,
    reasons: str = "",
    conditions: Sequence[str] = (),
    settled: Mapping[str, str] | None = None,
) -> Changes:
    """准予: by a person who neither accepted nor reviewed; the delivery clock starts.

    `settled` answers each clash of the departments' conditions by its key and joins the reasons.
    """
    step = _deciding(file, by)
    answers = settled or {}
    reason = why_not_grant(file) or what_grant_lacks(file, reasons, answers)
    if reason:
        raise Refused(reason, code="not_ready_to_grant")
    changes = Changes(file, Act.GRANT, by=by, role=Role.OFFICER, at=at)
    words = _with_settled(file, reasons.strip() or "申请符合法定条件、标准，准予许可。", answers)
    decision(
        changes, Outcome.GRANTED, reasons=words, legal_basis=file.plan.legal_basis, conditions=conditions
    )
    deliver_by = _decided(changes, step, Outcome.GRANTED)
    letter(
        changes,
        conditions=list(conditions),
        legal_basis=file.plan.legal_basis,
        granted=file.plan.result_name,
        deliver_by_on=deliver_by,
        way=DeliveryMode(file.delivery_mode).label,
    )
    return changes.finish(outcome=Outcome.GRANTED)


def refuse(
    file: CaseFile, *, by: int, at: datetime, reasons: str, legal_basis: str, remedy: str = ""
) -> Changes:
    """不予许可 (art. 38): reasons, legal basis and the ways to contest it, or no refusal at all."""
    step = _deciding(file, by)
    why = why_not_refuse(reasons, legal_basis)
    if why:
        raise Refused(why, code="no_reason")
    changes = Changes(file, Act.REFUSE, by=by, role=Role.OFFICER, at=at)
    words = remedy.strip() or remedies(file)
    decision(
        changes, Outcome.REFUSED, reasons=reasons.strip(), legal_basis=legal_basis.strip(), remedies=words
    )
    _decided(changes, step, Outcome.REFUSED)
    letter(changes, reasons=[reasons.strip()], legal_basis=legal_basis.strip(), remedies=words)
    return changes.finish(outcome=Outcome.REFUSED)
