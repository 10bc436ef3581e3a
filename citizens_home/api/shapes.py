"""From rows to what the serializers describe: plain values, in the caller's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from admin_center.calendar.selectors import workdays
from admin_center.clocks.explain import explain
from admin_center.clocks.rules import standing
from admin_center.registry.answers import label_of, topics
from admin_center.registry.models import ServiceItem
from approvals.models import Case, Draft, Material
from approvals.rules import drafts as rules
from approvals.rules.opening import query_code
from approvals.selectors.applicant import CaseLine, CasePage, ClockShown
from approvals.services import drafts
from approvals.services.drafts import ONLINE_LEVELS
from approvals.services.supplements import Asked
from approvals.workflow import BEFORE_DECISION
from citizens_home.presenters import case as case_words
from citizens_home.presenters import timeline
from core.documents.models import Document, DocumentState
from core.files.models import StoredFile
from core.letters.models import Message
from core.now import today
from core.web.words import name_of, said

Shape = dict[str, Any]


def named(thing: Any) -> Shape:
    """slug and name."""
    return {"slug": thing.slug, "name": name_of(thing)}


# Guides


def item_line(item: ServiceItem) -> Shape:
    """One item in a list."""
    version = item.live_version
    assert version is not None  # noqa: S101 – only published items are listed
    return {
        **named(item),
        "department": named(item.department),
        "audience": item.audience,
        "online_level": item.online_level,
        "can_apply_online": item.online_level in ONLINE_LEVELS,
        "unit": version.unit,
        "promised_days": version.promised_days,
        "statutory_days": version.statutory_days,
        "is_immediate": version.immediate,
    }


def item_detail(item: ServiceItem) -> Shape:
    """The whole guide."""
    version = item.live_version
    assert version is not None  # noqa: S101 – only published items are shown
    content = version.content
    return {
        **item_line(item),
        "edition": str(version.edition),
        "intake_days": version.intake_days,
        "channels": list(content.get("channels") or []),
        "conditions": [str(text) for text in content.get("conditions") or []],
        "questions": [_question(entry, page.key) for page in topics(content) for entry in page.fields],
        "materials": [_demanded(entry) for entry in content.get("materials") or []],
        "steps": [
            {"key": step["step"], "name": said(step, "name"), "days": int(step.get("days", 0))}
            for step in version.steps
        ],
        "legal_basis": [
            {"law": str(basis["law"]), "article": str(basis.get("article") or "")}
            for basis in content.get("legal_basis") or []
        ],
        "fee": said(content.get("fee") or {}, "basis"),
        "phone": str(content.get("phone") or item.department.phone),
        "complaint_phone": str(content.get("complaint_phone") or item.department.complaint_phone),
    }


def _question(entry: Mapping[str, Any], topic: str) -> Shape:
    return {
        "key": entry["key"],
        "topic": topic,
        "label": label_of(entry),
        "type": entry["type"],
        "required": bool(entry.get("required")),
        "unit": str(entry.get("unit") or ""),
        "choices": [
            {"value": choice["value"], "label": label_of(choice)} for choice in entry.get("choices") or []
        ],
    }


def _demanded(entry: Mapping[str, Any]) -> Shape:
    return {
        "key": entry["key"],
        "name": said(entry, "name"),
        "required": bool(entry.get("required", True)),
        "condition": str(entry.get("condition") or ""),
        "online": bool(entry.get("electronic_ok", True)),
        "originals": int(entry.get("original") or 0),
        "copies": int(entry.get("copies") or 0),
    }


# Drafts


def draft_line(draft: Draft) -> Shape:
    """One draft in a list."""
    return {
        "token": draft.token,
        "item": named(draft.item),
        "organisation": draft.organisation.name if draft.organisation else "",
        "saved_at": draft.saved_at,
        "expires_on": draft.expires_on,
    }


def draft_detail(draft: Draft, case_token: str = "") -> Shape:
    """The whole draft; one more statement for its files."""
    content, handed = draft.item_version.content, drafts.handed_in(draft)
    tasks = rules.tasks(content, draft.answers, draft.typed, draft.topics_done, handed)
    return {
        **draft_line(draft),
        "is_stale": drafts.is_stale(draft),
        "case": case_token,
        "delivery": dict(draft.contact),
        "tasks": [
            {"key": task.key, "state": task.state.value, "filled": task.filled, "total": task.total}
            for task in tasks
        ],
        "topics": [_topic(draft, key, page) for key, page in rules.pages(content).items()],
        "materials": [_need(need) for need in rules.needs(content, draft.answers, handed)],
        "why_not_submit": rules.why_not_submit(tasks) or "",
    }


def _topic(draft: Draft, key: str, page: Any) -> Shape:
    return {
        "key": key,
        "title": page.title,
        "seen": drafts.seen_of(draft, key),
        "questions": [
            {
                **_question(entry, key),
                "value": draft.typed.get(entry["key"], draft.answers.get(entry["key"])),
                "is_answer": entry["key"] in draft.answers,
            }
            for entry in page.fields
        ],
    }


def _need(need: rules.Need) -> Shape:
    return {
        "key": need.key,
        "name": said(need.material, "name"),
        "how": need.how,
        "required": need.required,
        "is_met": need.is_met,
        "files": [handed_file(one) for one in need.files],
    }


def handed_file(one: rules.Handed) -> Shape:
    """A file laid to a draft or a notice."""
    shape = {name: getattr(one, name) for name in ("token", "name", "size", "state")}
    return shape | {"refusal": _(one.refusal) if one.refusal else ""}


def stored_file(file: StoredFile) -> Shape:
    """A file by its row."""
    return {
        "token": file.token,
        "name": file.name,
        "size": file.size,
        "state": file.state,
        "refusal": _(file.refusal) if file.refusal else "",
    }


# Cases


def case_line(line: CaseLine) -> Shape:
    """One case in a list."""
    case = line.case
    running = line.clock.ledger if line.clock and line.clock.ledger.stopped_on is None else None
    return {
        "token": case.token,
        "number": case.number,
        "item": named(case.item),
        "title": case.title,
        "state": case.state,
        "state_words": case_words.state_words(case),
        "outcome": case.outcome,
        "submitted_at": case.submitted_at,
        "due_on": standing(running, today(), workdays()).promised_due_on if running else None,
    }


def case_detail(page: CasePage, asked: Asked | None) -> Shape:
    """Everything about one's own case."""
    case, on = page.case, today()
    return {
        "token": case.token,
        "number": case.number,
        "query_code": query_code(case.number),
        "version": case.version,
        "item": named(case.item),
        "department": named(case.department),
        "title": case.title,
        "applicant": _applicant(case),
        "channel": case.channel,
        "delivery_mode": case.delivery_mode,
        "state": case.state,
        "state_words": case_words.state_words(case),
        "outcome": case.outcome,
        "sentence": case_words.sentence(case, case_words.relevant_clock(page), on),
        "upcoming": case_words.upcoming(page, on),
        "submitted_at": case.submitted_at,
        "received_on": case.received_on,
        "accepted_on": case.accepted_on,
        "decided_on": case.decided_on,
        "ended_at": case.ended_at,
        "can_withdraw": case.state in BEFORE_DECISION,
        "can_urge": page.can_urge(on),
        "state_until": page.state_until(),
        "statements": [{"at": row.made_at, "text": row.text} for row in page.statements],
        "clocks": [clock(one, on) for one in page.clocks if not one.row.name.startswith("step")],
        "timeline": [
            {"at": event.at, "act": event.act, "text": timeline.text_of(event)}
            for event in page.events
            if event.act not in timeline.SILENT
        ],
        "materials": [_own_material(row) for row in page.materials],
        "notice": _notice(asked) if asked else None,
        "decision": _decision(page),
        "documents": [document(row) for row in page.documents],
    }


