"""What can be done with documents."""

from .render_document import render_document
from .request_document import RENDER_TOPIC, document_row, render_promise, request_document
from .withdraw_document import replace_document, revoke_document

__all__ = [
    "RENDER_TOPIC",
    "document_row",
    "render_document",
    "render_promise",
    "replace_document",
    "request_document",
    "revoke_document",
]
