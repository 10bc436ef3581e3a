"""Services from review to archive; the rules are in approvals.rules."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from accounts.models import User
from approvals.casefile import Changes, read_locked, write
from approvals.models import Case
from approvals.rules import decisions, delivery, ending, review
from approvals.services.act import perform
from approvals.services.numbers import certificate_number, certificate_rows, expiry, number_in_force
from core.now import now, today
from core.outbox.wake import wake_relay


def complete_step(case_id: int, *, by: User, node: str, result: str, opinion: str) -> Changes:
    """完成审查、踏勘、评审或公示环节."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: review.complete_step(
            file, by=by.pk, at=now(), node=node, result=result, opinion=opinion
        ),
    )


def send_back(case_id: int, *, by: User, reason: str) -> Changes:
    """退回审查."""
    return perform(
        case_id, by=by.pk, decide=lambda file: review.send_back(file, by=by.pk, at=now(), reason=reason)
    )


def grant_case(
    case_id: int,
    *,
    by: User,
    reasons: str = "",
    conditions: Sequence[str] = (),
    settled: Mapping[str, str] | None = None,
) -> Changes:
    """准予许可; `settled` says by clash which condition holds."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: decisions.grant(
            file, by=by.pk, at=now(), reasons=reasons, conditions=conditions, settled=settled
        ),
    )


def refuse_case(case_id: int, *, by: User, reasons: str, legal_basis: str, remedy: str = "") -> Changes:
    """不予许可, never without reasons."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: decisions.refuse(
            file, by=by.pk, at=now(), reasons=reasons, legal_basis=legal_basis, remedy=remedy
        ),
    )


def issue_certificate(case_id: int, *, by: User) -> Changes:
    """制证: besides read and write, one statement for what the certificate says, one for its number."""
    rows = certificate_rows(Case.objects.select_related("item_version").get(pk=case_id))
    with transaction.atomic(durable=True):
        file = read_locked(case_id, by=by.pk)
        delivery.require_issuable(file)
        number = certificate_number(file, on=today())
        changes = delivery.issue(
            file, by=by.pk, at=now(), number=number, rows=rows, expires_on=expiry(file, on=today())
        )
        write(changes)
    wake_relay()
    return changes


def deliver_case(case_id: int, *, by: User | None, mode: str, receiver: str = "") -> Changes:
    """送达; `by` None is the system delivering online."""
    actor = by.pk if by else None
    return perform(
        case_id,
        by=actor,
        decide=lambda file: delivery.deliver(
            file,
            by=actor,
            at=now(),
            mode=mode,
            receiver=receiver,
            # Under the lock of the case: a correction may have put another sheet in the place of the first.
            number=number_in_force(file.id, delivery.handed_over(file)),
        ),
    )


def withdraw_case(case_id: int, *, by: User, reason: str = "") -> Changes:
    """撤回申请."""
    return perform(
        case_id, by=by.pk, decide=lambda file: ending.withdraw(file, by=by.pk, at=now(), reason=reason)
    )


def terminate_case(case_id: int, *, by: User, reason: str) -> Changes:
    """终止办理."""
    return perform(
        case_id, by=by.pk, decide=lambda file: ending.terminate(file, by=by.pk, at=now(), reason=reason)
    )
