"""What higher floors tell the document room about the things documents belong to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import Document


@dataclass(frozen=True)
class SubjectRules:
    """For one kind of subject: who else than the owner may read its documents, and whom to tell.

    `told_ready` runs inside the transaction that makes a document valid; it may write to the outbox.
    """

    may_read: Callable[[Any, "Document"], bool]
    told_ready: Callable[["Document"], None] | None = None


_rules: dict[str, SubjectRules] = {}


def register_subject(subject_kind: str, rules: SubjectRules) -> None:
    """Called once per kind in a floor's `apps.py`."""
    known = _rules.get(subject_kind)
    if known is not None and known != rules:
        raise ValueError(f"documents of {subject_kind} already have rules")
    _rules[subject_kind] = rules


def rules_of(subject_kind: str) -> SubjectRules | None:
    """The rules of a kind of subject, or None when nobody registered any."""
    return _rules.get(subject_kind)


def may_read(user: Any, document: "Document") -> bool:
    """The owner, and whoever the subject's floor lets in. Nobody who is not signed in."""
    if not user.is_authenticated:
        return False
    if document.owner_id == user.pk:
        return True
    rules = rules_of(document.subject_kind)
    return bool(rules and rules.may_read(user, document))
