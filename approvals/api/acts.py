"""The acts of officers as a table: address, power, what the body says, and the one service behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.serializers import Serializer

from accounts.models import Department, User
from accounts.models.departments import Verb
from approvals.api import bodies as shape
from approvals.casefile import CaseFile
from approvals.enums import StepKind
from approvals.rules.intake import Check
from approvals.rules.review import REVIEW_KINDS
from approvals.rules.supplements import Missing
from approvals.services import afterwards, cooperation, handling, intake, timing
from approvals.workflow import TRANSITIONS, Act
from core.errors import Refused

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ApiAct:
    """One act. `verb` is the power that must be held somewhere in the case before the body is even read;
    `kinds` are the steps one of which must be waiting, where the act belongs to a step."""

    slug: str
    act: Act
    verb: Verb
    takes: type[Serializer[Any]]
    run: Callable[[int, User, Body], Any]
    kinds: frozenset[str] = frozenset()


def _checks(body: Body) -> dict[str, Check]:
    return {one["material"]: Check(one["verdict"], one["reason"]) for one in body.get("checks", [])}


def _department(slug: str) -> Department:
    found = Department.objects.filter(slug=slug, is_active=True).first()
    if found is None:
        raise Refused(_("没有这个部门：%(slug)s。") % {"slug": slug}, code="unknown_department")
    return found


def _accept(case_id: int, by: User, body: Body) -> Any:
    return intake.accept_case(case_id, by=by, checks=_checks(body))


def _accept_conditionally(case_id: int, by: User, body: Body) -> Any:
    return intake.accept_case_conditionally(
        case_id, by=by, promised=body["promised"], days=body["days"], checks=_checks(body)
    )


def _request_supplement(case_id: int, by: User, body: Body) -> Any:
    return intake.request_supplement(
        case_id,
        by=by,
        items=[Missing(one["key"], one["problem"]) for one in body["items"]],
        checks=_checks(body),
        override_reason=body["override_reason"],
    )


def _not_accept(case_id: int, by: User, body: Body) -> Any:
    return intake.not_accept_case(case_id, by=by, reason=body["reason"], right_agency=body["right_agency"])


def _pre_review(case_id: int, by: User, body: Body) -> Any:
    return cooperation.pre_review_case(case_id, by=by, comment=body["comment"])


def _transfer(case_id: int, by: User, body: Body) -> Any:
    return cooperation.transfer_case(case_id, by=by, to=_department(body["to"]), reason=body["reason"])


def _consult(case_id: int, by: User, body: Body) -> Any:
    departments = [_department(slug) for slug in body["departments"]]
    return cooperation.consult_departments(
        case_id, by=by, departments=departments, question=body["question"], days=body["days"]
    )


def _opinion(case_id: int, by: User, body: Body) -> Any:
    return cooperation.give_opinion(
        case_id,
        by=by,
        node=body["node"],
        result=body["result"],
        opinion=body["opinion"],
        terms=body["terms"],
    )


def _complete_step(case_id: int, by: User, body: Body) -> Any:
    return handling.complete_step(
        case_id, by=by, node=body["node"], result=body["result"], opinion=body["opinion"]
    )


def _send_back(case_id: int, by: User, body: Body) -> Any:
    return handling.send_back(case_id, by=by, reason=body["reason"])


def _grant(case_id: int, by: User, body: Body) -> Any:
    return handling.grant_case(
        case_id,
        by=by,
        reasons=body["reasons"],
        conditions=body["conditions"],
        settled=body["settled"],
    )


def _refuse(case_id: int, by: User, body: Body) -> Any:
    return handling.refuse_case(
        case_id, by=by, reasons=body["reasons"], legal_basis=body["legal_basis"], remedy=body["remedy"]
    )


def _issue(case_id: int, by: User, body: Body) -> Any:
    return handling.issue_certificate(case_id, by=by)


def _deliver(case_id: int, by: User, body: Body) -> Any:
    return handling.deliver_case(case_id, by=by, mode=body["mode"], receiver=body["receiver"])


def _suspend(case_id: int, by: User, body: Body) -> Any:
    return timing.suspend_case(
        case_id,
        by=by,
        ground=body["ground"],
        expected_days=body["expected_days"],
        reason=body["reason"],
    )


def _resume(case_id: int, by: User, body: Body) -> Any:
    return timing.resume_case(case_id, by=by)


def _extend(case_id: int, by: User, body: Body) -> Any:
    return timing.extend_case(case_id, by=by, days=body["days"], reason=body["reason"])


def _terminate(case_id: int, by: User, body: Body) -> Any:
    return handling.terminate_case(case_id, by=by, reason=body["reason"])


def _propose_revocation(case_id: int, by: User, body: Body) -> Any:
    return afterwards.propose_revocation(case_id, by=by, reason=body["reason"])


def _revoke(case_id: int, by: User, body: Body) -> Any:
    return afterwards.revoke_certificate(case_id, by=by, reason=body["reason"], heard=body["heard"])


def _correct(case_id: int, by: User, body: Body) -> Any:
    return afterwards.correct_certificate(
        case_id,
        by=by,
        reason=body["reason"],
        field=body.get("field", ""),
        value=body.get("value", ""),
    )


def _reopen(case_id: int, by: User, body: Body) -> Any:
    return afterwards.reopen_case(case_id, by=by, reason=body["reason"])


_INTAKE = frozenset({StepKind.ACCEPT.value})
_REVIEW = frozenset(str(kind) for kind in REVIEW_KINDS)
_OPINION = frozenset({StepKind.CO_OPINION.value})
_DECIDE = frozenset({StepKind.DECIDE.value})
_PAPER = frozenset({StepKind.CERTIFICATE.value})
_REVOKE = frozenset({StepKind.REVOCATION.value})

# fmt: off
ACTS: tuple[ApiAct, ...] = (
    ApiAct("accept", Act.ACCEPT, Verb.RECEIVE, shape.AcceptIn, _accept, _INTAKE),
    ApiAct("accept-conditionally", Act.ACCEPT_CONDITIONALLY, Verb.RECEIVE, shape.ConditionalIn,
           _accept_conditionally, _INTAKE),
    ApiAct("request-supplement", Act.REQUEST_SUPPLEMENT, Verb.RECEIVE, shape.RequestSupplementIn,
           _request_supplement, _INTAKE),
    ApiAct("not-accept", Act.NOT_ACCEPT, Verb.RECEIVE, shape.NotAcceptIn, _not_accept, _INTAKE),
    ApiAct("pre-review", Act.PRE_REVIEW, Verb.RECEIVE, shape.CommentIn, _pre_review),
    ApiAct("transfer", Act.TRANSFER, Verb.RECEIVE, shape.TransferIn, _transfer, _INTAKE),
    ApiAct("consult", Act.CONSULT, Verb.REVIEW, shape.ConsultIn, _consult),
    ApiAct("opinion", Act.GIVE_OPINION, Verb.REVIEW, shape.OpinionIn, _opinion, _OPINION),
    ApiAct("complete-step", Act.COMPLETE_STEP, Verb.REVIEW, shape.CompleteStepIn,
           _complete_step, _REVIEW),
    ApiAct("suspend", Act.SUSPEND, Verb.REVIEW, shape.SuspendIn, _suspend),
    ApiAct("resume", Act.RESUME, Verb.REVIEW, shape.ActIn, _resume),
    ApiAct("extend", Act.EXTEND, Verb.DECIDE, shape.ExtendIn, _extend),
    ApiAct("send-back", Act.SEND_BACK, Verb.DECIDE, shape.ReasonIn, _send_back, _DECIDE),
    ApiAct("grant", Act.GRANT, Verb.DECIDE, shape.GrantIn, _grant, _DECIDE),
    ApiAct("refuse", Act.REFUSE, Verb.DECIDE, shape.RefuseIn, _refuse, _DECIDE),
    ApiAct("issue", Act.ISSUE, Verb.ISSUE, shape.ActIn, _issue, _PAPER),
    ApiAct("deliver", Act.DELIVER, Verb.ISSUE, shape.DeliverIn, _deliver, _PAPER),
    ApiAct("terminate", Act.TERMINATE, Verb.DECIDE, shape.ReasonIn, _terminate),
    ApiAct("propose-revocation", Act.PROPOSE_REVOCATION, Verb.REVIEW, shape.ReasonIn,
           _propose_revocation),
    ApiAct("revoke", Act.REVOKE, Verb.DECIDE, shape.RevokeIn, _revoke, _REVOKE),
    ApiAct("correct", Act.CORRECT, Verb.DECIDE, shape.CorrectIn, _correct),
    ApiAct("reopen", Act.REOPEN, Verb.SUPERVISE, shape.ReasonIn, _reopen),
)
# fmt: on


def holds(file: CaseFile, verb: str) -> bool:
    """Whether the actor of this file holds the power anywhere in the case; the rule decides exactly where."""
    return any(grant.verb == verb for grant in file.grants)


def possible_acts(file: CaseFile) -> list[str]:
    """The acts that the caller may try now; each is decided again under the lock."""
    if file.acts_for_applicant:
        return []
    waiting = {step.kind for step in file.ready()}
    return [
        one.slug
        for one in ACTS
        if holds(file, one.verb)
        and file.state in TRANSITIONS[one.act].source
        and (not one.kinds or one.kinds & waiting)
    ]
