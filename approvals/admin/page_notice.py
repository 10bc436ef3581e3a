"""What the part of a supplement notice shows: lines about the form, the due date, the message to be sent."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from approvals.admin.typed import EXTRA_LINES, Typed
from approvals.notices import foresee_supplement
from approvals.selectors.desk import Desk
from core.letters.templates import segments
from core.now import today


def supplement_due(desk: Desk) -> date:
    """Until when the applicant has time if the notice is sent today."""
    return desk.file.workdays.add(today(), desk.file.plan.supplement_days)


def extra_lines(typed: Typed) -> list[dict[str, Any]]:
    """The lines about fields of the form."""
    return [
        {"place": p, "key": typed.get(f"extra_key:{p}", ""), "problem": typed.get(f"extra_problem:{p}", "")}
        for p in EXTRA_LINES
    ]


def told(desk: Desk, typed: Typed, rows: Sequence[Any]) -> dict[str, Any]:
    """The message for every number of lines the list may have; `count` is the number it has now."""
    most = len(rows) + len(EXTRA_LINES)
    found = foresee_supplement(desk.case, due_on=supplement_due(desk), counts=range(1, most + 1))
    extra = sum(bool(line["key"] and line["problem"].strip()) for line in extra_lines(typed))
    return {
        "channel": found.channel,
        "count": sum(row.listed for row in rows) + extra,
        "texts": [
            {"count": n, "text": text, "length": len(text), "parts": segments(text)}
            for n, text in found.texts.items()
        ],
    }
