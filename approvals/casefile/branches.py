"""Every kind of row an act of a case may write, in one list: lower floors lend theirs."""

from admin_center.clocks.branches import CLOCK_ENTRY, CLOCK_NEW, CLOCK_SET
from admin_center.supervision.branches import CARD, DELTA
from core.documents.branches import DOCUMENT, DOCUMENT_SET
from core.outbox.branches import OUTBOX
from core.records.branches import EVENT
from core.writes.compose import Branch, insert, update

CASE_NEW = insert(
    "case_new",
    "approvals_case",
    {
        "id": "bigint",
        "number": "text",
        "token": "text",
        "submit_key": "text",
        "item_id": "bigint",
        "item_version_id": "bigint",
        "department_id": "bigint",
        "channel": "text",
        "site_id": "bigint",
        "person_id": "bigint",
        "organisation_id": "bigint",
        "applicant_user_id": "bigint",
        "mandate_id": "bigint",
        "renews_id": "bigint",
        "applicant_masked": "text",
        "title": "bytea",
        "answers": "bytea",
        "contact": "bytea",
        "delivery_mode": "text",
        "state": "text",
        "outcome": "text",
        "version": "int",
        "head": "bytea",
        "round": "smallint",
        "submitted_at": "timestamptz",
        "received_on": "date",
        "is_deemed": "boolean",
        "updated_at": "timestamptz",
    },
)

CASE_SET = update(
    "case_set",
    "approvals_case",
    {
        "was_version": "int",
        "state": "text",
        "outcome": "text",
        "head": "bytea",
        "round": "smallint",
        "department_id": "bigint",
        "accepted_on": "date",
        "accepted_by_id": "bigint",
        "is_deemed": "boolean",
        "decided_on": "date",
        "ended_at": "timestamptz",
        "answers": "bytea",
        "updated_at": "timestamptz",
    },
    guard="t.version = x.was_version",
    extra="version = t.version + 1",
    keep=("department_id", "accepted_on", "accepted_by_id", "is_deemed", "decided_on", "answers"),
)

STEP_NEW = insert(
    "step_new",
    "approvals_step",
    {
        "case_id": "bigint",
        "node": "text",
        "kind": "text",
        "round": "smallint",
        "position": "smallint",
        "department_id": "bigint",
        "state": "text",
        "opened_at": "timestamptz",
        "due_on": "date",
        "result": "text",
        "opened_by_id": "bigint",
        "question": "bytea",
    },
)

STEP_SET = update(
    "step_set",
    "approvals_step",
    {
        "was_state": "text",
        "state": "text",
        "department_id": "bigint",
        "opened_at": "timestamptz",
        "due_on": "date",
        "done_at": "timestamptz",
        "done_by_id": "bigint",
        "result": "text",
        "opinion": "bytea",
        "terms": "bytea",
    },
    guard="t.state = x.was_state",
    keep=("department_id", "opened_at", "due_on", "done_at", "done_by_id", "result", "opinion", "terms"),
)

MATERIAL_NEW = insert(
    "material_new",
    "approvals_material",
    {
        "case_id": "bigint",
        "key": "text",
        "name": "text",
        "position": "smallint",
        "required": "boolean",
        "state": "text",
        "round": "smallint",
        "verdict": "text",
    },
)

MATERIAL_SET = update(
    "material_set",
    "approvals_material",
    {
        "state": "text",
        "round": "smallint",
        "verdict": "text",
        "verdict_reason": "bytea",
        "complete_by": "date",
    },
    guard="true",
    keep=("state", "round", "verdict_reason", "complete_by"),
)

MATERIAL_FILE = insert(
    "material_file",
    "approvals_materialfile",
    {"material_id": "bigint", "file_id": "bigint", "round": "smallint", "position": "smallint"},
    find={"case_id": "bigint", "key": "text"},
    link=("material_id", "material_new", "o.case_id = x.case_id AND o.key = x.key"),
)

NOTICE_NEW = insert(
    "notice_new",
    "approvals_supplementnotice",
    {
        "case_id": "bigint",
        "round": "smallint",
        "keys": "jsonb",
        "items": "bytea",
        "sent_at": "timestamptz",
        "sent_by_id": "bigint",
        "due_on": "date",
        "override_by_id": "bigint",
        "override_reason": "text",
    },
)

NOTICE_SET = update(
    "notice_set",
    "approvals_supplementnotice",
    {"answered_at": "timestamptz", "due_on": "date"},
    guard="t.answered_at IS NULL",
    keep=("answered_at", "due_on"),
)

DECISION_NEW = insert(
    "decision_new",
    "approvals_decision",
    {
        "case_id": "bigint",
        "seq": "smallint",
        "outcome": "text",
        "reasons": "bytea",
        "legal_basis": "text",
        "remedies": "text",
        "conditions": "bytea",
        "decided_on": "date",
        "decided_by_id": "bigint",
    },
)

STATEMENT_NEW = insert(
    "statement_new",
    "approvals_statement",
    {"case_id": "bigint", "seq": "int", "text": "bytea", "made_at": "timestamptz", "made_by_id": "bigint"},
)

DRAFT_SET = update(
    "draft_set", "approvals_draft", {"submitted_at": "timestamptz"}, guard="t.submitted_at IS NULL"
)

BRANCHES: tuple[Branch, ...] = (
    CASE_NEW,
    CASE_SET,
    STEP_NEW,
    STEP_SET,
    MATERIAL_NEW,
    MATERIAL_SET,
    MATERIAL_FILE,
    NOTICE_NEW,
    NOTICE_SET,
    DECISION_NEW,
    STATEMENT_NEW,
    DRAFT_SET,
    CLOCK_NEW,
    CLOCK_SET,
    CLOCK_ENTRY,
    CARD,
    DELTA,
    DOCUMENT,
    DOCUMENT_SET,
    EVENT,
    OUTBOX,
)
