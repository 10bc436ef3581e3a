"""Background work on documents; ids in, state checked again, safe to run twice."""

import logging
from datetime import timedelta

from celery import shared_task

from core.documents.models import Document, DocumentState
from core.documents.services.render_document import render_document
from core.now import now
from core.outbox.registry import Promise

log = logging.getLogger(__name__)
STUCK_AFTER = timedelta(minutes=2)
MOST_PER_SWEEP = 50


def keep_render_promise(promise: Promise) -> None:
    """Outbox handler of `document.render`."""
    render_document(promise.payload["document"])


@shared_task(name="core.documents.render", ignore_result=True)
def render(token: str) -> bool:
    """Make one document now."""
    return render_document(token)


@shared_task(name="core.documents.sweep", ignore_result=True)
def sweep() -> int:
    """Make what fell through: documents still waiting after two minutes, oldest first."""
    waiting = Document.objects.filter(state=DocumentState.RENDERING, created_at__lt=now() - STUCK_AFTER)
    made = 0
    for token in list(waiting.order_by("id").values_list("token", flat=True)[:MOST_PER_SWEEP]):
        try:
            made += render_document(token)
        except Exception as error:  # noqa: BLE001 – one bad document must not stop the others
            log.error("document %s cannot be made: %s", token, type(error).__name__)
    return made
