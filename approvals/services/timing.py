"""Services of the case's time; the rules are in approvals.rules.timing."""

from collections.abc import Sequence

from accounts.models import User
from approvals.casefile import Changes
from approvals.rules import timing
from approvals.services.act import Answer, perform, perform_many
from core.now import now


def suspend_case(case_id: int, *, by: User, ground: str, expected_days: int, reason: str) -> Changes:
    """暂停计时."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: timing.suspend(
            file, by=by.pk, at=now(), ground=ground, expected_days=expected_days, reason=reason
        ),
    )


def resume_case(case_id: int, *, by: User) -> Changes:
    """恢复计时."""
    return perform(case_id, by=by.pk, decide=lambda file: timing.resume(file, by=by.pk, at=now()))


def extend_case(case_id: int, *, by: User, days: int, reason: str) -> Changes:
    """延长期限."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: timing.extend(file, by=by.pk, at=now(), days=days, reason=reason),
    )


def redate_cases(case_ids: Sequence[int], *, reason: str) -> list[Answer]:
    """日历调整, in one batch: a year's notice was imported or changed."""
    return perform_many(case_ids, by=None, decide=lambda file: timing.redate(file, at=now(), reason=reason))
