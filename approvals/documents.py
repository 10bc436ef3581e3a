"""What the document room must know about cases: who reads their documents, whom to tell."""

from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.selectors import mandates_in_force
from approvals.models import Case
from approvals.notices import ready_promise
from core.documents.models import Document
from core.now import now, today
from core.outbox.models import Outbox


def may_read(user: Any, document: Document) -> bool:
    """The applicant, an agent in force, and officers with a power over the case's department or item."""
    case = Case.objects.filter(pk=document.subject_id).first()
    if case is None or not isinstance(user, User):
        return False
    if user.person_id and user.person_id == case.person_id and case.organisation_id is None:
        return True
    if case.organisation_id:
        mandates = mandates_in_force(user, today()).filter(organisation_id=case.organisation_id)
        scope = Q(scopes__isnull=True) | Q(scopes__item_id=case.item_id)
        if mandates.filter(scope).exists():
            return True
    return user.is_staff and Case.objects.visible_to(user).filter(pk=case.pk).exists()


def told_ready(document: Document) -> None:
    """Inside the transaction that makes a document valid: promise what follows."""
    row = ready_promise(document)
    if row:
        at = now()
        Outbox.objects.get_or_create(key=row["key"], defaults={**row, "created_at": at, "next_try_at": at})
