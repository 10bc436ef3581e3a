"""What the template of a case page is given: plain values, already in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.models.departments import Verb
from accounts.presenters import masked_code, masked_id, masked_phone
from admin_center.registry.answers import label_of
from approvals.admin import words
from approvals.admin.acts import Offer, offers
from approvals.admin.page_clash import conditions_part
from approvals.admin.page_notice import extra_lines, supplement_due, told
from approvals.admin.page_time import due_block, ledgers, stages
from approvals.admin.paper import sheet
from approvals.admin.typed import FAULTY, Typed, problem_of
from approvals.casefile.letters import remedies
from approvals.enums import DeliveryMode, MaterialState, Verdict
from approvals.models import Material, MaterialFile
from approvals.rules.review import REVIEW_KINDS
from approvals.selectors.desk import Desk
from core.files.models import FileState

VERDICTS = ((Verdict.OK, "ok", "✓"), (Verdict.MISSING, "x", "✗"), (Verdict.DOUBT, "q", gettext_lazy("存疑")))
MARKS = {"": "·", Verdict.OK: "✓", Verdict.MISSING: "✗", Verdict.DOUBT: "?"}
TONES = {"": "dim", Verdict.OK: "t-done", Verdict.MISSING: "t-over", Verdict.DOUBT: "t-warn"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file in the viewer; `picture` tells whether its pages can be drawn."""

    token: str
    name: str
    kind: str
    size: int
    pages: int
    picture: bool
    digest: str
    round: int


@dataclass(frozen=True, slots=True)
class Row:
    """One material: what is demanded, what came, what the clerk thinks of it."""

    place: int
    key: str
    name: str
    short: str
    source: str
    verdict: str
    reason: str
    problem: str
    listed: bool
    current: bool
    sheets: list[Sheet]
    form: bool
    faulty: bool

    @property
    def mark(self) -> str:
        return MARKS[self.verdict]

    @property
    def tone(self) -> str:
        return TONES[self.verdict]


def _sheet(row: MaterialFile) -> Sheet:
    file = row.file
    clean = file.state == FileState.CLEAN
    return Sheet(
        file.token,
        file.name,
        file.kind.upper(),
        file.size,
        file.pages or 1,
        clean and file.kind in ("pdf", "jpg", "png"),
        file.sha256[:12],
        row.round,
    )


def _source(material: Material) -> str:
    files = len(material.files.all())
    if files:
        return _("上传 %(n)d 份") % {"n": files}
    return str(MaterialState(material.state).label)


def material_rows(desk: Desk, typed: Typed, current: str) -> list[Row]:
    """The checklist. A note or a failed attempt wins over the verdict on record."""
    keys = [m.key for m in desk.materials]
    current = current if current in keys else _first_open(desk, typed)
    rows: list[Row] = []
    for material in desk.materials:
        verdict = typed.get(f"verdict:{material.key}", material.verdict)
        verdict = verdict if verdict in MARKS else ""
        reason = typed.get(f"reason:{material.key}", material.verdict_reason or "")
        absent = material.required and material.state == MaterialState.ABSENT
        rows.append(
            Row(
                place=len(rows) + 1,
                key=material.key,
                name=material.name,
                short=_short(material.name),
                source=_source(material),
                verdict=verdict,
                reason=reason,
                problem=problem_of(typed, material.key) or reason,
                listed=verdict in FAULTY or (absent and verdict != Verdict.OK),
                current=material.key == current,
                sheets=[_sheet(file) for file in material.files.all()],
                form=material.state == MaterialState.FORM,
                faulty=verdict in FAULTY,
            )
        )
    return rows


def _short(name: str) -> str:
    """The first words of a material's name, without brackets and the scale or number it may begin with."""
    plain = re.sub(r"（[^）]*）", "", name)
    return (re.sub(r"^[\W\d_]+", "", plain) or name)[:4]


def _first_open(desk: Desk, typed: Typed) -> str:
    for material in desk.materials:
        if not typed.get(f"verdict:{material.key}", material.verdict):
            return str(material.key)
    return str(desk.materials[0].key) if desk.materials else ""


def answers(desk: Desk, *, shown: bool) -> list[tuple[str, str]]:
    """The filled-in form, question by question; answers to questions no longer asked come last."""
    given = dict(desk.case.answers)
    lines = []
    for field in desk.content.get("form_fields", []):
        lines.append((label_of(field), words.answer_words(field, given.pop(field["key"], None), shown=shown)))
    return lines + [(key, words.answer_words({}, value)) for key, value in given.items()]


