"""The outbox's branch of the write statement."""

from core.writes.compose import Branch, insert

OUTBOX: Branch = insert(
    "outbox",
    "core_outbox",
    {
        "topic": "text",
        "subject_kind": "text",
        "subject_id": "bigint",
        "key": "text",
        "payload": "jsonb",
        "created_at": "timestamptz",
        "next_try_at": "timestamptz",
    },
)
