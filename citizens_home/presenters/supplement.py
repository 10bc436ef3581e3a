"""The supplement page in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from admin_center.calendar.selectors import workdays
from approvals.models import Material
from approvals.services.supplements import Asked, Line
from citizens_home.forms import TopicForm
from citizens_home.presenters import apply, clock
from core.now import today
from core.web.words import said


@dataclass(frozen=True)
class Shown:
    """One line of the list with its box."""

    key: str
    name: str
    problem: str
    is_field: bool
    bound: Any
    files: list[apply.FileLine]
    accept: str
    hint: str
    error: str


def lines(asked: Asked, form: TopicForm, errors: Mapping[str, str]) -> list[Shown]:
    """Everything the notice asks for, in its order."""
    return [_shown(line, form, errors.get(line.key, "")) for line in asked.lines]


def _shown(line: Line, form: TopicForm, error: str) -> Shown:
    plain = line.key.removeprefix("field:")
    material = line.material
    return Shown(
        key=line.key,
        name=said(material, "name") or line.name if material else line.name,
        problem=line.problem,
        is_field=line.entry is not None,
        bound=form[plain] if line.entry is not None else None,
        files=[apply.file_line(handed) for handed in line.files],
        accept=apply.accepted(material),
        hint=apply.upload_words(material),
        error=error,
    )


def summary(errors: Mapping[str, str], form: TopicForm) -> list[dict[str, str]]:
    """Errors for the top of the page, each leading to its box."""
    found = []
    for key, text in errors.items():
        plain = key.removeprefix("field:")
        place = form[plain].first_id if plain in form.fields else f"f-{key}"  # type: ignore[attr-defined]
        found.append({"id": place, "message": text})
    return found


def due(asked: Asked) -> str:
    """The last day, in words."""
    return clock.due_day(asked.due_on, long=True)


def left(asked: Asked) -> str:
    """The working days that remain."""
    calendar = workdays()
    n = max(calendar.position(asked.due_on) - calendar.position(today()), 0)
    return ngettext("%(n)d个工作日", "%(n)d个工作日", n) % {"n": n}


@dataclass(frozen=True)
class Owed:
    """One promised material with its box."""

    key: str
    name: str
    due: str
    accept: str
    hint: str
    error: str


def owed_lines(owed: Sequence[Material], content: Mapping[str, Any], errors: Mapping[str, str]) -> list[Owed]:
    """What was promised at acceptance and is still missing."""
    known = {str(entry["key"]): entry for entry in content.get("materials") or []}
    return [
        Owed(
            key=row.key,
            name=said(known[row.key], "name") if row.key in known else row.name,
            due=clock.due_day(row.complete_by, long=True) if row.complete_by else "",
            accept=apply.accepted(known.get(row.key, {})),
            hint=apply.upload_words(known.get(row.key, {})),
            error=errors.get(row.key, ""),
        )
        for row in owed
    ]
