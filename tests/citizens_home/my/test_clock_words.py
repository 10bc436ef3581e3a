"""A case in words: what is said must agree with what is drawn and with the date."""

from datetime import date

from django.utils import translation

from admin_center.clocks.enums import Unit
from admin_center.clocks.explain import explain
from admin_center.clocks.rules import Ledger
from approvals.enums import CaseState, Outcome
from citizens_home.presenters import clock as clocks
from tests.admin_center.clocks.scenarios import shipped_workdays

MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 29)


def test_a_term_that_runs_on_over_a_day_off_is_not_drawn_as_late() -> None:
    """Five calendar days from Monday end on Saturday, so the answer is due on the Monday after."""
    account = explain(Ledger(Unit.CALENDAR_DAYS, MONDAY, 5, 7), SUNDAY, shipped_workdays())
    assert account.used > account.total
    assert account.promised_due_on == date(2026, 11, 30)
    assert clocks.mini(account, late=SUNDAY > account.promised_due_on) == ["is-used"] * 5
    assert clocks.mini(account, late=True)[-1] == "is-late"


def test_a_promise_of_no_days_is_called_on_the_spot() -> None:
    ledger = Ledger(Unit.CALENDAR_DAYS, MONDAY, 0, 3)
    with translation.override("zh-hans"):
        told = clocks.why(ledger, explain(ledger, MONDAY, shipped_workdays()), MONDAY)
    assert "我们承诺当场办结" in told
    assert "0日" not in told


def test_in_english_an_outcome_is_not_worded_as_a_button() -> None:
    with translation.override("en"):
        assert str(Outcome.REFUSED.label) == "Refused"
        assert str(CaseState.NOT_ACCEPTED.label) == "Not accepted"
