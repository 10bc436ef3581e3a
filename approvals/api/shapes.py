"""From rows to what the agencies' serializers describe; applicants masked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.presenters import masked_id, masked_phone
from admin_center.calendar.selectors import workdays
from admin_center.clocks.rules import standing
from admin_center.registry.answers import display, label_of
from approvals.api.acts import possible_acts
from approvals.models import Bar, Case, Decision, HeldAct, Material, Step, SupplementNotice
from approvals.rules.clashes import clashes, placed
from approvals.selectors.desk import ClockShown, Desk
from approvals.selectors.workbench import Strip
from approvals.services.bulk import Foreseen
from core.now import today
from core.records.models import Event
from core.web.words import name_of

Shape = dict[str, Any]
MASKED = {"phone": masked_phone, "id_number": masked_id}


def named(thing: Any) -> Shape:
    """slug and name."""
    return {"slug": thing.slug, "name": name_of(thing)}


def queue_line(strip: Strip) -> Shape:
    """One step that waits."""
    case, step = strip.case, strip.step
    return {
        "case": case.token,
        "number": case.number,
        "version": case.version,
        "item": named(case.item),
        "applicant": case.applicant_masked,
        "channel": case.channel,
        "state": case.state,
        "node": step.node,
        "kind": step.kind,
        "due_on": step.due_on,
        "days_left": strip.left,
        "level": strip.level,
        "materials": {
            "demanded": strip.checked.demanded,
            "ok": strip.checked.ok,
            "missing": strip.checked.missing,
            "doubt": strip.checked.doubt,
        },
    }


def case_line(case: Case) -> Shape:
    """One case in a list."""
    columns = (
        *("token", "number", "version", "channel", "state", "outcome", "submitted_at"),
        *("received_on", "accepted_on", "decided_on", "ended_at"),
    )
    return {
        **{name: getattr(case, name) for name in columns},
        "item": named(case.item),
        "department": named(case.department),
        "applicant": case.applicant_masked,
    }


def case_detail(desk: Desk) -> Shape:
    """Everything that the staff of the case may read."""
    case = desk.case
    return {
        **case_line(case),
        "title": case.title,
        "delivery_mode": case.delivery_mode,
        "is_deemed": case.is_deemed,
        "round": case.round,
        "acts": possible_acts(desk.file),
        "answers": answers(case, in_clear=False),
        "materials": [_material(row) for row in desk.materials],
        "steps": [_step(row) for row in desk.steps],
        "clashes": [
            {"key": one.key, "one": one.one.term.words, "other": one.other.term.words, "why": one.why}
            for one in clashes(placed(desk.file))
        ],
        "clocks": [_clock(one) for one in desk.clocks],
        "notices": [_notice(row) for row in desk.notices],
        "decisions": [_decision(row) for row in desk.decisions],
        "statements": [{"at": row.made_at, "text": row.text} for row in desk.statements],
        "bars": [_bar(row) for row in desk.bars],
        "told": [
            {
                "at": one.at,
                "title": one.title,
                "ways": [{"channel": c, "became": said} for c, said in one.ways],
            }
            for one in desk.told
        ],
        "documents": [
            {name: getattr(row, name) for name in ("token", "kind", "title", "number", "state", "issued_on")}
            for row in desk.documents
        ],
        "events": [_event(row) for row in reversed(desk.events)],
    }


def answers(case: Case, *, in_clear: bool) -> list[Shape]:
    """The form's answers in words; telephone and id numbers masked unless `in_clear`."""
    fields = case.item_version.content.get("form_fields") or []
    return [_answer(entry, case.answers, in_clear) for entry in fields if entry["key"] in case.answers]


def _answer(entry: Mapping[str, Any], given: Mapping[str, Any], in_clear: bool) -> Shape:
    value = given[entry["key"]]
    mask = None if in_clear else MASKED.get(entry["type"])
    shown = mask(str(value)) if mask else display(entry, value)
    return {"key": entry["key"], "label": label_of(entry), "type": entry["type"], "value": str(shown)}


