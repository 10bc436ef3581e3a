"""Who may act on a case, and in which words they are turned away."""

from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from approvals.casefile.file import CaseFile, StepRow
from core.errors import Forbidden, Refused


def require_applicant(file: CaseFile) -> None:
    """The applicant, or an agent whose mandate covers the item today."""
    if not file.acts_for_applicant:
        raise Forbidden(_("只有申请人或者受委托的人可以这样做。"))


def require_verb(
    file: CaseFile, verb: str, *, department_id: int | None = None, at_site: bool = False
) -> None:
    """An officer who holds that power here, and is not the applicant (回避)."""
    if not file.may(verb, department_id=department_id, at_site=at_site):
        raise Forbidden(_("您没有这个部门的“%(verb)s”权限。") % {"verb": Verb(verb).label})
    if file.acts_for_applicant:
        raise Forbidden(_("这是您自己申请的事，应当回避，请交给同事办理。"))


def require_ready(file: CaseFile, kind: str | None = None, node: str | None = None) -> StepRow:
    """The step that waits to be done, by kind or by node. Refused: it is not its turn."""
    for step in file.ready(kind):
        if node in (None, step.node):
            return step
    raise Refused(_("这个环节现在不能办：可能已有人办过，或者还没轮到。"), code="not_ready")


def require_other_person(file: CaseFile, by: int) -> None:
    """Whoever accepted or reviewed does not decide, unless the item allows one person (decision 12)."""
    if file.plan.one_person_allowed:
        return
    reviewers = {s.done_by_id for s in file.steps if s.kind not in ("decide", "certificate")}
    if by in reviewers | {file.accepted_by_id}:
        raise Forbidden(_("受理或审查过这件事的人不能再作决定，请交由另一位负责人决定。"))
