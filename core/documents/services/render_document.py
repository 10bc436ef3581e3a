"""Making the PDF of a document from its frozen values, sealing and storing it."""

import logging

from django.db import transaction

from core.documents import contents, pdf, registry, seal
from core.documents.kinds import template_of
from core.documents.models import Document, DocumentState
from core.documents.seal_image import DEFAULT_PURPOSE
from core.files import storage
from core.now import now

log = logging.getLogger(__name__)


def made_pdf(document: Document) -> bytes:
    """The sealed PDF of a document, dated at the act that asked for it."""
    values = document.values
    made = pdf.render(template_of(document.kind), contents.context(document.kind, values, document.token))
    purpose = values.get("seal_purpose") or DEFAULT_PURPOSE
    return seal.sign(
        made.pdf, agency=document.agency, place=made.seal, at=document.created_at, purpose=str(purpose)
    )


def render_document(token: str) -> bool:
    """Make `token` valid; whether this call did it.

    Safe to run twice and at the same time: every run writes a file of its own, the row takes the first one,
    the others are thrown away. A document that is no longer waiting is left alone.
    """
    document = Document.objects.filter(token=token, state=DocumentState.RENDERING).first()
    if document is None:
        return False
    kept = storage.keep([made_pdf(document)], at=document.created_at)
    try:
        won = _take(document, kept)
    except BaseException:
        storage.discard(kept.path)
        raise
    if not won:
        storage.discard(kept.path)
    return won


@transaction.atomic
def _take(document: Document, kept: storage.Kept) -> bool:
    changed = Document.objects.filter(pk=document.pk, state=DocumentState.RENDERING).update(
        state=DocumentState.READY, path=kept.path, sha256=kept.sha256, size=kept.size, rendered_at=now()
    )
    if not changed:
        return False
    document.refresh_from_db()
    rules = registry.rules_of(document.subject_kind)
    if rules and rules.told_ready:
        rules.told_ready(document)
    log.info("document %s is ready", document.token)
    return True
