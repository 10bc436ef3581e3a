"""Taking a document out of force: revoked for a reason, or replaced by a newer one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.documents.models import Document, DocumentState
from core.errors import Refused
from core.now import now

REASON_LENGTH = 300


def revoke_document(token: str, *, by: Any, proposed_by: Any, reason: str) -> Document:
    """Revoke a valid document; two different people are needed. The number is never used again.

    The caller records the event of its subject in the same transaction. The reason is shown to everyone on
    the page of verification: it must not name people. Raises Refused.
    """
    text = reason.strip()
    if not text or len(text) > REASON_LENGTH:
        raise Refused(_("请用一两句话写明撤销的理由和依据。"), code="reason_needed")
    if by.pk == proposed_by.pk:
        raise Refused(_("撤销证照要由两个人办理：一人提出，另一人批准。"), code="two_people")
    with transaction.atomic():
        document = _valid(token)
        document.state, document.revoked_at, document.revoked_reason = DocumentState.REVOKED, now(), text
        document.save(update_fields=["state", "revoked_at", "revoked_reason"])
    return document


def replace_document(token: str, *, replaced_by: Document) -> Document:
    """Mark a valid document as replaced by a newer one of the same subject and kind."""
    with transaction.atomic():
        document = _valid(token)
        if (replaced_by.kind, replaced_by.subject_kind) != (document.kind, document.subject_kind):
            raise Refused(_("只能换发同一种证照。"), code="other_kind")
        document.state, document.replaced_by = DocumentState.REPLACED, replaced_by
        document.save(update_fields=["state", "replaced_by"])
    return document


def _valid(token: str) -> Document:
    document = Document.objects.select_for_update().get(token=token)
    if document.state != DocumentState.READY:
        raise Refused(
            _("这份证照现在是“%(state)s”，不能再办这一步。") % {"state": document.get_state_display()},
            code="not_valid",
        )
    return document