def figures(desk: Desk, typed: Typed) -> list[dict[str, Any]]:
    """The numbers the applicant filled in, beside what the clerk reads in the materials."""
    rows = []
    for field in desk.content.get("form_fields", []):
        value = desk.case.answers.get(field["key"])
        if field.get("type") not in words.NUMERIC or value in (None, ""):
            continue
        stated = words.decimal_of(str(value))
        seen_text = typed.get(f"figure:{field['key']}", "")
        seen = words.decimal_of(seen_text)
        gap = None if stated is None or seen is None else seen - stated
        rows.append(
            {
                "key": field["key"],
                "label": label_of(field),
                "stated": words.number_words(str(value)),
                "raw": str(value),
                "seen": seen_text,
                "gap": None if gap is None else words.number_words(str(abs(gap))),
                "same": gap is not None and gap == 0,
            }
        )
    return rows


def applicant(desk: Desk, *, shown: bool) -> dict[str, str]:
    """Who applies. Numbers stay masked until the clerk asks, and asking is recorded."""
    case = desk.case
    contact: Mapping[str, Any] = case.contact or {}
    phone = str(contact.get("phone") or (case.person.phone if case.person else "") or "")
    if case.organisation:
        name, code = case.organisation.name, case.organisation.uscc or case.organisation.org_code
        masked = masked_code(code)
    else:
        name = case.person.name if case.person else case.applicant_masked
        code = case.person.id_number if case.person else ""
        masked = masked_id(code)
    return {
        "name": name,
        "code": code if shown else masked,
        "phone": phone if shown else masked_phone(phone),
        "agent": case.mandate.person.name if case.mandate else "",
        "mandate_until": case.mandate.ends_on.isoformat() if case.mandate else "",
        "address": str(contact.get("address") or ""),
        "delivery": str(DeliveryMode(case.delivery_mode).label) if case.delivery_mode else "",
    }


def _field_choices(desk: Desk) -> list[tuple[str, str]]:
    return [(field["key"], label_of(field)) for field in desk.content.get("form_fields", [])]


def decision_part(desk: Desk, typed: Typed) -> dict[str, Any]:
    """What an approver needs: opinions, conditions of the item, legal basis, ways to contest."""
    bases = [f"《{b['law']}》{b.get('article') or ''}" for b in desk.content.get("legal_basis", [])]
    return {
        "opinions": [s for s in desk.steps if s.kind in REVIEW_KINDS and s.done_at],
        **conditions_part(desk, typed),
        "conditions": [
            {
                "place": place,
                "text": text,
                "failed": bool(typed.get(f"failed:{place}")),
                "why": typed.get(f"failed_why:{place}", ""),
            }
            for place, text in enumerate(desk.content.get("conditions", []))
        ],
        "bases": bases,
        "legal_basis": typed.get("legal_basis", "；".join(bases)),
        "remedies": remedies(desk.file),
    }


def page(desk: Desk, user: User, typed: Typed, *, current: str = "", shown: bool = False) -> dict[str, Any]:
    """The whole context of `admin/approvals/case.html`."""
    rows = material_rows(desk, typed, current)
    found: list[Offer] = offers(desk.file, user, typed)
    names = desk.step_names()
    slugs = {offer.act.slug for offer in found}
    return {
        "desk": desk,
        "case": desk.case,
        "typed": typed,
        "rows": rows,
        "current": next((row for row in rows if row.current), None),
        "checking": "accept" in slugs,
        "may_override": desk.file.may(Verb.SUPERVISE),
        "slugs": slugs,
        "offers": found,
        "waits": [(offer.act, offer.why or offer.lacks) for offer in found if offer.why or offer.lacks],
        "counts": {
            mark: sum(row.verdict == v for row in rows) for v, mark in zip(MARKS, "nvxq", strict=True)
        },
        "told": told(desk, typed, rows) if "accept" in slugs else None,
        "answers": answers(desk, shown=shown),
        "figures": figures(desk, typed),
        "due": due_block(desk),
        "stages": stages(desk),
        "ledgers": ledgers(desk),
        "applicant": applicant(desk, shown=shown),
        "shown": shown,
        "lines": [words.event_line(event, names) for event in desk.events],
        "fields": _field_choices(desk),
        "extra": extra_lines(typed),
        "supplement_due": supplement_due(desk),
        "verdicts": VERDICTS,
        "modes": DeliveryMode.choices,
        "decide": decision_part(desk, typed),
        "paper": sheet(desk) if "grant" in slugs else None,
        "review_steps": [
            {"node": s.node, "name": names.get(s.node, s.node)}
            for s in desk.file.ready()
            if s.kind in REVIEW_KINDS
        ],
    }
