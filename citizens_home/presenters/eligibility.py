"""Can I do this? The item's conditions and cases as questions, answered before any login."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Question:
    """One question with the answer given so far (yes, no or empty)."""

    name: str
    text: str
    answer: str
    is_condition: bool


@dataclass(frozen=True)
class Quiz:
    """All questions of an item and what the answers amount to."""

    questions: list[Question]

    @property
    def conditions(self) -> list[Question]:
        """Questions that must be answered yes."""
        return [q for q in self.questions if q.is_condition]

    @property
    def cases(self) -> list[Question]:
        """Questions that decide which conditional materials are needed."""
        return [q for q in self.questions if not q.is_condition]

    @property
    def started(self) -> bool:
        """Whether anything was answered."""
        return any(q.answer for q in self.questions)

    @property
    def missing(self) -> list[Question]:
        """Conditions answered no."""
        return [q for q in self.conditions if q.answer == "no"]

    @property
    def open(self) -> list[Question]:
        """Questions not answered yet."""
        return [q for q in self.questions if not q.answer]

    @property
    def can(self) -> bool:
        """Every condition was answered yes."""
        return bool(self.started and not self.missing and all(q.answer for q in self.conditions))

    @property
    def decided(self) -> dict[str, bool]:
        """Condition of a material → whether it applies, for the cases answered."""
        return {q.text: q.answer == "yes" for q in self.cases if q.answer}


def quiz(content: Mapping[str, Any], answers: Mapping[str, str]) -> Quiz:
    """Questions from the conditions (c1…) and the distinct material conditions (m1…)."""
    conditions = [str(text) for text in content.get("conditions", [])]
    cases = dict.fromkeys(
        str(m["condition"]) for m in content.get("materials", []) if m.get("condition")
    )
    asked = [(f"c{n}", text, True) for n, text in enumerate(conditions, 1)]
    asked += [(f"m{n}", text, False) for n, text in enumerate(cases, 1)]
    return Quiz([Question(name, text, _answer(answers.get(name, "")), kind) for name, text, kind in asked])


def _answer(given: str) -> str:
    return given if given in ("yes", "no") else ""
