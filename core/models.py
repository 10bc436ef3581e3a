"""Every table of the ground floor; each concept lives in its own room."""

from core.api.models import KeptAnswer
from core.documents.models import Document, NumberSeries
from core.files.models import StoredFile
from core.letters.models import Delivery, DemoLetter, Message, MessageTemplate
from core.outbox.models import Outbox
from core.records.models import AuditRoot, Event

__all__ = [
    "AuditRoot",
    "Delivery",
    "DemoLetter",
    "Document",
    "Event",
    "KeptAnswer",
    "Message",
    "MessageTemplate",
    "NumberSeries",
    "Outbox",
    "StoredFile",
]
