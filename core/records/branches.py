"""The event's branch of the write statement."""

from core.writes.compose import Branch, insert

EVENT: Branch = insert(
    "event",
    "core_event",
    {
        "subject_kind": "text",
        "subject_id": "bigint",
        "seq": "int",
        "act": "text",
        "by_id": "bigint",
        "role": "text",
        "at": "timestamptz",
        "data": "json",
        "hash": "bytea",
    },
)
