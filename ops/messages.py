"""The English catalogue is complete: every string marked for translation has its English, the .mo is current.

The source strings are Chinese. They are collected here and not by xgettext, so that the check needs no
system package: Python files by their syntax tree, templates by Django's own reading of them.
`python -m ops.messages` names what is missing; with `--write` new strings are added to the .po (to be
translated), strings nobody uses are dropped, and the .mo is written."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib  # type: ignore[import-untyped]
from django.utils.translation.template import templatize

from ops.environment import ROOT

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
ROOMS = ("config", "core", "accounts", "admin_center", "approvals", "resources_exchange", "citizens_home")
MODULE = "django.utils.translation"
# Which argument holds context, text and plural.
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALL_IN_TEMPLATE = re.compile(r"(?<!\w)(gettext|ngettext|pgettext|npgettext|_)\(")
LITERAL = re.compile(r"""\s*u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?""", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|%%[a-z]\b|\{\w*\}")


class Text(NamedTuple):
    """One string marked for translation."""

    context: str | None
    text: str
    plural: str | None


def _base(name: str) -> str:
    return name.removesuffix("_lazy").removesuffix("_noop")


def _text(call: str, given: list[str | None]) -> Text | None:
    """The marked string of a call, or nothing where its text is not a constant."""
    context, text, plural = CALLS[call]
    needed = [at for at in (context, text, plural) if at is not None]
    if len(given) <= max(needed) or any(given[at] is None for at in needed):
        return None
    return Text(
        None if context is None else given[context],
        str(given[text]),
        None if plural is None else given[plural],
    )


def in_python(source: str) -> Iterator[Text]:
    """The marked strings of a module; any alias of Django's functions counts."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: _base(alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == MODULE
        for alias in node.names
        if _base(alias.name) in CALLS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            given = [
                part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else None
                for part in node.args
            ]
            found = _text(names[node.func.id], given)
            if found is not None and found.text:
                yield found


def in_template(source: str) -> Iterator[Text]:
    """The marked strings of a template, blocks and filter arguments included."""
    rewritten = templatize(source)
    for call in CALL_IN_TEMPLATE.finditer(rewritten):
        given: list[str | None] = []
        at = call.end()
        while (part := LITERAL.match(rewritten, at)) is not None:
            given.append(str(ast.literal_eval(part[1])))
            at = part.end()
        found = _text("gettext" if call[1] == "_" else call[1], given)
        if found is not None and found.text:
            yield found


def marked(root: Path = ROOT) -> set[Text]:
    """Every marked string of the portal."""
    found: set[Text] = set()
    for room in ROOMS:
        for path in (root / room).rglob("*.py"):
            if "migrations" not in path.parts:
                found.update(in_python(path.read_text()))
    for path in (root / "templates").rglob("*"):
        if path.suffix in {".html", ".txt"}:
            found.update(in_template(path.read_text()))
    return found


def _english(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _shape(entry: polib.POEntry) -> tuple[str | None, str, str, tuple[str, ...]]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural, tuple(_english(entry))


def faults(texts: set[Text], catalogue: Path = CATALOGUE) -> list[str]:
    """A sentence for each string without English, each changed placeholder, and a .mo that is not the .po."""
    entries = polib.pofile(str(catalogue))
    known = {(entry.msgctxt, entry.msgid): entry for entry in entries if not entry.obsolete}
    said = []
    for one in sorted(texts, key=str):
        entry = known.get((one.context, one.text))
        if entry is None or bool(one.plural) != bool(entry.msgid_plural):
            said.append(f"not in the catalogue: {one.text}")
        elif entry.fuzzy or not all(_english(entry)):
            said.append(f"without English: {one.text}")
    for entry in known.values():
        wanted = set(PLACEHOLDER.findall(entry.msgid))
        if any(set(PLACEHOLDER.findall(english)) != wanted for english in _english(entry) if english):
            said.append(f"other placeholders than the source: {entry.msgid}")
    compiled = catalogue.with_suffix(".mo")
    ready = {_shape(entry) for entry in known.values() if all(_english(entry))}
    if not compiled.exists() or {_shape(entry) for entry in polib.mofile(str(compiled))} != ready:
        said.append(f"{compiled.name} is not made from {catalogue.name}: python -m ops.messages --write")
    return said


def write(texts: set[Text], catalogue: Path = CATALOGUE) -> None:
    """Add new strings, drop unused ones, and write the .mo."""
    entries = polib.pofile(str(catalogue), wrapwidth=0)
    known = {(entry.msgctxt, entry.msgid): entry for entry in entries}
    kept = []
    for one in texts:
        entry = known.get((one.context, one.text))
        if entry is None or bool(one.plural) != bool(entry.msgid_plural):
            entry = polib.POEntry(msgctxt=one.context, msgid=one.text, msgid_plural=one.plural or "")
            entry.msgstr_plural = {0: "", 1: ""} if one.plural else {}
        entry.flags = ["python-format"] if "%" in one.text else []
        kept.append(entry)
    entries[:] = sorted(kept, key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    entries.save(str(catalogue))
    entries.save_as_mofile(str(catalogue.with_suffix(".mo")))


def main(argv: list[str]) -> int:
    """Exit code 1 when the catalogue is not complete."""
    texts = marked()
    if "--write" in argv:
        write(texts)
    said = faults(texts)
    print("\n".join(said) or f"{len(texts)} strings, all in English")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
