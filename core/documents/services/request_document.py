"""Asking for a document inside an act: its values are frozen now, the PDF follows after commit."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from core.documents.contents import frozen, require_drawable, title_of
from core.documents.models import Document, DocumentState
from core.outbox.models import Outbox
from core.outbox.wake import wake_relay
from core.tokens import new_token

RENDER_TOPIC = "document.render"


def document_row(
    *,
    kind: str,
    number: str,
    subject_kind: str,
    subject_id: int,
    agency: str,
    holder_masked: str,
    values: Mapping[str, Any],
    issued_on: date,
    at: datetime,
    owner_id: int | None = None,
    item_name: str = "",
    expires_on: date | None = None,
    must_draw: bool = True,
) -> dict[str, Any]:
    """A row for the `document` branch of a composed write; its `token` names the document from now on.

    Number, agency, item and dates are added to the frozen values, so that the PDF is made from them alone.
    Raises Refused when a character could not be drawn; acts that nobody may hold up (a withdrawal, a
    deemed acceptance) pass `must_draw=False`.
    """
    frozen_values = frozen(
        {
            **values,
            "number": number,
            "agency": agency,
            "item_name": item_name,
            "issued_on": issued_on,
            "expires_on": expires_on,
        }
    )
    if must_draw:
        require_drawable(kind, frozen_values)
    return {
        "token": new_token(),
        "kind": str(kind),
        "number": number,
        "title": title_of(kind, frozen_values),
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "agency": agency,
        "item_name": item_name,
        "holder_masked": holder_masked,
        "values": Document._meta.get_field("values").get_prep_value(frozen_values),
        "owner_id": owner_id,
        "state": str(DocumentState.RENDERING),
        "issued_on": issued_on,
        "expires_on": expires_on,
        "created_at": at,
    }


def render_promise(row: Mapping[str, Any]) -> dict[str, Any]:
    """The outbox row that belongs to a `document_row`, for the `outbox` branch of the same write."""
    return {
        "topic": RENDER_TOPIC,
        "subject_kind": row["subject_kind"],
        "subject_id": row["subject_id"],
        "key": f"{RENDER_TOPIC}:{row['token']}",
        "payload": {"document": row["token"]},
        "created_at": row["created_at"],
        "next_try_at": row["created_at"],
    }


@transaction.atomic
def request_document(**wanted: Any) -> Document:
    """The same for acts that do not compose one write: inserts the row and its promise.

    Takes the arguments of `document_row`.
    """
    row = document_row(**wanted)
    values = Document._meta.get_field("values").opened(row.pop("values"))  # type: ignore[union-attr]
    document = Document.objects.create(**row, values=values)
    Outbox.objects.create(**render_promise(row))
    wake_relay()
    return document