def _material(row: Material) -> Shape:
    return {
        "key": row.key,
        "name": row.name,
        "required": row.required,
        "state": row.state,
        "round": row.round,
        "verdict": row.verdict,
        "verdict_reason": row.verdict_reason or "",
        "complete_by": row.complete_by,
        "files": [
            {
                **{
                    name: getattr(one.file, name)
                    for name in ("token", "name", "size", "kind", "pages", "sha256", "state")
                },
                "round": one.round,
            }
            for one in row.files.all()  # type: ignore[attr-defined]
        ],
    }


def _step(row: Step) -> Shape:
    columns = ("node", "kind", "round", "state", "due_on", "done_at", "result")
    return {
        **{name: getattr(row, name) for name in columns},
        "department": named(row.department),
        "done_by": str(row.done_by) if row.done_by else "",
        "question": row.question or "",
        "opinion": row.opinion or "",
    }


def _clock(one: ClockShown) -> Shape:
    columns = ("name", "round", "state", "level", "unit", "start_on", "promised_days", "extended_days")
    dates = ("used", "left", "promised_due_on", "statutory_due_on")
    told = standing(one.ledger, today(), workdays())
    return {name: getattr(one.row, name) for name in columns} | {name: getattr(told, name) for name in dates}


def _notice(row: SupplementNotice) -> Shape:
    columns = ("round", "sent_at", "due_on", "answered_at", "items")
    return {name: getattr(row, name) for name in columns}


def _bar(row: Bar) -> Shape:
    columns = ("ground", "reason", "starts_on", "ends_on", "lifted_at", "lift_reason")
    return {name: getattr(row, name) for name in columns}


def foreseen(lines: Sequence[Foreseen], unknown: Sequence[str]) -> Shape:
    """What would become of each case; one outside the caller's queue is told as if there were none."""
    told = [
        {
            "case": line.token,
            "number": line.number,
            "applicant": line.applicant,
            "version": line.version,
            "why": line.why,
        }
        for line in lines
    ]
    why = _("您的待办里没有这个办件。")
    told += [{"case": token, "number": "", "applicant": "", "version": 0, "why": why} for token in unknown]
    return {"ready": sum(not line["why"] for line in told), "results": told}


def batch(rows: Sequence[HeldAct]) -> Shape:
    """One batch, case by case."""
    return {
        "batch": rows[0].batch,
        "act": rows[0].act,
        "due_at": rows[0].due_at,
        "results": [
            {
                "case": row.case.token,
                "number": row.case.number,
                "state": row.state,
                "answer": row.answer,
                "ended_at": row.ended_at,
            }
            for row in rows
        ],
    }


def _decision(row: Decision) -> Shape:
    columns = ("outcome", "decided_on", "reasons", "legal_basis", "remedies")
    return {name: getattr(row, name) for name in columns}


def _event(row: Event) -> Shape:
    who = row.by
    return {
        "seq": row.seq,
        "at": row.at,
        "act": row.act,
        "role": row.role,
        "by": str(who) if isinstance(who, User) and who.kind == User.Kind.STAFF else "",
        "hash": bytes(row.hash).hex(),
    }


def personal(case: Case) -> Shape:
    """The applicant in clear."""
    person, organisation = case.person, case.organisation
    return {
        "name": person.name if person else "",
        "id_number": person.id_number if person else "",
        "phone": (person.phone if person else "") or str(case.contact.get("phone", "")),
        "organisation": organisation.name if organisation else "",
        "organisation_code": (organisation.uscc or organisation.org_code) if organisation else "",
        "answers": answers(case, in_clear=True),
    }


def current(case: Case) -> Shape:
    """The state of a case as it is now, for whoever was not the fastest."""
    last = (
        Event.objects.filter(subject_kind="case", subject_id=case.pk)
        .select_related("by")
        .order_by("-seq")
        .first()
    )
    told = {
        "state": case.state,
        "outcome": case.outcome,
        "version": case.version,
        "updated_at": case.updated_at,
    }
    return told | ({"last": _event(last)} if last else {})
