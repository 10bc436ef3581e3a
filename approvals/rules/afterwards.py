"""After the decision: correction, revocation by two people, reopening, renewal by silence."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from admin_center.clocks.enums import Unit
from approvals.casefile import CaseFile, Changes
from approvals.casefile.letters import decision, letter
from approvals.enums import ClockName, Outcome, StepKind, StepState
from approvals.rules.standing import require_ready, require_verb
from approvals.workflow import Act, Role
from core.documents.kinds import DocumentKind
from core.errors import Forbidden, Refused

REASON_MIN = 10
REVOCATION = "revocation"


def _reason(words: str) -> str:
    if len(words.strip()) < REASON_MIN:
        raise Refused(_("请写明理由和依据，至少十个字。"), code="no_reason")
    return words.strip()


def propose_revocation(file: CaseFile, *, by: int, at: datetime, reason: str) -> Changes:
    """提出撤销 (许可法 art. 69): the first of two people; nothing changes for the holder yet."""
    require_verb(file, Verb.REVIEW)
    words = _reason(reason)
    before = file.step(REVOCATION)
    if before and before.state == StepState.READY:
        raise Refused(_("已有人提出撤销，正在等负责人决定。"), code="already_proposed")
    changes = Changes(file, Act.PROPOSE_REVOCATION, by=by, role=Role.OFFICER, at=at)
    changes.added_step(
        REVOCATION,
        StepKind.REVOCATION,
        department_id=file.department_id,
        position=max(s.position for s in file.steps) + 1,
        round_=before.round + 1 if before else 1,
        due_on=None,
        question=words,
    )
    changes.keep("reason", words)
    return changes.finish()


def revoke(
    file: CaseFile, *, by: int, at: datetime, reason: str, certificates: Sequence[tuple[int, str, date]]
) -> Changes:
    """撤销: by a second person with the power to decide. `certificates` are (id, number, issued on)."""
    step = require_ready(file, StepKind.REVOCATION)
    require_verb(file, Verb.DECIDE, department_id=step.department_id)
    if step.opened_by_id == by:
        raise Forbidden(_("提出撤销的人不能自己决定，请交由另一位负责人。"))
    words = _reason(reason)
    changes = Changes(file, Act.REVOKE, by=by, role=Role.OFFICER, at=at)
    changes.step_done(step, result="revoked", opinion=words)
    for pk, _number, _on in certificates:
        changes.rows["document_set"].append(
            {"id": pk, "state": "revoked", "revoked_at": at, "revoked_reason": words[:300]}
        )
    decision(changes, Outcome.REVOKED, reasons=words, legal_basis="《中华人民共和国行政许可法》第六十九条")
    number, issued = (certificates[0][1], certificates[0][2]) if certificates else ("", None)
    letter(
        changes,
        certificate_title=file.plan.result_name,
        certificate_number=number,
        certificate_issued_on=issued,
        revoked_on=changes.on,
        reasons=[words],
    )
    changes.delta("revoked")
    return changes.finish(outcome=Outcome.REVOKED)


def correct(
    file: CaseFile,
    *,
    by: int,
    at: datetime,
    reason: str,
    number: str,
    old_id: int,
    rows: Sequence[object] = (),
) -> Changes:
    """更正: a slip is mended by a new sheet; the old one is marked replaced, never lost."""
    require_verb(file, Verb.DECIDE)
    words = _reason(reason)
    changes = Changes(file, Act.CORRECT, by=by, role=Role.OFFICER, at=at)
    changes.rows["document_set"].append(
        {"id": old_id, "state": "replaced", "revoked_at": at, "revoked_reason": words[:300]}
    )
    letter(
        changes,
        DocumentKind.CERTIFICATE,
        number=f"{number}（更正{changes.seq}）",
        title=file.plan.result_name,
        state_line="本证更正并替代原证。",
        rows=[{"label": "持证人", "lines": [file.applicant_name]}, *rows],
    )
    changes.data["corrects"] = number
    changes.keep("reason", words)
    return changes.finish()


def reopen(file: CaseFile, *, by: int, at: datetime, reason: str) -> Changes:
    """重新办理: an appeal was upheld, so the agency decides anew; a new decision clock starts today."""
    require_verb(file, Verb.SUPERVISE)
    words = _reason(reason)
    changes = Changes(file, Act.REOPEN, by=by, role=Role.OFFICER, at=at)
    changes.require_state()
    if file.outcome not in (Outcome.GRANTED, Outcome.REFUSED):
        raise Refused(
            _("这件事没有作出过准予或不予的决定，不能重新作决定。请申请人重新提交申请。"), code="no_decision"
        )
    for clock in file.clocks:
        changes.stop_clock(clock)
    review = max((s for s in file.steps if s.kind == StepKind.REVIEW), key=lambda s: s.round, default=None)
    for step in file.steps:
        if step.state in (StepState.READY, StepState.WAITING, StepState.SUSPENDED):
            changes.step(step, StepState.CANCELLED)
    changes.open_clock(
        ClockName.DECISION,
        round_=file.decisions + 1,
        days=file.plan.promised_days,
        statutory=file.plan.statutory_days,
        department_id=file.department_id,
    )
    _again(changes, review)
    changes.delta(file.outcome or "decided", n=-1)
    changes.keep("reason", words)
    changes.reopened = True
    return changes.finish(outcome=Outcome.NONE)


def _again(changes: Changes, review: object) -> None:
    file = changes.file
    first = True
    for node in file.plan.nodes:
        if node.kind == StepKind.ACCEPT or (review is None and node.kind in ("site_survey",)):
            continue
        last = file.step(node.key)
        if last is None:
            continue
        due_on = None
        if first:
            due_on = changes.open_clock(
                f"{ClockName.STEP}:{node.key}",
                round_=last.round + 1,
                days=node.days,
                statutory=file.plan.statutory_days,
                department_id=last.department_id,
            )
        changes.new_step(
            last, round_=last.round + 1, state=StepState.READY if first else StepState.WAITING, due_on=due_on
        )
        first = False


def renew_by_silence(file: CaseFile, *, at: datetime, expired_on: date, filed_by: date) -> Changes:
    """视为准予延续 (许可法 art. 50): filed thirty days before expiry and undecided at expiry."""
    changes = Changes(file, Act.RENEW_BY_SILENCE, by=None, role=Role.SYSTEM, at=at)
    changes.require_state()
    if file.received_on > filed_by:
        raise Refused(_("申请不是在有效期届满三十日前提出的。"), code="filed_late")
    if changes.on <= expired_on:
        raise Refused(_("原证还没有到期。"), code="not_expired")
    for clock in file.clocks:
        changes.stop_clock(clock)
    decide = next(s for s in file.steps if s.kind == StepKind.DECIDE)
    for step in file.steps:
        if step.kind in (StepKind.DECIDE, StepKind.CERTIFICATE):
            continue
        if step.state in (StepState.READY, StepState.WAITING, StepState.SUSPENDED):
            changes.step(step, StepState.CANCELLED)
    changes.step(decide, StepState.DEEMED, done_at=at, result="granted")
    certificate = next(s for s in file.steps if s.kind == StepKind.CERTIFICATE)
    due_on = changes.open_clock(
        ClockName.DELIVERY,
        days=file.plan.delivery_days,
        department_id=file.department_id,
        unit=Unit.WORKING_DAYS,
    )
    changes.step(certificate, StepState.READY, opened_at=at, due_on=due_on)
    words = "行政机关在原证有效期届满前没有作出决定，视为准予延续。"
    changes.set |= {
        "decided_on": changes.on,
        "accepted_on": file.accepted_on or file.received_on,
        "is_deemed": True,
    }
    changes.data["outcome"] = "granted"
    changes.card("red", "deemed")
    changes.delta("granted", on_time=False)
    letter(
        changes,
        conditions=[words],
        legal_basis="《中华人民共和国行政许可法》第五十条",
        granted=file.plan.result_name,
    )
    return changes.finish(outcome=Outcome.GRANTED)
