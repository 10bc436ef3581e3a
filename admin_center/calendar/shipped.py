"""The calendar that ships with the portal, as its files tell it: no database needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from admin_center.calendar.notice import Notice, read_notice
from admin_center.calendar.projection import projected_year, regulation_of
from admin_center.calendar.rules import YearTable

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class ShippedEdition:
    """One edition as the shipped files tell it."""

    edition: int
    table: YearTable
    source: str
    known_from: date


@cache
def _file(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


@cache
def shipped_editions() -> tuple[ShippedEdition, ...]:
    """Every edition of every shipped year, older editions first."""
    years = {row["year"]: row for row in _file("holidays.yaml")["years"]}
    dated = _file("editions.yaml")
    official = [e for row in dated["editions"] for e in _editions_of(years[row["year"]], row)]
    return tuple(official + [_projected(year) for year in dated["projected"]])


def _editions_of(year: dict[str, Any], dated: dict[str, Any]) -> Iterator[ShippedEdition]:
    latest = read_notice(year, year=year["year"])
    title = _title(latest.year)
    if "original" in dated:
        yield ShippedEdition(1, _original(latest, dated["original"]).table(), title, _on(dated["original"]))
    yield ShippedEdition(
        2 if "original" in dated else 1, latest.table(), dated.get("source", title), _on(dated)
    )


def _title(year: int) -> str:
    return f"国务院办公厅关于{year}年部分节假日安排的通知"


def _on(dated: dict[str, Any]) -> date:
    return date.fromisoformat(dated["known_from"])


def _original(latest: Notice, change: dict[str, Any]) -> Notice:
    holidays = {d: n for d, n in latest.holidays.items() if d.isoformat() not in change["not_off"]}
    makeups = {d: n for d, n in latest.makeups.items() if d.isoformat() not in change.get("not_worked", ())}
    makeups |= {date.fromisoformat(d): name for d, name in change.get("worked", {}).items()}
    return Notice(latest.year, holidays, makeups)


def _projected(year: int) -> ShippedEdition:
    regulation = date(regulation_of(year).in_force_from, 1, 1)
    return ShippedEdition(
        1, projected_year(year), "推算：周末与《全国年节及纪念日放假办法》的法定节假日", regulation
    )
