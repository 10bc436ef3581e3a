"""The page of a case tells its clock as docs/clock.md counts, whatever happened to the case."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from admin_center.calendar.selectors import workdays
from admin_center.clocks.models import Clock
from approvals.admin.queue_views import bay_of
from approvals.models import Case
from approvals.rules.opening import query_code
from approvals.rules.supplements import Missing
from approvals.services import handling, intake, sweeps, timing
from approvals.templatetags.workbench import duemark
from core.errors import Refused
from core.now import moved
from tests.admin_center.clocks import counter
from tests.admin_center.clocks.scenarios import working_by_other_sources
from tests.approvals.bureau import Bureau, bureau, submitted
from tests.citizens_home.people import at_home

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ROW = re.compile(r'<tr[^>]*><th scope="row">.*?</tr>', re.S)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.S)


def page(office: Bureau, name: str, *args: str) -> str:
    answer = at_home(office.citizen).get(reverse(f"citizens_home:{name}", args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_lateness_is_the_counted_days_after_the_due_date() -> None:
    """An end that rolled over a weekend is late from the day after, not from the Saturday."""
    office = bureau(tag="rolled", unit="calendar_days", promised_days=5, statutory_days=20)
    with moved(MONDAY):  # day 5 is Saturday, 7 March; due on Monday the 9th
        case = submitted(office, at=MONDAY)
        intake.accept_case(case.pk, by=office.clerk)
    with moved(MONDAY + timedelta(days=8)):
        assert "已超过承诺1日" in page(office, "case", case.token)
        assert "已超过承诺1日" in page(office, "my")


def test_an_immediate_matter_decided_late_is_not_called_immediate() -> None:
    office = bureau(tag="now", promised_days=0, statutory_days=5)
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        intake.accept_case(case.pk, by=office.clerk)
        handling.complete_step(
            case.pk, by=office.reviewer, node="review", result="agree", opinion="已核对全部材料"
        )
    with moved(MONDAY + timedelta(days=2)):
        handling.grant_case(case.pk, by=office.head)
        text = page(office, "case", case.token)
    assert "承诺当场办结，超过了2日。" in text


def test_every_page_marks_a_due_day_of_a_year_without_a_notice() -> None:
    office = bureau(tag="provisional")
    in_march, in_december = MONDAY, datetime(2026, 12, 30, 1, 0, tzinfo=UTC)
    for at, marked in ((in_march, False), (in_december, True)):
        with moved(at):
            case = submitted(office, at=at)
            asked = {"no": case.number, "code": query_code(case.number)}
            status = Client().post("/status/", asked).content.decode()
            told = (status, page(office, "case", case.token), page(office, "my"))
            assert all(("日（暂定）" in text or "）（暂定）" in text) is marked for text in told)
            intake.accept_case(case.pk, by=office.clerk)
            row = re.search(r"共\d+日；最晚[^<]*", page(office, "my"))
            assert row and ("（暂定）" in row[0]) is marked
            with translation.override("en"):
                english = Client().post("/en/status/", asked).content.decode()
            assert ("(provisional)" in english) is marked


def test_the_desk_marks_it_too() -> None:
    with moved(datetime(2026, 12, 30, 1, 0, tzinfo=UTC)):
        assert bay_of(date(2027, 1, 6), workdays())[2].endswith("暂定")
        assert "暂定" not in bay_of(date(2026, 12, 31), workdays())[2]
    assert duemark(date(2027, 1, 6)) == "1月6日 周三（暂定）"
    assert duemark(date(2026, 3, 6)) == "3月6日 周五"


def test_a_statutory_date_in_a_year_without_a_notice_is_told_as_expected() -> None:
    office = bureau(tag="year")
    at = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)
    with moved(at):
        case = submitted(office, at=at)
        intake.accept_case(case.pk, by=office.clerk)
        text = page(office, "case", case.token)
    clock = Clock.objects.get(subject_id=case.pk, name="decision")
    assert (clock.promised_due_on.year, clock.statutory_due_on.year) == (2026, 2027)
    assert "放假安排还没有公布" in text


class Life:
    """A case that lives by the real services, and beside it the scenario that an outsider would replay."""

    def __init__(self, office: Bureau, first: datetime) -> None:
        self.office, self.at = office, first
        self.is_working = working_by_other_sources(set())
        with moved(first):
            self.case: Case = submitted(office, at=first)
        self.receipt = first
        self.scenario: dict[str, Any] = {}
        self.state = "submitted"

    def wait(self, days: int, clock_time: str) -> None:
        """Some days on, at that Shanghai time; never back."""
        on = self.at.astimezone(counter.SHANGHAI).date() + timedelta(days=days)
        there = datetime.fromisoformat(f"{on}T{clock_time}+08:00")
        self.at = max(there, self.at + timedelta(seconds=1))

    @property
    def on(self) -> date:
        return self.at.astimezone(counter.SHANGHAI).date()

    def expected(self) -> dict[str, Any]:
        return counter.answer(self.scenario | {"as_of": self.on.isoformat()}, self.is_working)

    def intake(self) -> dict[str, Any]:
        term = {"id": 0, "unit": "working_days", "statutory_days": 5, "promised_days": 5, "events": []}
        scenario = term | {"start": self.receipt.isoformat(), "as_of": self.on.isoformat()}
        return counter.answer(scenario, self.is_working)

    def note(self, kind: str, **more: Any) -> None:
        self.scenario["events"].append({"at": self.at.isoformat(), "type": kind, **more})

    def act(self, wanted: str) -> None:
        """The act if it is its turn; nothing otherwise."""
        with moved(self.at):
            getattr(self, f"_{wanted}")()

    def _supplement(self) -> None:
        if self.state == "submitted" and self.on.isoformat() <= self.intake()["promised_due_on"]:
            asked = [Missing("field:use", "请写明用途")]
            if not self.case.notices.exists():
                intake.request_supplement(self.case.pk, by=self.office.clerk, items=asked)
                self.state = "asked"
        elif self.state == "asked":
            intake.supplement_case(self.case.pk, by=self.office.citizen, files={}, answers={"use": "住宅"})
            self.state, self.receipt = "submitted", self.at

    def _accept(self) -> None:
        if self.state != "submitted":
            return
        in_time = self.on.isoformat() <= self.intake()["promised_due_on"]
        intake.accept_case(self.case.pk, by=self.office.clerk)
        self._accepted(self.at if in_time else self.receipt)

    def _sweep(self) -> None:
        overdue = self.state == "submitted" and self.on.isoformat() > self.intake()["promised_due_on"]
        sweeps.deem_overdue_cases()
        if overdue:
            self._accepted(self.receipt)

    def _accepted(self, start: datetime) -> None:
        self.state = "running"
        terms = {"statutory_days": 20, "promised_days": 5, "unit": self.office.version.unit}
        self.scenario = {"id": 0, "start": start.isoformat(), "events": [], **terms}

    def _suspend(self) -> None:
        if self.state == "running":
            why = {"ground": "hearing", "expected_days": 5, "reason": "利害关系人要求听证"}
            timing.suspend_case(self.case.pk, by=self.office.reviewer, **why)
            self.state = "paused"
            self.note("pause", ground="hearing")

    def _resume(self) -> None:
        if self.state == "paused":
            timing.resume_case(self.case.pk, by=self.office.reviewer)
            self.state = "running"
            self.note("resume")

    def _extend(self) -> None:
        if self.state not in ("running", "paused"):
            return
        used = any(event["type"] == "extend" for event in self.scenario["events"])
        late = self.on.isoformat() > self.expected()["statutory_due_on"]
        act = {"days": 4, "reason": "评审意见需要逐条核实"}
        if used or late:
            with pytest.raises(Refused):
                timing.extend_case(self.case.pk, by=self.office.head, **act)
            return
        timing.extend_case(self.case.pk, by=self.office.head, **act)
        self.note("extend", days=4)

    def _decide(self) -> None:
        if self.state != "running":
            return
        done = {"node": "review", "result": "agree", "opinion": "已核对全部材料"}
        handling.complete_step(self.case.pk, by=self.office.reviewer, **done)
        handling.grant_case(self.case.pk, by=self.office.head)
        self.state = "decided"
        self.note("stop")

    def check(self) -> None:
        """The ledger on the page, the sentence above it and the stored dates say what the counter says."""
        with moved(self.at):
            text = page(self.office, "case", self.case.token)
        expected = self.expected()
        rows = [CELL.findall(row) for row in ROW.findall(text)]
        counted = [row for row in rows if row[0] == "算"]
        assert len(counted) == expected["used"], self.scenario
        assert [row[2] for row in counted] == [str(n + 1) for n in range(expected["used"])]
        assert int(rows[-1][3]) == expected["left"]
        total = expected["used"] + expected["left"]
        if self.state == "paused":
            assert f"停在第{expected['used']}日，共{total}" in text
        elif self.state == "decided":
            assert f"用了{expected['used']}日，承诺{total}" in text
        elif self.on.isoformat() <= expected["promised_due_on"]:
            due = date.fromisoformat(expected["promised_due_on"])
            rolled = expected["used"] > total
            assert (f"已满{total}" if rolled else f"第{expected['used']}日，共{total}") in text
            assert f"最晚{due.month}月{due.day}日" in text
        stored = Clock.objects.get(subject_id=self.case.pk, name="decision")
        if self.state != "paused":
            assert stored.promised_due_on.isoformat() == expected["promised_due_on"]
            assert stored.statutory_due_on.isoformat() == expected["statutory_due_on"]


STARTS = [date(2025, 12, 26), date(2026, 1, 30), date(2026, 2, 13), date(2026, 4, 28), date(2026, 12, 20)]
TIMES = st.sampled_from(["00:00:00", "09:30:00", "23:59:59"])
WAITS = st.tuples(st.sampled_from([0, 0, 1, 2, 3, 5, 9, 16]), TIMES)
BEFORE = st.sampled_from(["supplement", "supplement", "sweep", "accept"])
AFTER = st.sampled_from(["suspend", "resume", "suspend", "resume", "extend", "decide", "sweep"])


@pytest.mark.parametrize("unit", ["working_days", "calendar_days"])
def test_the_ledger_of_a_random_life_is_what_a_second_counter_counts(unit: str) -> None:
    office = bureau(tag=f"life-{unit[:4]}", unit=unit)

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(STARTS),
        st.integers(0, 9),
        TIMES,
        st.lists(st.tuples(WAITS, BEFORE), max_size=3),
        WAITS,
        st.lists(st.tuples(WAITS, AFTER), max_size=8),
        WAITS,
    )
    def lives(first: date, later: int, at: str, before: Any, accept: Any, after: Any, last: Any) -> None:
        life = Life(office, datetime.fromisoformat(f"{first + timedelta(days=later)}T{at}+08:00"))
        steps = [*before, (accept, "supplement" if before and before[-1][1] == "supplement" else "sweep")]
        for wait, act in [*steps, ((0, at), "supplement"), ((0, at), "accept"), *after]:
            life.wait(*wait)
            if act != "supplement" or life.state == "asked" or (wait, act) in before:
                life.act(act)
        life.check()
        life.wait(*last)
        life.check()

    lives()
