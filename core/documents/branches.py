"""The document's branch of the write statement: frozen values now, the PDF later."""

from core.writes.compose import Branch, insert, update

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

# A certificate loses its force inside the act that decides so; it is never deleted.
DOCUMENT_SET: Branch = update(
    "document_set",
    "core_document",
    {"state": "text", "revoked_at": "timestamptz", "revoked_reason": "text"},
    guard="t.state = 'ready'",
)
