"""The centre's tests."""

from collections.abc import Iterator

import pytest

from admin_center.calendar.selectors import forget_workdays


@pytest.fixture(autouse=True)
def _fresh_calendar() -> Iterator[None]:
    """A test that rolls back must not leave its calendar in the process."""
    forget_workdays()
    yield
    forget_workdays()
