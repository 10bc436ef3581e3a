"""Which acts the desk offers now, to whom, and why one must wait. The service decides again under lock."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as made_of
from functools import partial
from typing import Any

from accounts.models import User
from accounts.models.departments import Verb
from approvals.admin.acts_asking import ASKING
from approvals.admin.acts_ending import ENDING
from approvals.admin.acts_main import MAIN
from approvals.admin.doing import DeskAct, Doing, Field, objection
from approvals.admin.typed import Typed, terms_of
from approvals.casefile import CaseFile
from approvals.rules.standing import require_verb
from approvals.workflow import TRANSITIONS

__all__ = ["ACTS", "DeskAct", "Doing", "Offer", "holds_turn", "offers"]

ACTS: dict[str, DeskAct] = {act.slug: act for act in (*MAIN, *ASKING, *ENDING)}


@dataclass(frozen=True, slots=True)
class Box:
    """One field of an act's form, filled."""

    field: Field
    value: str
    choices: list[tuple[str, str, bool]]
    lines: list[dict[str, Any]] = made_of(default_factory=list)


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: `why` says why it cannot be pressed, `lacks` what must be typed first."""

    act: DeskAct
    why: str
    lacks: str
    boxes: list[Box]

    @property
    def target(self) -> str:
        """The part of the page that must be filled in first."""
        return self.act.opens or (f"do-{self.act.slug}" if self.boxes else "")

    @property
    def is_open(self) -> bool:
        """Whether something was typed into its form already."""
        return any(
            box.value != box.field.start
            or any(c[2] for c in box.choices)
            or any(line["subject"] or line["figure"] for line in box.lines)
            for box in self.boxes
        )


def offers(file: CaseFile, user: User, typed: Typed) -> list[Offer]:
    """The acts whose turn it is and whose power the user holds here; with the reason where one must wait."""
    found = []
    for act in ACTS.values():
        if holds_turn(file, act):
            why = (act.why_not and act.why_not(file, user, typed)) or ""
            lacks = (act.lacks and act.lacks(file, typed)) or ""
            found.append(Offer(act, why, lacks, [_box(one, file, typed) for one in act.fields]))
    return found


def _box(one: Field, file: CaseFile, typed: Typed) -> Box:
    value = typed.get(one.name, one.start)
    choices = one.choices(file) if one.choices else []
    if one.kind == "ticks":
        return Box(one, "", [(v, text, f"{one.name}:{v}" in typed) for v, text in choices])
    if one.kind == "terms":
        lines = [
            {**line, "place": place, "choices": [(v, text, v == line["relation"]) for v, text in choices]}
            for place, line in enumerate(terms_of(typed), 1)
        ]
        return Box(one, "", [], lines)
    return Box(one, value, [(v, text, v == value) for v, text in choices])


def holds_turn(file: CaseFile, act: DeskAct) -> bool:
    """Whether the act's step or state is at hand, and the user holds its power there."""
    held = any(objection(partial(_require, file, act, place)) is None for place in _places(file, act))
    return held and (act.when is None or act.when(file))


def _places(file: CaseFile, act: DeskAct) -> Iterator[int]:
    if act.kinds:
        yield from (step.department_id for step in file.ready() if step.kind in act.kinds)
    elif act.when or file.state in TRANSITIONS[act.act].source:
        yield file.department_id


def _require(file: CaseFile, act: DeskAct, department_id: int) -> Any:
    return require_verb(file, Verb(act.verb), department_id=department_id, at_site=act.at_site)
