"""Intake (行政许可法 art. 32): accept, ask once for everything missing, or do not accept with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from admin_center.clocks.enums import Unit
from approvals.casefile import CaseFile, Changes
from approvals.casefile.file import ClockRow, StepRow
from approvals.casefile.letters import days_text, decision, law, letter, remedies
from approvals.enums import ClockName, MaterialState, Outcome, StepKind, Verdict
from approvals.rules.standing import require_ready, require_verb
from approvals.workflow import Act, Role
from core.documents.kinds import DocumentKind
from core.errors import Refused
from core.now import local

REASON_MIN = 6


@dataclass(frozen=True, slots=True)
class Check:
    """A clerk's verdict on one material."""

    verdict: str
    reason: str = ""


def unready_materials(file: CaseFile, checks: Mapping[str, Check]) -> list[str]:
    """Names of materials that stand in the way of acceptance."""
    names = []
    for row in file.materials:
        verdict = checks[row.key].verdict if row.key in checks else row.verdict
        absent = row.required and row.state == MaterialState.ABSENT
        if absent or verdict in (Verdict.MISSING, Verdict.DOUBT):
            names.append(row.name)
    return names


def why_not_accept(file: CaseFile, checks: Mapping[str, Check] | None = None) -> str | None:
    """Why a case cannot be accepted now, or None."""
    names = unready_materials(file, checks or {})
    if names:
        return _("还有 %(count)d 件材料没有核对齐：%(names)s。请一次告知申请人补正。") % {
            "count": len(names),
            "names": _("、").join(names),
        }
    return None


def accept(file: CaseFile, *, by: int, at: datetime, checks: Mapping[str, Check] | None = None) -> Changes:
    """受理: the materials are complete and in legal form; the decision clock starts today (day 0)."""
    require_verb(file, Verb.RECEIVE)
    step = require_ready(file, StepKind.ACCEPT)
    reason = why_not_accept(file, checks)
    if reason:
        raise Refused(reason, code="incomplete")
    changes = Changes(file, Act.ACCEPT, by=by, role=Role.OFFICER, at=at)
    write_checks(changes, checks or {})
    return _accepted_by_officer(changes, step)


def accept_conditionally(
    file: CaseFile, *, by: int, at: datetime, promised: Sequence[str], days: int, checks: Mapping[str, Check]
) -> Changes:
    """容缺受理: accepted now, the named secondary materials are promised within `days` working days."""
    require_verb(file, Verb.RECEIVE)
    step = require_ready(file, StepKind.ACCEPT)
    rows = [row for row in file.materials if row.key in promised]
    if not rows or len(rows) != len(set(promised)):
        raise Refused(_("请选择容缺后补的材料。"), code="no_material")
    if not 1 <= days <= file.plan.statutory_days:
        raise Refused(_("补齐期限至少 1 个工作日，不超过法定办理时限。"), code="bad_days")
    others = {key: check for key, check in checks.items() if key not in promised}
    rest = [name for name in unready_materials(file, others) if name not in {row.name for row in rows}]
    if rest:
        raise Refused(_("还有材料没有核对齐：%(names)s。") % {"names": _("、").join(rest)}, code="incomplete")
    changes = Changes(file, Act.ACCEPT_CONDITIONALLY, by=by, role=Role.OFFICER, at=at)
    write_checks(changes, others)
    due_on = changes.open_clock(ClockName.PROMISE, round_=file.round, days=days, unit=Unit.WORKING_DAYS)
    for row in rows:
        changes.material(row, verdict=Verdict.MISSING, state=MaterialState.PROMISED, complete_by=due_on)
    changes.data["promised"] = sorted(promised)
    return _accepted_by_officer(changes, step, promised=promised, complete_by_on=due_on)


def is_unanswered(file: CaseFile, on: date) -> bool:
    """Whether the term of the intake answer is over: the case counts as accepted since its receipt."""
    intake = file.clock(ClockName.INTAKE)
    return intake is not None and on > intake.statutory_due_on


def require_answerable(changes: Changes) -> None:
    """Refused: too late to ask for more, to turn away or to hand on (art. 32(4)), sweep or no sweep."""
    if is_unanswered(changes.file, changes.on):
        raise Refused(
            _("受理答复的期限已过，依法自收到之日起视为受理，不能再要求补正、不予受理或者转办。"),
            code="deemed",
        )


