"""Handing over and asking others: pre-review, transfer, consultation and its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from admin_center.clocks.enums import Unit
from approvals.casefile import CaseFile, Changes
from approvals.casefile.letters import letter
from approvals.enums import ClockName, StepKind, StepState
from approvals.rules.clashes import read_terms
from approvals.rules.intake import require_answerable
from approvals.rules.standing import require_ready, require_verb
from approvals.workflow import Act, Role
from core.errors import Refused

RESULTS = ("agree", "conditions", "disagree", "need_supplement")
WORDS_MIN = 6


def pre_review(file: CaseFile, *, by: int, at: datetime, comment: str) -> Changes:
    """预审: a remark of a window or township desk before acceptance; it binds nobody, time goes on."""
    require_verb(file, Verb.RECEIVE, at_site=True)
    if len(comment.strip()) < WORDS_MIN:
        raise Refused(_("请写明预审意见。"), code="no_comment")
    changes = Changes(file, Act.PRE_REVIEW, by=by, role=Role.OFFICER, at=at)
    changes.keep("comment", comment.strip())
    return changes.finish()


def transfer(
    file: CaseFile,
    *,
    by: int,
    at: datetime,
    department_id: int,
    department_name: str,
    phone: str = "",
    reason: str,
) -> Changes:
    """转办: before acceptance, to the department that is competent; the intake term goes on.

    `phone` is the competent department's, for the letter.
    """
    require_verb(file, Verb.RECEIVE)
    require_ready(file, StepKind.ACCEPT)
    if department_id == file.department_id:
        raise Refused(_("这件事本来就在这个部门。"), code="same_department")
    if len(reason.strip()) < WORDS_MIN:
        raise Refused(_("转办要写明理由。"), code="no_reason")
    changes = Changes(file, Act.TRANSFER, by=by, role=Role.OFFICER, at=at)
    require_answerable(changes)
    for step in file.steps:
        if step.state in (StepState.READY, StepState.WAITING):
            changes.step(step, step.state, department_id=department_id)
    for clock in file.clocks:
        changes.hand_over_clock(clock, department_id, reason=reason.strip())
    changes.set["department_id"] = department_id
    changes.data |= {"from": file.department_id, "to": department_id}
    changes.keep("reason", reason.strip())
    intake = file.clock(ClockName.INTAKE)
    letter(
        changes,
        to=department_name,
        to_phone=phone,
        answer_due_on=intake.promised_due_on if intake else None,
        reasons=[reason.strip()],
    )
    return changes.finish()


def consult(
    file: CaseFile, *, by: int, at: datetime, department_ids: Sequence[int], question: str, days: int
) -> Changes:
    """征求部门意见: each department gets its own step and clock, all at once; the main term goes on."""
    require_verb(file, Verb.REVIEW)
    wanted = list(dict.fromkeys(department_ids))
    if not wanted:
        raise Refused(_("请选择要征求意见的部门。"), code="no_department")
    if len(question.strip()) < WORDS_MIN:
        raise Refused(_("请写明要征求什么意见。"), code="no_question")
    if not 1 <= days <= file.plan.statutory_days:
        raise Refused(_("答复期限至少 1 个工作日，不超过法定办理时限。"), code="bad_days")
    changes = Changes(file, Act.CONSULT, by=by, role=Role.OFFICER, at=at)
    for department_id in wanted:
        node = f"opinion-{department_id}"
        before = file.step(node)
        if before and before.state == StepState.READY:
            raise Refused(_("这个部门的意见还在等，不用再问一次。"), code="already_asked")
        round_ = before.round + 1 if before else 1
        due_on = changes.open_clock(
            f"{ClockName.STEP}:{node}",
            round_=round_,
            days=days,
            department_id=department_id,
            unit=Unit.WORKING_DAYS,
        )
        changes.added_step(
            node,
            StepKind.CO_OPINION,
            department_id=department_id,
            position=_before_decision(file),
            round_=round_,
            due_on=due_on,
            question=question.strip(),
        )
    changes.data["departments"] = wanted
    changes.keep("question", question.strip())
    return changes.finish()


def _before_decision(file: CaseFile) -> int:
    decide = next((s.position for s in file.steps if s.kind == StepKind.DECIDE), 1)
    return max(decide - 1, 1)


def give_opinion(
    file: CaseFile,
    *,
    by: int,
    at: datetime,
    node: str,
    result: str,
    opinion: str,
    terms: Sequence[Mapping[str, str]] = (),
) -> Changes:
    """部门会签: agree, agree with conditions, disagree with reasons, or ask for more through the lead.

    `terms` are conditions line by line, so that they can be compared with those of other departments.
    """
    step = require_ready(file, StepKind.CO_OPINION, node)
    require_verb(file, Verb.REVIEW, department_id=step.department_id)
    if result not in RESULTS:
        raise Refused(_("请选择同意、附条件同意、不同意或需要补充。"), code="no_result")
    lines = [asdict(term) for term in read_terms(terms)]
    if lines and result != "conditions":
        raise Refused(
            _("逐条填了条件，结论请选“附条件同意”；不附条件的，请把条件清空。"), code="terms_unasked"
        )
    if result != "agree" and not lines and len(opinion.strip()) < WORDS_MIN:
        raise Refused(_("附条件、不同意或需要补充的，要写明内容和理由。"), code="no_opinion")
    changes = Changes(file, Act.GIVE_OPINION, by=by, role=Role.OFFICER, at=at)
    changes.step_done(step, result=result, opinion=opinion.strip(), **({"terms": lines} if lines else {}))
    changes.data["result"] = result
    changes.keep("opinion", opinion.strip())
    if lines:
        changes.keep("terms", lines)
    return changes.finish()
