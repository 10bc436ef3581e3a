"""The conditions of several departments side by side, and those that cannot both be met."""

from typing import Any

from approvals.admin.typed import Typed, settled_of
from approvals.enums import StepKind
from approvals.models import Step
from approvals.rules.clashes import SETTLED_MIN, Placed, clashes, placed
from approvals.selectors.desk import Desk


def asked(desk: Desk) -> list[Step]:
    """The departments whose opinion was asked, each with its latest answer."""
    rows = sorted((step for step in desk.steps if step.kind == StepKind.CO_OPINION), key=lambda s: s.round)
    latest = {step.node: step for step in rows}
    return sorted(latest.values(), key=lambda s: (s.position, s.pk))


def conditions_part(desk: Desk, typed: Typed) -> dict[str, Any]:
    """Columns of departments with their numbered terms, and each clash with what was written about it."""
    terms = placed(desk.file)
    found = clashes(terms)
    clashing = {side.number for one in found for side in (one.one, one.other)}
    steps = {step.pk: step for step in desk.steps}
    answers = settled_of(typed)
    return {
        "columns": [
            {
                "step": step,
                "terms": [
                    {"number": one.number, "words": one.term.words, "clash": one.number in clashing}
                    for one in terms
                    if one.step.id == step.pk
                ],
            }
            for step in asked(desk)
        ],
        "count": len(terms),
        "clashes": [
            {
                "key": one.key,
                "subject": one.one.term.subject,
                "why": one.why,
                "sides": [_side(side, steps) for side in (one.one, one.other)],
                "answer": answers.get(one.key, ""),
            }
            for one in found
        ],
        "least": SETTLED_MIN,
    }


def _side(side: Placed, steps: dict[int, Step]) -> dict[str, Any]:
    return {"number": side.number, "words": side.term.words, "office": steps[side.step.id].department}
