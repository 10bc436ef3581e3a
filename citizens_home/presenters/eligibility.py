"""Can I do this? The item's own questions, answered before any login, decide the verdict and the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from citizens_home.presenters import words

ANSWERS = ("yes", "no")


@dataclass(frozen=True)
class Question:
    """One yes/no question; `expect` is the answer that lets the person go on, empty for a mere case."""

    name: str
    text: str
    is_chinese: bool
    answer: str
    expect: str = ""

    @property
    def stops(self) -> bool:
        """Answered, and not as it must be."""
        return bool(self.expect and self.answer and self.answer != self.expect)

    @property
    def passes(self) -> bool:
        """Answered as it must be."""
        return bool(self.expect and self.answer == self.expect)


@dataclass(frozen=True)
class Quiz:
    """All questions of an item and what the answers amount to. `any_is_enough`: one condition suffices."""

    conditions: list[Question]
    cases: list[Question]
    any_is_enough: bool = False

    @property
    def questions(self) -> list[Question]:
        """Conditions first, then cases."""
        return [*self.conditions, *self.cases]

    @property
    def started(self) -> bool:
        """Whether anything was answered."""
        return any(q.answer for q in self.questions)

    @property
    def missing(self) -> list[Question]:
        """The conditions that stand in the way."""
        stopping = [q for q in self.conditions if q.stops]
        if self.any_is_enough:
            return stopping if len(stopping) == len(self.conditions) else []
        return stopping

    @property
    def open(self) -> list[Question]:
        """Questions not answered yet."""
        return [q for q in self.questions if not q.answer]

    @property
    def can(self) -> bool:
        """The conditions are answered as they must be."""
        if not self.conditions:
            return self.started and not self.open
        judge = any if self.any_is_enough else all
        return judge(q.passes for q in self.conditions)

    @property
    def decided(self) -> dict[str, str]:
        """Case → answer, for the cases answered."""
        return {q.name: q.answer for q in self.cases if q.answer}


def quiz(content: Mapping[str, Any], answers: Mapping[str, str]) -> Quiz:
    """The eligibility questions, and the questions that switch conditional materials on or off."""
    rules = content.get("eligibility") or {}
    fields = {f["key"]: f for f in content.get("form_fields", []) if f.get("type") == "yes_no"}
    switching = dict.fromkeys(m["when"]["field"] for m in content.get("materials", []) if m.get("when"))
    return Quiz(
        conditions=[
            _question(entry, "question", answers, expect=str(entry.get("expect", "yes")))
            for entry in rules.get("questions", [])
        ],
        cases=[_question(fields[key], "label", answers) for key in switching if key in fields],
        any_is_enough=rules.get("mode") == "any",
    )


def _question(
    entry: Mapping[str, Any], text: str, answers: Mapping[str, str], *, expect: str = ""
) -> Question:
    given = answers.get(entry["key"], "")
    return Question(
        name=entry["key"],
        text=words.said(entry, text),
        is_chinese=not entry.get(f"{text}_en"),
        answer=given if given in ANSWERS else "",
        expect=expect,
    )
