"""Import a State Council notice: a new edition of its year, then the re-dating of open clocks.

All or nothing: a faulty notice leaves no row. Older editions stay as they are, so that what was counted
with them can be counted again. Re-dating is promised in the outbox in the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from admin_center.calendar.models import CalendarEdition
from admin_center.calendar.notice import Notice, read_notice
from admin_center.calendar.permissions import can_import
from admin_center.calendar.projection import projected_year
from admin_center.calendar.rules import YearTable
from admin_center.calendar.selectors import RECHECK_SECONDS, edition_table
from admin_center.calendar.services.write_edition import write_edition
from core.errors import Forbidden, Refused
from core.now import now, today
from core.outbox.branches import OUTBOX
from core.outbox.wake import wake_relay
from core.records.append import append_event
from core.writes import compose

REDATE_TOPIC = "calendar.redate"


@dataclass(frozen=True, slots=True)
class Change:
    """One year before and after."""

    before: CalendarEdition | None
    old: YearTable
    new: YearTable

    @property
    def days(self) -> list[date]:
        """Days that are worked in one and not in the other."""
        first = date(self.new.year, 1, 1)
        old, new = self.old.cumulative, self.new.cumulative
        return [
            first + timedelta(days=i)
            for i in range(len(new) - 1)
            if new[i + 1] - new[i] != old[i + 1] - old[i]
        ]

    @property
    def is_news(self) -> bool:
        """Whether anything at all is said that was not in force before."""
        same = dict(self.old.holidays) == dict(self.new.holidays) and dict(self.old.makeups) == dict(
            self.new.makeups
        )
        return not same or (self.old.is_provisional and not self.new.is_provisional)


def preview_notice(data: Any, *, year: int) -> list[Change]:
    """What importing would change, without writing. Refused like the import itself."""
    return _changes(read_notice(data, year=year))


def import_notice(
    *, by: User, data: Any, year: int, source: str, known_from: date
) -> Sequence[CalendarEdition]:
    """Write the notice as the current edition of its year and promise the re-dating of open clocks.

    `known_from` is the day of publication. Forbidden without the right to add editions; Refused with
    every fault of the file, for a publication in the future, and when nothing would change.
    """
    if not can_import(by):
        raise Forbidden(_("导入放假安排需要系统管理员的权限。"))
    notice = read_notice(data, year=year)
    _check(source, known_from, year)
    at = now()
    with transaction.atomic():
        changes = [change for change in _changes(notice, lock=True) if change.is_news]
        if not changes:
            raise Refused(_("这份安排与现行日历完全相同，没有需要导入的内容。"), code="nothing_new")
        written = [
            write_edition(
                change.new,
                edition=(change.before.edition if change.before else 0) + 1,
                source=source.strip(),
                known_from=known_from,
                at=at,
            )
            for change in changes
        ]
        for edition, change in zip(written, changes, strict=True):
            append_event(
                subject_kind="calendar",
                subject_id=edition.year,
                act="import_notice",
                by=by.pk,
                role="officer",
                at=at,
                data={"edition": edition.edition, "changed": [d.isoformat() for d in change.days]},
            )
        _promise_redating(written, changes)
    wake_relay()
    return written


def _check(source: str, known_from: date, year: int) -> None:
    if not 0 < len(source.strip()) <= 200:
        raise Refused(_("请写明通知的名称（不超过 200 字）。"), code="no_source")
    if known_from > today():
        raise Refused(_("公布日期不能晚于今天。"), code="known_in_future")
    if known_from < date(year - 1, 1, 1):
        raise Refused(_("公布日期早于上一年，请核对。"), code="known_too_early")


def _changes(notice: Notice, *, lock: bool = False) -> list[Change]:
    current = CalendarEdition.objects.filter(
        is_current=True, year__in=(notice.year - 1, notice.year)
    ).order_by("year")
    editions = {edition.year: edition for edition in (current.select_for_update() if lock else current)}
    changes = [_change(notice.year, editions, notice.table())]
    early = notice.part(notice.year - 1)
    if early.holidays or early.makeups:
        old = _change(early.year, editions, projected_year(early.year)).old
        changes.insert(0, _change(early.year, editions, _amended(old, early)))
    return changes


def _change(year: int, editions: Mapping[int, CalendarEdition], new: YearTable) -> Change:
    before = editions.get(year)
    return Change(before, edition_table(before.pk) if before else projected_year(year), new)


def _amended(table: YearTable, early: Notice) -> YearTable:
    """The year before, with the days of December that the new notice rearranges."""
    said = early.holidays.keys() | early.makeups.keys()
    return YearTable.build(
        table.year,
        {d: n for d, n in table.holidays.items() if d not in said} | dict(early.holidays),
        {d: n for d, n in table.makeups.items() if d not in said} | dict(early.makeups),
        is_provisional=table.is_provisional,
    )


def _promise_redating(written: Sequence[CalendarEdition], changes: Sequence[Change]) -> None:
    days = sorted(day for change in changes for day in change.days)
    if not days:
        return
    newest = max(edition.pk for edition in written)
    at = now()
    row = {
        "topic": REDATE_TOPIC,
        "subject_kind": "calendar",
        "subject_id": newest,
        "key": f"calendar:{newest}:0",
        "payload": {
            "years": [edition.year for edition in written],
            "previous": [change.before.pk for change in changes if change.before],
            "source": written[-1].source,
            "first": days[0].isoformat(),
            "last": days[-1].isoformat(),
            "after": 0,
        },
        "created_at": at,
        # Every process has looked at the calendar's stamp by then.
        "next_try_at": at + timedelta(seconds=2 * RECHECK_SECONDS),
    }
    compose.write((OUTBOX,), {"outbox": [row]})
