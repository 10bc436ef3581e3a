"""After the decision: correction, revocation by two people, reopening, renewal by silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from admin_center.clocks.enums import Unit
from approvals.casefile import CaseFile, Changes
from approvals.casefile.letters import LICENSING_LAW, decision, law, letter, remedies
from approvals.casefile.sealing import sealed
from approvals.enums import ClockName, DeliveryMode, Outcome, StepKind, StepState
from approvals.models import Case
from approvals.rules.standing import require_ready, require_verb
from approvals.rules.statements import STATED
from approvals.workflow import Act, Role
from core.documents.kinds import DocumentKind
from core.errors import Conflict, Forbidden, Refused

REASON_MIN = 10
HEARD_MIN = 4
# What is written where nothing was stated; after a statement it would be untrue.
NOTHING_STATED = "期限内没有提出"
# The law names no period for stating and defending; five working days are the house's own measure.
STATEMENT_DAYS = 5
REVOCATION = "revocation"


def _reason(words: str) -> str:
    if len(words.strip()) < REASON_MIN:
        raise Refused(_("请写明理由和依据，至少十个字。"), code="no_reason")
    return words.strip()


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate of the case that holds."""

    id: int
    number: str
    issued_on: date
    expires_on: date | None = None


def _named(file: CaseFile, papers: Sequence[Paper]) -> dict[str, Any]:
    """How letters name the certificate they are about."""
    paper = papers[0] if papers else None
    return {
        "certificate_title": file.plan.result_name,
        "certificate_number": paper.number if paper else "",
        "certificate_issued_on": paper.issued_on if paper else file.decided_on,
    }


def propose_revocation(
    file: CaseFile, *, by: int, at: datetime, reason: str, certificates: Sequence[Paper] = ()
) -> Changes:
    """提出撤销 (许可法 art. 69): the first of two people; the certificate holds on.

    The holder is told facts, reasons and law, and may state and defend (art. 7) within STATEMENT_DAYS.
    """
    require_verb(file, Verb.REVIEW)
    words = _reason(reason)
    before = file.step(REVOCATION)
    if before and before.state == StepState.READY:
        raise Refused(_("已有人提出撤销，正在等负责人决定。"), code="already_proposed")
    changes = Changes(file, Act.PROPOSE_REVOCATION, by=by, role=Role.OFFICER, at=at)
    round_ = before.round + 1 if before else 1
    state_by = changes.open_clock(
        ClockName.STATEMENT, round_=round_, days=STATEMENT_DAYS, unit=Unit.WORKING_DAYS
    )
    changes.added_step(
        REVOCATION,
        StepKind.REVOCATION,
        department_id=file.department_id,
        position=max(s.position for s in file.steps) + 1,
        round_=round_,
        due_on=None,
        question=words,
    )
    changes.keep("reason", words)
    letter(
        changes,
        **_named(file, certificates),
        reasons=[words],
        legal_basis=law(file, "第六十九条") or file.plan.legal_basis,
        right_basis=law(file, "第七条"),
        state_by_on=state_by,
    )
    return changes.finish()


def why_not_revoke_yet(file: CaseFile, on: date) -> str | None:
    """While the holder may still state and defend, nobody decides; or None."""
    clock = file.clock(ClockName.STATEMENT)
    if clock and on <= clock.promised_due_on:
        return _("持证人可以陈述、申辩到%(on)s，期限过后才能决定是否撤销。") % {
            "on": date_format(clock.promised_due_on, "DATE_FORMAT")
        }
    return None


def why_not_heard(heard: str, *, stated: bool) -> str | None:
    """Why these words do not tell how the holder was heard (许可法 art. 7), or None."""
    words = heard.strip().rstrip("。.")
    if stated and (len(words) < REASON_MIN or words == NOTHING_STATED):
        return _("持证人已经在网上陈述、申辩。请写明主要内容，采纳了哪些，不采纳的说明理由。")
    if len(words) < HEARD_MIN:
        return _("请写明持证人陈述、申辩的内容和采纳情况；没有提出的，写“期限内没有提出”。")
    return None