def _applicant(case: Case) -> str:
    if case.organisation:
        return str(case.organisation.name)
    return str(case.person.name) if case.person else ""


def clock(shown: ClockShown, on: date) -> Shape:
    """One time limit day by day."""
    row, ledger = shown.row, shown.ledger
    account = explain(ledger, on, workdays())
    stopped = ledger.stopped_on
    return {
        "name": row.name,
        "round": row.round,
        "unit": ledger.unit,
        "start_on": ledger.start_on,
        "used": account.used,
        "left": account.left,
        "total": account.total,
        "promised_due_on": account.promised_due_on,
        "statutory_due_on": account.statutory_due_on,
        "stopped_on": stopped,
        "is_paused": stopped is None and ledger.as_known_on(on).open_pause is not None,
        "is_late": (stopped or on) > account.promised_due_on,
        "is_provisional": account.is_provisional,
        "days": [
            {
                "on": day.on,
                "told": day.told.value,
                "number": day.number,
                "words": day.words,
                "is_late": day.is_late,
            }
            for day in account.days
        ],
    }


def _own_material(row: Material) -> Shape:
    return {
        "key": row.key,
        "name": row.name,
        "required": row.required,
        "state": row.state,
        "complete_by": row.complete_by,
        "files": [stored_file(one.file) for one in row.files.all()],  # type: ignore[attr-defined]
    }


def _notice(asked: Asked) -> Shape:
    return {
        "due_on": asked.due_on,
        "lines": [
            {
                "key": line.key,
                "name": line.name,
                "problem": line.problem,
                "is_question": line.entry is not None,
                "files": [handed_file(one) for one in line.files],
            }
            for line in asked.lines
        ],
    }


def _decision(page: CasePage) -> Shape | None:
    last = page.decisions[-1] if page.decisions else None
    if last is None:
        return None
    return {
        "outcome": last.outcome,
        "reasons": last.reasons,
        "legal_basis": last.legal_basis,
        "remedies": last.remedies,
    }


def document(row: Document) -> Shape:
    """One official document; no addresses while it is being made."""
    made = row.state != DocumentState.RENDERING
    return {
        "token": row.token,
        "kind": row.kind,
        "title": row.title,
        "number": row.number,
        "state": row.state,
        "issued_on": row.issued_on,
        "expires_on": row.expires_on,
        "verify_path": reverse("core_documents:verify", args=[row.token]) if made else "",
        "download_path": reverse("core_documents:download", args=[row.token]) if made else "",
    }


def message(one: Message) -> Shape:
    """One message."""
    return {
        "token": one.token,
        "title": one.title,
        "body": one.body,
        "created_at": one.created_at,
        "read_at": one.read_at,
    }
