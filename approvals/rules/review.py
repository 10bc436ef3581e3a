"""Review: each step is finished by an officer of its department, with an opinion."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from approvals.casefile import CaseFile, Changes
from approvals.enums import StepKind, StepState
from approvals.rules.standing import require_ready, require_verb
from approvals.workflow import Act, Role
from core.errors import Refused

OPINION_MIN = 2
REVIEW_KINDS = frozenset(
    {StepKind.REVIEW, StepKind.SITE_SURVEY, StepKind.EXPERT_REVIEW, StepKind.PUBLIC_NOTICE}
)


def complete_step(file: CaseFile, *, by: int, at: datetime, node: str, result: str, opinion: str) -> Changes:
    """完成环节: `result` is agree or disagree; the next steps open in the same write."""
    step = require_ready(file, node=node)
    require_verb(file, Verb.REVIEW, department_id=step.department_id)
    if step.kind not in REVIEW_KINDS:
        raise Refused(_("这个环节要用它自己的办法办理。"), code="wrong_kind")
    if result not in ("agree", "disagree"):
        raise Refused(_("请选择同意或不同意。"), code="no_result")
    if len(opinion.strip()) < OPINION_MIN:
        raise Refused(_("请写明审查意见。"), code="no_opinion")
    changes = Changes(file, Act.COMPLETE_STEP, by=by, role=Role.OFFICER, at=at)
    changes.step_done(step, result=result, opinion=opinion.strip())
    changes.open_successors(step)
    changes.data["result"] = result
    changes.keep("opinion", opinion.strip())
    return changes.finish()


def send_back(file: CaseFile, *, by: int, at: datetime, reason: str) -> Changes:
    """退回审查: the decider asks for another look; the last review step opens again, time goes on."""
    step = require_ready(file, StepKind.DECIDE)
    require_verb(file, Verb.DECIDE, department_id=step.department_id)
    if len(reason.strip()) < OPINION_MIN:
        raise Refused(_("退回要写明要补什么。"), code="no_reason")
    done = [s for s in file.steps if s.kind in REVIEW_KINDS and s.state == StepState.DONE]
    if not done:
        raise Refused(_("这件事没有可以退回的审查环节。"), code="no_review")
    last = max(done, key=lambda s: (s.position, s.round))
    changes = Changes(file, Act.SEND_BACK, by=by, role=Role.OFFICER, at=at)
    clock = file.clock(f"step:{step.node}")
    if clock:
        changes.stop_clock(clock)
    node = file.plan.node(last.node)
    due_on = changes.open_clock(
        f"step:{last.node}",
        round_=last.round + 1,
        department_id=last.department_id,
        days=node.days if node else 1,
        statutory=file.plan.statutory_days,
    )
    changes.step(
        step, StepState.RETURNED, done_at=at, done_by_id=by, result="returned", opinion=reason.strip()
    )
    changes.new_step(last, round_=last.round + 1, state=StepState.READY, due_on=due_on)
    changes.new_step(step, round_=step.round + 1, state=StepState.WAITING)
    changes.keep("reason", reason.strip())
    return changes.finish()
