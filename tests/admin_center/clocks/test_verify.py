"""A clock that says something else than its ledger is found and named, plain or not."""

import pytest
from django.db import connection

from admin_center.clocks.models import Clock
from admin_center.clocks.verify import verify_clocks
from approvals.services import intake, timing
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Bureau:
    """One case with a plain clock, one accepted and paused."""
    made = bureau()
    submitted(made, materials=())
    paused = submitted(made, materials=())
    intake.accept_case(paused.pk, by=made.clerk)
    timing.suspend_case(paused.pk, by=made.reviewer, ground="hearing", expected_days=3, reason="需要举行听证")
    return made


def test_clocks_that_agree_with_their_ledgers_are_counted(office: Bureau) -> None:
    found = verify_clocks()
    assert (found.count, found.bad) == (Clock.objects.count(), "")


@pytest.mark.parametrize("name", ["intake", "decision"])
@pytest.mark.parametrize(
    "change",
    [
        "entries_count = entries_count + 1",
        "extended_days = extended_days + 2",
        "state = 'stopped', paused_on = NULL, stopped_on = start_on + 90",
    ],
)
def test_a_row_that_was_touched_is_named(office: Bureau, name: str, change: str) -> None:
    clock = Clock.objects.filter(name=name).exclude(state="stopped").latest("pk")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE admin_center_clock SET {change} WHERE id = %s", [clock.pk])
    assert verify_clocks().bad.startswith(f"clock {clock.pk} ")


def test_a_moved_due_date_of_a_running_clock_is_named(office: Bureau) -> None:
    clock = Clock.objects.filter(name="intake", state="running").latest("pk")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE admin_center_clock SET promised_due_on = promised_due_on - 1 WHERE id = %s", [clock.pk]
        )
    assert "its ledger says" in verify_clocks().bad
