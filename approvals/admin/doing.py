"""What an act on the desk is made of: words, key, fields, the rule for a trial, the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.departments import Verb
from approvals.admin.typed import Typed, checks_of, reasons_of, settled_of
from approvals.casefile import CaseFile
from approvals.enums import MaterialState
from approvals.rules.intake import Check
from core.errors import PortalError, Refused


@dataclass(frozen=True, slots=True)
class Doing:
    """One act being tried: the case as shown, who acts, what was typed, what the item demands."""

    file: CaseFile
    by: User
    typed: Typed
    content: Mapping[str, Any]

    @property
    def keys(self) -> list[str]:
        return [row.key for row in self.file.materials]

    @property
    def absent(self) -> list[str]:
        return [m.key for m in self.file.materials if m.required and m.state == MaterialState.ABSENT]

    @property
    def checks(self) -> dict[str, Check]:
        return checks_of(self.typed, self.keys)

    @property
    def reasons(self) -> str:
        return reasons_of(self.typed, self.content.get("conditions", []))

    @property
    def settled(self) -> list[str]:
        """What was written about each clash of conditions."""
        return list(settled_of(self.typed).values())

    def said(self, name: str) -> str:
        """One field as typed."""
        return self.typed.get(name, "")

    def number(self, name: str, label: str) -> int:
        """A whole number. Refused: something else was typed."""
        text = self.said(name).strip()
        if not text.isdigit() or len(text) > 4:
            raise Refused(_("请在“%(label)s”里填写天数，例如 5。") % {"label": label}, code="no_number")
        return int(text)

    def ticked(self, name: str) -> list[str]:
        """What was ticked in a list of boxes named `name:<value>`."""
        prefix = f"{name}:"
        return [key.removeprefix(prefix) for key in self.typed if key.startswith(prefix)]

    def node(self, kinds: frozenset[str]) -> str:
        """The node of the step that the form names, else of the first that waits."""
        wanted = self.said("node")
        waiting = [s.node for s in self.file.ready() if s.kind in kinds]
        if wanted and wanted not in waiting:
            raise Refused(_("这个环节现在不能办：可能已有人办过，或者还没轮到。"), code="not_ready")
        return wanted or (waiting[0] if waiting else "")


Choices = Callable[[CaseFile], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Field:
    """One box of an act's small form. `kind` is text, area, number, select, ticks, radio or terms."""

    name: str
    label: Any
    kind: str = "area"
    choices: Choices | None = None
    start: str = ""


@dataclass(frozen=True, slots=True)
class DeskAct:
    """One act. With `kinds` it belongs to a step that waits, with `when` to what that says of the case, else
    to the states of the transition table.

    `key` is a name of approvals.rules.keys; `fields` make a small form of its own; `opens` names a part of
    the page that belongs to it; `confirm` asks once more, in these words, after `trial` has gone through.
    `why_not` says why the button must wait whatever is typed, `lacks` what the page still asks to be typed.
    """

    slug: str
    label: Any
    verb: Verb
    run: Callable[[Doing], Any]
    done: Any
    key: str = ""
    kinds: frozenset[str] = frozenset()
    act: str = ""
    fields: tuple[Field, ...] = ()
    hint: Any = ""
    trial: Callable[[Doing], Any] | None = None
    confirm: Any = ""
    when: Callable[[CaseFile], bool] | None = None
    why_not: Callable[[CaseFile, User, Typed], str | None] | None = None
    lacks: Callable[[CaseFile, Typed], str | None] | None = None
    tone: str = ""
    opens: str = ""
    at_site: bool = False
    in_bar: bool = True


def objection(check: Callable[[], Any]) -> str | None:
    """What a check says against it, or None."""
    try:
        check()
    except PortalError as error:
        return str(error)
    return None
