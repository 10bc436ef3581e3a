"""陈述申辩 by the holder: the act, and the office that is told of it."""

from accounts.models import User
from approvals.casefile import Changes
from approvals.enums import StepKind
from approvals.rules import statements
from approvals.services.act import perform
from approvals.services.tell_office import tell_office
from core.now import now
from core.outbox.registry import Promise


def defend_certificate(case_id: int, *, by: User, text: str) -> Changes:
    """State and defend before a revocation is decided; as often as the holder wants until the last day."""
    return perform(
        case_id, by=by.pk, decide=lambda file: statements.defend(file, by=by.pk, at=now(), text=text)
    )


def keep_stated_promise(promise: Promise) -> None:
    """Tell whoever handles the revocation, and the head."""
    tell_office(promise, "staff.stated", (StepKind.REVOCATION,))
