"""Importing a notice: faults are told and nothing is written; open clocks move, stopped ones do not."""

import copy
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.services.offices import SYSTEM
from admin_center.calendar.models import CalendarDay, CalendarEdition
from admin_center.calendar.projection import statutory_holidays
from admin_center.calendar.selectors import workdays, workdays_as_known_on
from admin_center.calendar.services.import_notice import import_notice, preview_notice
from admin_center.calendar.services.load_calendar import load_calendar
from admin_center.calendar.services.remind_missing import remind_missing
from admin_center.calendar.services.write_edition import write_edition
from admin_center.calendar.shipped import shipped_editions
from admin_center.clocks import registry
from admin_center.clocks.models import Clock, ClockEntry
from admin_center.clocks.registry import SubjectClocks
from admin_center.clocks.services.redate_clocks import redate_open_clocks
from core.errors import Forbidden, Refused
from core.letters.models import Message
from core.now import moved
from core.outbox.models import Outbox
from core.outbox.registry import Promise
from core.records.models import Event
from tests.admin_center.clocks.making import change, clock, noon

pytestmark = pytest.mark.django_db

OUT = date(2026, 11, 20)
"""The day on which the notice for 2027 is imported in these tests."""


def notice(year: int = 2027, **changes: Any) -> dict[str, Any]:
    """A plausible notice: statutory days, a long Spring Festival, two make-up days."""
    days = {d.isoformat(): n for d, n in statutory_holidays(year).items()}
    if year == 2027:
        days |= {f"2027-02-{n:02}": "春节" for n in range(5, 13)} | {
            "2027-10-04": "国庆节",
            "2027-10-05": "国庆节",
        }
    makeups = ["2027-01-30", "2027-02-20"] if year == 2027 else []
    return {
        "year": year,
        "holidays": [{"date": d, "name_zh": n} for d, n in sorted(days.items())],
        "makeup_workdays": [{"date": d, "for_zh": "春节"} for d in makeups],
    } | changes


@pytest.fixture(autouse=True)
def _calendar() -> None:
    load_calendar()


@pytest.fixture
def admin() -> User:
    user = User.objects.create_user("importer", "x", kind="staff", is_staff=True)
    user.groups.add(Group.objects.get(name=SYSTEM))
    return user


def bring(
    admin: User, data: Any, *, year: int = 2027, on: date = OUT, source: str = "国务院办公厅通知"
) -> Any:
    with moved(noon(on)):
        return import_notice(by=admin, data=data, year=year, source=source, known_from=on)


def keep_redating(on: date = OUT) -> int:
    done = 0
    while rows := list(Outbox.objects.filter(topic="calendar.redate", sent_at__isnull=True).order_by("id")):
        for row in rows:
            with moved(noon(on)):
                redate_open_clocks(
                    Promise(
                        row.pk,
                        row.topic,
                        row.subject_kind,
                        row.subject_id,
                        row.key,
                        row.payload,
                        row.created_at,
                        1,
                    )
                )
            Outbox.objects.filter(pk=row.pk).update(sent_at=noon(on))
            done += 1
    return done


def test_a_notice_makes_its_year_official_and_keeps_the_projection_as_an_older_edition(admin: User) -> None:
    (edition,) = bring(admin, notice())
    assert (edition.year, edition.edition, edition.status, edition.is_current) == (2027, 2, "official", True)
    old = CalendarEdition.objects.get(year=2027, edition=1)
    assert (old.status, old.is_current) == ("projected", False)
    assert edition.days.count() == old.days.count() == 365
    calendar = workdays(str(edition.pk))
    assert calendar.is_working(date(2027, 1, 30)) and not calendar.is_working(date(2027, 2, 12))
    assert not calendar.is_provisional(date(2027, 6, 1))
    event = Event.objects.get(subject_kind="calendar", subject_id=2027)
    assert (event.act, event.by_id) == ("import_notice", admin.pk)
    assert "2027-01-30" in event.data["changed"]


def days(*texts: str) -> list[dict[str, str]]:
    return [{"date": t, "name_zh": "春节"} for t in texts]


