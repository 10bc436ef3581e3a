"""The centre's tests."""

import pytest

from admin_center.calendar.selectors import forget_workdays


@pytest.fixture(autouse=True)
def _fresh_calendar() -> None:
    """A test that rolled back must not leave its calendar in the process."""
    forget_workdays()
