"""Load the calendar that ships with the portal: official years 2009–2026 and the projected ones after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.offices import SYSTEM, give_model_rights
from admin_center.calendar.models import CalendarEdition
from admin_center.calendar.notice import Notice, read_notice
from admin_center.calendar.permissions import IMPORT_RIGHT
from admin_center.calendar.projection import projected_year, regulation_of
from admin_center.calendar.rules import YearTable
from admin_center.calendar.services.write_edition import write_edition
from core.now import now

DATA = Path(__file__).resolve().parent.parent / "data"


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


def grant_calendar_rights() -> None:
    """The system administrators see and import calendars."""
    group, _made = Group.objects.get_or_create(name=SYSTEM)
    give_model_rights(
        group, (IMPORT_RIGHT, "admin_center.view_calendaredition", "admin_center.view_calendarday")
    )


@transaction.atomic
def load_calendar() -> list[str]:
    """Write the shipped editions that are missing; answers what was done, one line each.

    A second run does nothing. A year that already has any edition beyond the shipped ones (an imported
    notice) is left alone.
    """
    grant_calendar_rights()
    there = set(CalendarEdition.objects.values_list("year", "edition"))
    done = []
    for shipped in shipped_editions():
        year = shipped.table.year
        if (year, shipped.edition) in there or any(y == year and e > shipped.edition for y, e in there):
            continue
        write_edition(
            shipped.table,
            edition=shipped.edition,
            source=shipped.source,
            known_from=shipped.known_from,
            at=now(),
        )
        done.append(
            _("%(year)s 年第 %(n)s 版：%(source)s")
            % {"year": year, "n": shipped.edition, "source": shipped.source}
        )
    return done