FAULTS = {
    "a list": ([], "不是一份放假安排"),
    "another year": (notice(year=2028), "2028"),
    "a year as text": (notice() | {"year": "2027"}, "2027"),
    "a year that is true": (notice() | {"year": True}, "True"),
    "no holidays": (notice() | {"holidays": None}, "日期列表"),
    "a doubled date": (
        notice() | {"holidays": notice()["holidays"] + days("2027-02-06")},
        "2027-02-06 写了两次",
    ),
    "a row without date": (
        notice() | {"holidays": [*notice()["holidays"], {"name_zh": "春节"}]},
        "缺失或写错",
    ),
    "a date that never was": (
        notice() | {"holidays": notice()["holidays"] + days("2027-02-30")},
        "缺失或写错",
    ),
    "a date in compact form": (
        notice() | {"holidays": notice()["holidays"] + days("20270220")},
        "缺失或写错",
    ),
    "a row that is a text": (notice() | {"holidays": [*notice()["holidays"], "2027-02-13"]}, "缺失或写错"),
    "a date of another year": (
        notice() | {"holidays": notice()["holidays"] + days("2028-01-01")},
        "不属于 2027",
    ),
    "a date of early December": (
        notice() | {"holidays": notice()["holidays"] + days("2026-12-20")},
        "不属于 2027",
    ),
    "a holiday without name": (
        notice() | {"holidays": [*notice()["holidays"], {"date": "2027-02-13", "name_zh": " "}]},
        "哪个节日",
    ),
    "a missing statutory holiday": (notice() | {"holidays": notice()["holidays"][1:]}, "缺少 2027-01-01"),
    "a make-up day on a weekday": (
        notice() | {"makeup_workdays": [{"date": "2027-02-22", "for_zh": "春节"}]},
        "周一至周五",
    ),
    "a make-up day that is off": (
        notice() | {"makeup_workdays": [{"date": "2027-02-06", "for_zh": "春节"}]},
        "既写放假又写上班",
    ),
    "a doubled make-up day": (
        notice() | {"makeup_workdays": notice()["makeup_workdays"] * 2},
        "2027-01-30 写了两次",
    ),
}


