"""The record of a case and its answers in words for the staff who handle it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.presenters import masked_id, masked_phone
from admin_center.clocks.enums import ground_label
from admin_center.registry.answers import display
from approvals.enums import CaseState, Channel, DeliveryMode, Outcome
from approvals.workflow import Act, Role
from core.now import local
from core.records.models import Event

RESULTS = {
    "agree": _lazy("同意"),
    "conditions": _lazy("附条件同意"),
    "disagree": _lazy("不同意"),
    "need_supplement": _lazy("需要补充"),
    "returned": _lazy("退回"),
    "accepted": _lazy("受理"),
    "revoked": _lazy("撤销"),
}
NUMERIC = frozenset({"number", "area", "money"})


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of the matter: when, what, and what else is worth knowing."""

    at: datetime
    text: str
    small: str


def result_word(result: str) -> str:
    """How a step ended."""
    return str(RESULTS.get(result, result))


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


# Each particular of an event that staff read, in this order, and its words.
PARTICULARS: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("result", lambda value: result_word(str(value))),
    ("outcome", lambda value: _label(Outcome, value)),
    ("count", lambda value: _("%(n)d 项") % {"n": value}),
    ("promised", lambda value: _("容缺 %(n)d 件") % {"n": len(value)}),
    ("mode", lambda value: _label(DeliveryMode, value)),
    ("channel", lambda value: _label(Channel, value)),
    ("right_agency", lambda value: _("应向%(agency)s申请") % {"agency": value}),
    ("number", str),
)


def _details(event: Event, steps: Mapping[str, str]) -> list[str]:
    data = event.data
    step = data.get("step")
    parts = [steps.get(step, step)] if step else []
    parts += [said(data[key]) for key, said in PARTICULARS if data.get(key)]
    return parts + _told_clocks(data.get("clocks", []))


def _told_clocks(clocks: Sequence[Mapping[str, Any]]) -> list[str]:
    said = []
    for line in clocks:
        if line.get("ground"):
            said.append(ground_label(line["ground"]))
        elif line.get("kind") == "extended" and line.get("days"):
            said.append(_("延长 %(n)d 日") % {"n": line["days"]})
    return said


def event_line(event: Event, steps: Mapping[str, str]) -> Line:
    """One event for staff: the act, who did it in which capacity, and its particulars."""
    act = str(Act(event.act).label) if event.act in Act.values else event.act
    who = str(event.by) if event.by and event.role == Role.OFFICER else ""
    if not who:
        who = str(Role(event.role).label) if event.role in Role.values else ""
    parts = [part for part in _details(event, steps) if part != act]
    return Line(local(event.at), f"{who} {act}".strip(), " · ".join(parts))


MASKED: dict[str, Callable[[str], str]] = {"phone": masked_phone, "id_number": masked_id}


def answer_words(field: Mapping[str, Any], value: Any, *, shown: bool = True) -> str:
    """One answer as people write it; telephone and id numbers are masked unless `shown`."""
    if not shown and value and field.get("type") in MASKED:
        return MASKED[field["type"]](str(value))
    if isinstance(value, Mapping):
        return "".join(str(part) for part in value.values() if part)
    if isinstance(value, (list, tuple)):
        return _("、").join(str(part) for part in value)
    return display(field, value) or "—"


def decimal_of(text: str) -> Decimal | None:
    """The number in a text that may carry thousands separators; None when it is none."""
    try:
        number = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number_words(text: str) -> str:
    """A number with thousands separators; other text as it is."""
    number = decimal_of(text)
    return text if number is None else f"{number:,f}"


def state_words(state: str) -> str:
    """The condition of a case."""
    return str(CaseState(state).label) if state in CaseState.values else state
