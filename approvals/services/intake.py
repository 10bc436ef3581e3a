"""Services of intake; the rules are in approvals.rules.intake and approvals.rules.supplements."""

from collections.abc import Mapping, Sequence

from accounts.models import User
from approvals.casefile import Changes
from approvals.rules import intake, supplements
from approvals.rules.intake import Check
from approvals.rules.supplements import Missing
from approvals.services.act import perform
from core.now import now


def accept_case(case_id: int, *, by: User, checks: Mapping[str, Check] | None = None) -> Changes:
    """受理."""
    return perform(
        case_id, by=by.pk, decide=lambda file: intake.accept(file, by=by.pk, at=now(), checks=checks)
    )


def accept_case_conditionally(
    case_id: int, *, by: User, promised: Sequence[str], days: int, checks: Mapping[str, Check] | None = None
) -> Changes:
    """容缺受理."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: intake.accept_conditionally(
            file, by=by.pk, at=now(), promised=promised, days=days, checks=checks or {}
        ),
    )


def request_supplement(
    case_id: int,
    *,
    by: User,
    items: Sequence[Missing],
    checks: Mapping[str, Check] | None = None,
    override_reason: str = "",
) -> Changes:
    """一次性补正告知."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: supplements.request_supplement(
            file, by=by.pk, at=now(), items=items, checks=checks, override_reason=override_reason
        ),
    )


def supplement_case(
    case_id: int,
    *,
    by: User,
    files: Mapping[str, Sequence[int]],
    answers: Mapping[str, object] | None = None,
    all_answers: Mapping[str, object] | None = None,
) -> Changes:
    """提交补正. `files` are ids of stored, checked files by material key."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: supplements.supplement(
            file, by=by.pk, at=now(), files=files, answers=answers, all_answers=all_answers
        ),
    )


def not_accept_case(case_id: int, *, by: User, reason: str, right_agency: str = "") -> Changes:
    """不予受理."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: intake.not_accept(
            file, by=by.pk, at=now(), reason=reason, right_agency=right_agency
        ),
    )
