"""The clock's branches of the write statement."""

from core.writes.compose import Branch, insert, update

CLOCK_NEW: Branch = insert(
    "clock_new",
    "admin_center_clock",
    {
        "subject_kind": "text",
        "subject_id": "bigint",
        "name": "text",
        "round": "smallint",
        "department_id": "bigint",
        "unit": "text",
        "statutory_days": "int",
        "promised_days": "int",
        "start_at": "timestamptz",
        "start_on": "date",
        "state": "text",
        "promised_due_on": "date",
        "statutory_due_on": "date",
        "level": "text",
        "next_alert_on": "date",
    },
)

CLOCK_SET: Branch = update(
    "clock_set",
    "admin_center_clock",
    {
        "state": "text",
        "paused_on": "date",
        "stopped_on": "date",
        "extended_days": "int",
        "promised_due_on": "date",
        "statutory_due_on": "date",
        "level": "text",
        "next_alert_on": "date",
        "entries_count": "int",
        "was_entries": "int",
        "department_id": "bigint",
    },
    guard="t.entries_count = x.was_entries AND t.state <> 'stopped'",
    keep=("department_id",),
)

# A clock opened in the same statement has no id yet: the ledger line finds it by subject, name and round.
CLOCK_ENTRY: Branch = insert(
    "clock_entry",
    "admin_center_clockentry",
    {
        "clock_id": "bigint",
        "seq": "smallint",
        "kind": "text",
        "at": "timestamptz",
        "on": "date",
        "ground": "text",
        "days": "int",
        "old_due_on": "date",
        "new_due_on": "date",
        "by_id": "bigint",
        "reason": "bytea",
    },
    find={"subject_id": "bigint", "clock_name": "text", "clock_round": "smallint"},
    link=(
        "clock_id",
        "clock_new",
        "o.subject_id = x.subject_id AND o.name = x.clock_name AND o.round = x.clock_round",
    ),
)
