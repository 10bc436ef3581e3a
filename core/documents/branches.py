"""The document's branch of the write statement: frozen values now, the PDF later."""

from core.writes.compose import Branch, insert

DOCUMENT: Branch = insert(
    "document",
    "core_document",
    {
        "token": "text",
        "kind": "text",
        "number": "text",
        "title": "text",
        "subject_kind": "text",
        "subject_id": "bigint",
        "agency": "text",
        "item_name": "text",
        "holder_masked": "text",
        "values": "bytea",
        "owner_id": "bigint",
        "state": "text",
        "issued_on": "date",
        "expires_on": "date",
        "created_at": "timestamptz",
    },
)