@pytest.mark.parametrize(("data", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_notice_is_refused_with_its_fault_and_leaves_no_row(
    admin: User, data: Any, words: str
) -> None:
    before = CalendarEdition.objects.count(), CalendarDay.objects.count(), Outbox.objects.count()
    with pytest.raises(Refused) as refused:
        bring(admin, copy.deepcopy(data))
    assert words in str(refused.value)
    assert (CalendarEdition.objects.count(), CalendarDay.objects.count(), Outbox.objects.count()) == before


def test_all_faults_are_told_at_once(admin: User) -> None:
    data = notice() | {"holidays": notice()["holidays"][1:] + days("2027-02-06", "2028-03-01")}
    with pytest.raises(Refused) as refused:
        bring(admin, data)
    assert all(words in str(refused.value) for words in ("缺少 2027-01-01", "写了两次", "不属于"))


def test_importing_the_same_twice_is_refused(admin: User) -> None:
    bring(admin, notice())
    with pytest.raises(Refused, match="完全相同"):
        bring(admin, notice())


def test_nobody_else_may_import() -> None:
    with pytest.raises(Forbidden):
        bring(User.objects.create_user("other", "x", kind="staff", is_staff=True), notice())


def test_a_publication_day_in_the_future_or_long_ago_is_refused(admin: User) -> None:
    for known_from in (date(2026, 11, 21), date(2025, 12, 31)):
        with moved(noon(OUT)), pytest.raises(Refused, match="公布日期"):
            import_notice(by=admin, data=notice(), year=2027, source="x", known_from=known_from)


def test_the_preview_tells_what_would_change_and_writes_nothing() -> None:
    (found,) = preview_notice(notice(), year=2027)
    assert date(2027, 2, 9) in found.days and date(2027, 1, 30) in found.days
    assert CalendarEdition.objects.filter(year=2027).count() == 1


def test_a_notice_that_reaches_back_into_december_amends_the_year_before(admin: User) -> None:
    data = notice()
    data["holidays"] += [{"date": "2026-12-31", "name_zh": "元旦"}]
    data["makeup_workdays"] += [{"date": "2026-12-27", "for_zh": "元旦"}]
    before, year = bring(admin, data)
    assert (before.year, before.edition, before.status) == (2026, 2, "official")
    calendar = workdays(str(year.pk))
    assert not calendar.is_working(date(2026, 12, 31)) and calendar.is_working(date(2026, 12, 27))
    assert calendar.is_working(date(2026, 10, 10))  # the rest of the year as before


def test_open_clocks_move_with_an_entry_of_both_dates_and_stopped_ones_stay(admin: User) -> None:
    moving = clock(date(2027, 1, 29), subject=1)
    ended = change(clock(date(2027, 1, 29), subject=2), "stopped", date(2027, 2, 1))
    early = clock(date(2026, 11, 2), subject=3)
    assert (moving.promised_due_on, early.promised_due_on) == (date(2027, 2, 16), date(2026, 11, 16))
    bring(admin, notice())
    keep_redating()
    moving.refresh_from_db()
    assert moving.promised_due_on == date(2027, 2, 19)  # 30 January is worked, 9-12 February are off
    entry = moving.entries.get(kind="redated")
    assert (entry.old_due_on, entry.new_due_on) == (date(2027, 2, 16), date(2027, 2, 19))
    assert "放假安排调整" in entry.reason
    for row in (ended, early):
        dates = row.promised_due_on, row.statutory_due_on
        row.refresh_from_db()
        assert (row.promised_due_on, row.statutory_due_on) == dates
        assert not row.entries.filter(kind="redated").exists()


def test_redating_again_changes_nothing(admin: User) -> None:
    row = clock(date(2027, 1, 29))
    bring(admin, notice())
    keep_redating()
    Outbox.objects.filter(topic="calendar.redate").update(sent_at=None)
    keep_redating()
    assert row.entries.filter(kind="redated").count() == 1


def test_redating_goes_on_in_batches(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin_center.clocks.services.redate_clocks.BATCH", 2)
    for n in range(5):
        clock(date(2027, 1, 29), subject=n)
    bring(admin, notice())
    assert keep_redating() == 3
    assert ClockEntry.objects.filter(kind="redated").count() == 5


def test_a_paused_clock_moves_only_when_the_calendar_moves_it(admin: User) -> None:
    waiting = change(clock(date(2026, 11, 2), subject=1), "paused", date(2026, 11, 4), "hearing")
    reaching = change(
        clock(date(2026, 11, 2), subject=2, promised=60, statutory=60), "paused", date(2026, 11, 4), "hearing"
    )
    bring(admin, notice())
    keep_redating()
    assert not waiting.entries.filter(kind="redated").exists()
    assert reaching.entries.filter(kind="redated").exists()


def test_a_registered_kind_is_redated_by_its_own_floor(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(registry, "_subjects", {})
    registry.register(SubjectClocks("thing", lambda ids, reason: asked.append((ids, reason)), lambda ids: {}))
    clock(date(2027, 1, 29), subject=7)
    clock(date(2027, 1, 29), subject=7, name="step")
    bring(admin, notice())
    keep_redating()
    assert asked == [([7], "放假安排调整：国务院办公厅通知")]
    assert Clock.objects.filter(entries__kind="redated").count() == 0


def test_spring_festival_2020_is_replayed_from_its_first_notice_to_its_extension(admin: User) -> None:
    """A clock opened on 20 January 2020 was due on 1 February; the extension of 27 January moves it."""
    first, extended = (e for e in shipped_editions() if e.table.year == 2020)
    with moved(noon(date(2020, 1, 20))):
        write_edition(
            first.table,
            edition=3,
            source=first.source,
            known_from=first.known_from,
            at=noon(date(2019, 11, 21)),
        )
    calendar = workdays(str(CalendarEdition.objects.latest("id").pk))
    assert calendar.is_working(date(2020, 2, 1))
    row = clock(date(2020, 1, 20), promised=5, statutory=5)
    assert row.promised_due_on == date(2020, 2, 1)
    table = extended.table
    bring(
        admin,
        {
            "year": 2020,
            "holidays": [{"date": d, "name_zh": n} for d, n in table.holidays.items()],
            "makeup_workdays": [{"date": d, "for_zh": n} for d, n in table.makeups.items()],
        },
        year=2020,
        on=date(2020, 1, 27),
        source=extended.source,
    )
    keep_redating(date(2020, 1, 27))
    row.refresh_from_db()
    assert row.promised_due_on == date(2020, 2, 4)
    entry = row.entries.get(kind="redated")
    assert (entry.old_due_on, entry.new_due_on) == (date(2020, 2, 1), date(2020, 2, 4))
    assert workdays_as_known_on(date(2020, 1, 26)).is_working(date(2020, 2, 1))


def test_importers_are_told_in_december_that_next_year_is_missing(admin: User) -> None:
    with moved(noon(date(2026, 11, 30))):
        assert remind_missing() == 0
    with moved(noon(date(2026, 12, 1))):
        told = remind_missing()
        remind_missing()
    assert told == Message.objects.filter(topic="staff.calendar_missing").count() >= 1
    bring(admin, notice())
    with moved(noon(date(2026, 12, 2))):
        workdays(str(CalendarEdition.objects.latest("id").pk))
        assert remind_missing() == 0
