"""Services between desks and departments; the rules are in approvals.rules.cooperation."""

from collections.abc import Mapping, Sequence

from accounts.models import Department, User
from approvals.casefile import Changes
from approvals.rules import cooperation
from approvals.services.act import perform
from core.now import now


def pre_review_case(case_id: int, *, by: User, comment: str) -> Changes:
    """预审."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: cooperation.pre_review(file, by=by.pk, at=now(), comment=comment),
    )


def transfer_case(case_id: int, *, by: User, to: Department, reason: str) -> Changes:
    """转办."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: cooperation.transfer(
            file,
            by=by.pk,
            at=now(),
            department_id=to.pk,
            department_name=to.official_name,
            phone=to.phone,
            reason=reason,
        ),
    )


def consult_departments(
    case_id: int, *, by: User, departments: Sequence[Department], question: str, days: int
) -> Changes:
    """征求部门意见."""
    ids = [department.pk for department in departments]
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: cooperation.consult(
            file, by=by.pk, at=now(), department_ids=ids, question=question, days=days
        ),
    )


def give_opinion(
    case_id: int,
    *,
    by: User,
    node: str,
    result: str,
    opinion: str = "",
    terms: Sequence[Mapping[str, str]] = (),
) -> Changes:
    """部门会签."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: cooperation.give_opinion(
            file, by=by.pk, at=now(), node=node, result=result, opinion=opinion, terms=terms
        ),
    )
