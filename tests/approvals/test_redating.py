"""A new holiday notice moves open cases through their own kernel, and people are told once."""

from datetime import date

import pytest

from admin_center.calendar.models import CalendarEdition
from admin_center.calendar.projection import projected_year
from admin_center.calendar.rules import YearTable
from admin_center.calendar.selectors import forget_workdays
from admin_center.calendar.services.write_edition import write_edition
from admin_center.clocks.models import Clock, ClockEntry
from admin_center.clocks.registry import describe, subject_of
from approvals.models import Case
from core.now import moved
from core.outbox.models import Outbox
from core.records.models import Event
from tests.admin_center.clocks.making import noon
from tests.approvals.bureau import bureau, submitted

pytestmark = pytest.mark.raced
DAY = date(2027, 2, 3)
REASON = "放假安排调整：测试"


def longer_spring_festival() -> None:
    old = projected_year(2027)
    days = {date(2027, 2, n): "春节" for n in range(4, 13)}
    table = YearTable.build(2027, dict(old.holidays) | days, {}, is_provisional=False)
    edition = CalendarEdition.objects.get(year=2027, is_current=True).edition + 1
    write_edition(table, edition=edition, source="测试", known_from=date(2026, 11, 4), at=noon(DAY))
    forget_workdays()


def test_an_open_case_moves_once_with_both_dates_and_keeps_its_chain() -> None:
    office = bureau()
    with moved(noon(DAY)):
        case = submitted(office)
        intake = Clock.objects.get(subject_kind="case", subject_id=case.pk, name="intake")
        before = intake.promised_due_on
        longer_spring_festival()
        subject = subject_of("case")
        assert subject is not None
        subject.redate([case.pk], REASON)
        subject.redate([case.pk], REASON)
    intake.refresh_from_db()
    assert intake.promised_due_on > before
    (entry,) = ClockEntry.objects.filter(clock=intake, kind="redated")
    assert (entry.old_due_on, entry.new_due_on, entry.reason) == (before, intake.promised_due_on, REASON)
    (event,) = Event.objects.filter(subject_kind="case", subject_id=case.pk, act="redate")
    line = next(line for line in event.data["clocks"] if line["name"] == "intake")
    assert (line["was"], line["due_on"]) == (before.isoformat(), intake.promised_due_on.isoformat())
    assert Case.objects.get(pk=case.pk).version == event.seq
    assert Outbox.objects.filter(subject_id=case.pk, payload__topic="redated").count() == 1


def test_a_case_is_described_without_personal_data() -> None:
    office = bureau()
    case = submitted(office)
    about = describe("case", case.pk)
    assert (about.title, about.number) == (case.item.name, case.number)
    assert case.token in about.link and "李" not in str(about)