def _accepted_by_officer(changes: Changes, step: StepRow, **told: Any) -> Changes:
    """Today is day 0; the receipt is where the intake term was over before the officer came."""
    intake = changes.file.clock(ClockName.INTAKE)
    if intake is None or not is_unanswered(changes.file, changes.on):
        return accepted(changes, step, start_at=changes.at, **told)
    return _deemed(changes, step, intake, **told)


def _deemed(changes: Changes, step: StepRow, intake: ClockRow, **told: Any) -> Changes:
    changes.set["is_deemed"] = True
    changes.card("red", "deemed")
    due_on = intake.statutory_due_on
    return accepted(changes, step, start_at=intake.start_at, deemed=True, answer_due_on=due_on, **told)


def accepted(
    changes: Changes, step: StepRow, *, start_at: datetime, promised: Sequence[str] = (), **told: Any
) -> Changes:
    """What every acceptance does, lawful or deemed: intake stops, the decision clock starts.

    `told` joins the letter.
    """
    file = changes.file
    intake = file.clock(ClockName.INTAKE)
    changes.step_done(step, result="accepted")
    if intake:
        changes.stop_clock(intake)
    due_on = changes.open_clock(
        ClockName.DECISION,
        days=file.plan.promised_days,
        statutory=file.plan.statutory_days,
        department_id=file.department_id,
        start_at=start_at,
    )
    changes.open_successors(step)
    changes.set |= {"accepted_on": local(start_at).date(), "accepted_by_id": changes.by}
    changes.delta("accepted")
    letter(
        changes,
        accepted_on=local(start_at).date(),
        decision_due_on=due_on,
        legal_basis=law(file, "第三十二条"),
        statutory_days=days_text(file.plan.statutory_days, file.plan.unit),
        promised_days=days_text(file.plan.promised_days, file.plan.unit) if file.plan.promised_days else "",
        promised=list(promised),
        materials=[
            {
                "name": row.name,
                "form": MaterialState(MaterialState.PROMISED if row.key in promised else row.state).label,
            }
            for row in file.materials
        ],
        **told,
    )
    return changes.finish()


def deem_accepted(file: CaseFile, *, at: datetime) -> Changes:
    """逾期视为受理: no answer within the intake term, so accepted as of the receipt (art. 32(4)).

    After a supplement the receipt is that of the completed materials, not of the first submission.
    """
    step = require_ready(file, StepKind.ACCEPT)
    intake = file.clock(ClockName.INTAKE)
    changes = Changes(file, Act.DEEM_ACCEPTED, by=None, role=Role.SYSTEM, at=at)
    if intake is None or not is_unanswered(file, changes.on):
        raise Refused(_("受理答复的期限还没有过。"), code="not_due")
    return _deemed(changes, step, intake)


def write_checks(changes: Changes, checks: Mapping[str, Check]) -> None:
    """Write the verdicts the clerk gave."""
    for key, check in checks.items():
        row = changes.file.material(key)
        if row is None:
            raise Refused(_("这件办件没有这项材料，请刷新后再试。"), code="unknown_material")
        if check.verdict:
            changes.material(row, verdict=Verdict(check.verdict), reason=check.reason or None)


def not_accept(file: CaseFile, *, by: int, at: datetime, reason: str, right_agency: str = "") -> Changes:
    """不予受理 (art. 32(1)(2)): with the reason and, where another agency is competent, its name."""
    require_verb(file, Verb.RECEIVE)
    require_ready(file, StepKind.ACCEPT)
    if len(reason.strip()) < REASON_MIN:
        raise Refused(_("不予受理要写明理由，至少一句话。"), code="no_reason")
    changes = Changes(file, Act.NOT_ACCEPT, by=by, role=Role.OFFICER, at=at)
    require_answerable(changes)
    changes.stop_all_clocks()
    changes.cancel_steps()
    decision(
        changes,
        Outcome.NOT_ACCEPTED,
        reasons=reason.strip(),
        legal_basis=law(file, "第三十二条") or file.plan.legal_basis,
        remedies=remedies(file),
    )
    if right_agency.strip():
        changes.data["right_agency"] = right_agency.strip()
    letter(
        changes,
        DocumentKind.NOT_OUR_MATTER if right_agency.strip() else DocumentKind.NON_ACCEPTANCE,
        reasons=[reason.strip()],
        right_agency=right_agency.strip(),
        legal_basis=law(file, "第三十二条") or file.plan.legal_basis,
        remedies=remedies(file),
    )
    changes.delta("not_accepted")
    return changes.finish(outcome=Outcome.NOT_ACCEPTED, ended=True)
