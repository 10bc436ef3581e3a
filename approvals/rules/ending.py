"""Endings without a decision: withdrawn by the applicant, lapsed, terminated; and the archive."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from approvals.casefile import CaseFile, Changes
from approvals.casefile.letters import letter, remedies
from approvals.enums import ClockName, Outcome
from approvals.rules.standing import require_applicant, require_verb
from approvals.workflow import Act, Role
from core.errors import Refused


def _over(changes: Changes) -> None:
    changes.stop_all_clocks()
    changes.cancel_steps()


def withdraw(file: CaseFile, *, by: int, at: datetime, reason: str = "") -> Changes:
    """撤回申请: any time before the decision, without reasons; filing again is free."""
    require_applicant(file)
    changes = Changes(file, Act.WITHDRAW, by=by, role=Role.APPLICANT, at=at)
    if file.state not in changes.line.source:
        raise Refused(_("决定已经作出，不能再撤回。对决定有意见，可以申请复议。"), code="wrong_state")
    _over(changes)
    if reason.strip():
        changes.keep("reason", reason.strip())
    changes.delta("withdrawn")
    letter(changes, withdrawn_at=at, reasons=[reason] if reason.strip() else [])
    return changes.finish(outcome=Outcome.WITHDRAWN, ended=True)


def lapse(file: CaseFile, *, at: datetime) -> Changes:
    """逾期未补正: only where the item's own rule says so; filing again is free."""
    clock = file.clock(ClockName.SUPPLEMENT)
    changes = Changes(file, Act.LAPSE, by=None, role=Role.SYSTEM, at=at)
    if not file.plan.lapse_basis:
        raise Refused(_("这个事项没有逾期未补正即终结的规定。"), code="no_rule")
    if clock is None or changes.on <= clock.statutory_due_on:
        raise Refused(_("补正期限还没有过。"), code="not_due")
    _over(changes)
    letter(
        changes,
        reasons=["您没有在告知的期限内补正申请材料，视为放弃申请。"],
        supplement_due_on=clock.statutory_due_on,
        legal_basis=file.plan.lapse_basis,
        remedies=remedies(file),
    )
    changes.delta("lapsed")
    return changes.finish(outcome=Outcome.LAPSED, ended=True)


def terminate(file: CaseFile, *, by: int, at: datetime, reason: str) -> Changes:
    """终止办理: with its ground, for example that the applicant no longer exists (许可法 art. 70)."""
    require_verb(file, Verb.DECIDE)
    if len(reason.strip()) < 10:
        raise Refused(_("终止办理要写明理由和依据。"), code="no_reason")
    changes = Changes(file, Act.TERMINATE, by=by, role=Role.OFFICER, at=at)
    _over(changes)
    changes.keep("reason", reason.strip())
    letter(changes, reasons=[reason.strip()], remedies=remedies(file))
    changes.delta("terminated")
    return changes.finish(outcome=Outcome.TERMINATED, ended=True)


def close(file: CaseFile, *, at: datetime) -> Changes:
    """归档: by the system, some time after the case has ended."""
    changes = Changes(file, Act.CLOSE, by=None, role=Role.SYSTEM, at=at)
    return changes.finish()