def revoke(
    file: CaseFile,
    *,
    by: int,
    at: datetime,
    reason: str,
    heard: str,
    certificates: Sequence[Paper],
) -> Changes:
    """撤销: by a second person with the power to decide, after the holder could be heard.

    `heard` says what the holder stated and how it was weighed, or that nothing was stated.
    """
    step = require_ready(file, StepKind.REVOCATION)
    require_verb(file, Verb.DECIDE, department_id=step.department_id)
    if step.opened_by_id == by:
        raise Forbidden(_("提出撤销的人不能自己决定，请交由另一位负责人。"))
    changes = Changes(file, Act.REVOKE, by=by, role=Role.OFFICER, at=at)
    early = why_not_revoke_yet(file, changes.on)
    if early:
        raise Refused(early, code="not_heard")
    words = _reason(reason)
    unheard = why_not_heard(heard, stated=step.result == STATED)
    if unheard:
        raise Refused(unheard, code="not_heard")
    clock = file.clock(ClockName.STATEMENT)
    if clock:
        changes.stop_clock(clock)
    changes.step_done(step, result="revoked", opinion=f"{words}\n{heard.strip()}")
    for paper in certificates:
        changes.rows["document_set"].append(
            {"id": paper.id, "state": "revoked", "revoked_at": at, "revoked_reason": words[:300]}
        )
    basis = law(file, "第六十九条") or file.plan.legal_basis
    remedy = remedies(file)
    decision(changes, Outcome.REVOKED, reasons=words, legal_basis=basis, remedies=remedy)
    changes.keep("heard", heard.strip())
    letter(
        changes,
        **_named(file, certificates),
        revoked_on=changes.on,
        reasons=[words],
        heard=heard.strip().rstrip("。"),
        legal_basis=basis,
        remedies=remedy,
    )
    changes.delta("revoked")
    return changes.finish(outcome=Outcome.REVOKED)


def correct(
    file: CaseFile,
    *,
    by: int,
    at: datetime,
    reason: str,
    old: Paper,
    seen: int,
    rows: Sequence[object] = (),
    mended: tuple[str, Mapping[str, Any]] | None = None,
) -> Changes:
    """更正: a slip is mended by a new sheet; the old one is marked replaced, never lost.

    `mended` is the key of the answer that was put right and the whole form with it, read at version `seen`.
    """
    require_verb(file, Verb.DECIDE)
    if seen != file.version:
        raise Conflict(_("您打开之后，已有人先处理了这件事。请看最新情况再办。"))
    words = _reason(reason)
    changes = Changes(file, Act.CORRECT, by=by, role=Role.OFFICER, at=at)
    changes.rows["document_set"].append(
        {"id": old.id, "state": "replaced", "revoked_at": at, "revoked_reason": words[:300]}
    )
    if mended:
        key, answers = mended
        changes.set["answers"] = sealed(Case, "answers", dict(answers))
        changes.data["field"] = key
        changes.keep("answers", {key: answers[key]})
    number = f"{old.number}（更正{changes.seq}）"
    changes.data["certificate"] = letter(
        changes,
        DocumentKind.CERTIFICATE,
        number=number,
        title=file.plan.result_name,
        state_line="本证更正并替代原证。",
        rows=[{"label": "持证人", "lines": [file.applicant_name]}, *rows],
        valid_from_on=old.issued_on,
        expires_on=old.expires_on,
    )
    letter(changes, **_named(file, [old]), new_number=number, reasons=[words])
    changes.data["corrects"] = old.number
    changes.keep("reason", words)
    return changes.finish()


def reopen(file: CaseFile, *, by: int, at: datetime, reason: str, decided: Sequence[int] = ()) -> Changes:
    """重新办理: an appeal was upheld, so the agency decides anew; a new decision clock starts today.

    `decided` are the papers of the decision that fell: decision letter and certificate hold no longer.
    """
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
    for pk in decided:
        changes.rows["document_set"].append(
            {"id": pk, "state": "revoked", "revoked_at": at, "revoked_reason": "原决定已依法撤销，重新办理。"}
        )
    due_on = changes.open_clock(
        ClockName.DECISION,
        round_=file.decisions + 1,
        days=file.plan.promised_days,
        statutory=file.plan.statutory_days,
        department_id=file.department_id,
    )
    _again(changes, review)
    changes.delta(file.outcome or "decided", n=-1)
    changes.keep("reason", words)
    letter(
        changes,
        decided_on=file.decided_on,
        outcome="不予批准" if file.outcome == Outcome.REFUSED else Outcome(file.outcome).label,
        decision_due_on=due_on,
        reasons=[words],
    )
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
        deemed=True,
        old_expires_on=expired_on,
        legal_basis=f"{LICENSING_LAW}第五十条",
        granted=file.plan.result_name,
        deliver_by_on=due_on,
        way=DeliveryMode(file.delivery_mode).label,
    )
    return changes.finish(outcome=Outcome.GRANTED)
