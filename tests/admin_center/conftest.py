"""Nightly tests run only when they are asked for: `pytest -m nightly`."""

import pytest

from admin_center.calendar.selectors import forget_workdays


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is marked nightly unless the marker stands in `-m`."""
    if "nightly" in (config.option.markexpr or ""):
        return
    for item in items:
        if item.get_closest_marker("nightly"):
            item.add_marker(pytest.mark.skip(reason="nightly: run with -m nightly"))


@pytest.fixture(autouse=True)
def _fresh_calendar() -> None:
    """A test that rolled back must not leave its calendar in the process."""
    forget_workdays()
