"""A worker that was down for days: on its return every deadline has its right effect, with its right date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from admin_center.clocks.models import Clock
from admin_center.supervision.models import Card
from admin_center.supervision.sweep import Swept, sweep
from approvals.models import Case
from approvals.services import handling, intake, sweeps
from core.now import moved
from core.outbox.models import Outbox
from core.records.models import Event
from core.records.verify import verify_all
from tests.approvals.bureau import Bureau, bureau, submitted
from tests.races.crowd import at_once

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
DUE = date(2026, 11, 23)  # five working days later: the answer on acceptance, and the promise
BACK = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)  # the worker missed Tuesday to Thursday
pytestmark = pytest.mark.raced


@pytest.fixture
def cases() -> tuple[Bureau, Case, Case]:
    """Both of Monday; one was never answered, the other accepted at once."""
    with moved(MONDAY):
        office = bureau()
        silent, accepted = submitted(office, materials=()), submitted(office, materials=())
        intake.accept_case(accepted.pk, by=office.clerk)
    return office, silent, accepted


def tick() -> Swept:
    """What beat wakes every minute."""
    sweeps.deem_overdue_cases()
    return sweep()


def cards(case: Case) -> list[tuple[str, str, date | None]]:
    rows = Card.objects.filter(subject_kind="case", subject_id=case.pk)
    return sorted(rows.values_list("level", "cause", "due_on"), key=str)


def test_silence_is_acceptance_as_of_the_receipt_however_late_the_worker(
    cases: tuple[Bureau, Case, Case],
) -> None:
    _office, silent, _accepted = cases
    with moved(BACK):
        tick()
    silent.refresh_from_db()
    assert (silent.state, silent.is_deemed, silent.accepted_on) == ("accepted", True, MONDAY.date())
    clock = Clock.objects.get(subject_kind="case", subject_id=silent.pk, name="decision")
    assert (clock.start_on, clock.promised_due_on) == (MONDAY.date(), DUE)
    assert clock.statutory_due_on == date(2026, 12, 14)
    assert ("red", "deemed", None) in cards(silent)
    assert Event.objects.get(subject_id=silent.pk, act="deem_accepted").at == BACK


def test_on_the_last_day_of_the_term_nothing_is_deemed(cases: tuple[Bureau, Case, Case]) -> None:
    with moved(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)):
        tick()
    assert not Case.objects.filter(is_deemed=True).exists()
    with moved(datetime(2026, 11, 23, 16, 1, tzinfo=UTC)):  # one minute past midnight in Shanghai
        tick()
    assert Case.objects.filter(is_deemed=True).count() == 1


def test_missed_alerts_are_made_up_for_once_and_with_their_dates(cases: tuple[Bureau, Case, Case]) -> None:
    _office, _silent, accepted = cases
    with moved(BACK):
        tick()
        before = (Card.objects.count(), Outbox.objects.count(), Event.objects.count())
        assert tick() == Swept()
        assert (Card.objects.count(), Outbox.objects.count(), Event.objects.count()) == before
    assert ("yellow", "time", DUE) in cards(accepted)
    assert Clock.objects.get(subject_id=accepted.pk, name="decision").level == "yellow"
    assert not Card.objects.filter(subject_id=accepted.pk, level="warning", due_on=DUE).exists()
    assert [finding.bad for finding in verify_all() if finding.bad] == []


def test_two_beats_at_once_write_everything_once(cases: tuple[Bureau, Case, Case]) -> None:
    office, silent, _accepted = cases

    def beat() -> Swept:
        with moved(BACK):
            return tick()

    results = at_once([beat, beat, beat])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Event.objects.filter(subject_id=silent.pk, act="deem_accepted").count() == 1
    with moved(BACK):
        tick()  # what a beat left because another held it
    keys = list(Card.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    assert len(cards(silent)) == len(set(cards(silent)))
    with moved(BACK + timedelta(hours=1)):
        handling.complete_step(
            silent.pk, by=office.reviewer, node="review", result="agree", opinion="同意办理"
        )
    assert [finding.bad for finding in verify_all() if finding.bad] == []
