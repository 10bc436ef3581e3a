"""A small drawing of the certificate as it would be: for the person who signs it. Nothing is issued by it."""

from dataclasses import dataclass
from datetime import date

from approvals.selectors.desk import Desk
from approvals.services.numbers import certificate_rows
from core.now import today

LINE = 23
WIDE = 17
ROWS = 10
TOP = 206


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of the table: `top` is its upper rule, `y` the foot of its letters."""

    label: str
    text: str
    top: int
    y: int


@dataclass(frozen=True, slots=True)
class Opening:
    """One line of the sentence above the table."""

    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the drawing needs; lengths in its own units (420 × 594)."""

    title: str
    size: int
    holder: str
    agency: str
    on: date
    opening: list[Opening]
    rows: list[PaperRow]
    top: int
    bottom: int


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def sheet(desk: Desk) -> Sheet:
    """The certificate of this case with today's date; its number is taken when it is issued."""
    file = desk.file
    words = f"经审查，符合法定条件，准予“{file.plan.item_name}”，特发此证。"
    lines = [words[i : i + 25] for i in range(0, len(words), 25)][:3]
    table = [("持证人", file.applicant_name)]
    table += [(row["label"], "；".join(row["lines"])) for row in certificate_rows(desk.case)][: ROWS - 1]
    rows = [
        PaperRow(_short(label, 8), _short(text, WIDE), TOP + i * LINE, TOP + i * LINE + 16)
        for i, (label, text) in enumerate(table)
    ]
    title = file.plan.result_name
    return Sheet(
        title=title,
        size=max(15, min(29, 300 // max(len(title), 1))),
        holder=file.applicant_name,
        agency=file.department_name,
        on=today(),
        opening=[Opening(text, 146 + i * 20) for i, text in enumerate(lines)],
        rows=rows,
        top=TOP,
        bottom=TOP + len(rows) * LINE,
    )
