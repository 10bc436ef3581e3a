"""Supervision's branches of the write statement: a card with its own cause, a dashboard delta."""

from core.writes.compose import Branch, insert

CARD: Branch = insert(
    "card",
    "admin_center_card",
    {
        "key": "text",
        "subject_kind": "text",
        "subject_id": "bigint",
        "department_id": "bigint",
        "level": "text",
        "cause": "text",
        "issued_at": "timestamptz",
    },
)

DELTA: Branch = insert(
    "delta",
    "admin_center_delta",
    {
        "subject_kind": "text",
        "subject_id": "bigint",
        "department_id": "bigint",
        "item_id": "bigint",
        "day": "date",
        "kind": "text",
        "n": "smallint",
        "days": "int",
        "on_time": "boolean",
    },
)
