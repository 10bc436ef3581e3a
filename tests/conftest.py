"""Databases for tests (see tests/support/databases.py).

`@pytest.mark.django_db` runs in a transaction that is rolled back, on this process's clone of the
template (migrated, real catalogue loaded). `@pytest.mark.raced` gives a test its own clone in which
it may commit, from several threads or processes, and which is dropped afterwards.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connections
from django.utils import translation
from hypothesis import settings

from admin_center.calendar import selectors
from tests.support import databases

# Two busy cores make single examples slow now and then; that is no fault of the code.
settings.register_profile("quick", deadline=None, max_examples=100)
settings.register_profile("nightly", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database was cloned before the settings were read; say so when that failed."""
    state = os.environ.get("PORTAL_TEST_TEMPLATE", "the services plugin did not run")
    if state != "ready":
        pytest.exit(f"no test database: {state}", returncode=3)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: "object") -> Iterator[str]:
    """A clone for this test alone; yields its DATABASE_URL. Threads must close their connections."""
    default = connections["default"]
    usual = default.settings_dict["NAME"]
    with django_db_blocker.unblock(), databases.cloned("raced") as url:  # type: ignore[attr-defined]
        default.close()
        default.settings_dict["NAME"] = databases.name_of(url)
        try:
            yield url
        finally:
            connections.close_all()
            default.settings_dict["NAME"] = usual


@pytest.fixture(autouse=True)
def _own_database_when_raced(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("raced"):
        request.getfixturevalue("own_database")


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    """A request for an English page leaves its language behind; the next test starts in Chinese."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def _steady_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """No look at the calendar's stamp in the middle of a test that counts statements."""
    monkeypatch.setattr(selectors, "RECHECK_SECONDS", 3600.0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Flushing is impossible here: a committing test says `raced`."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and (marker.kwargs.get("transaction") or item.get_closest_marker("raced")):
            raise pytest.UsageError(
                f"{item.nodeid}: use @pytest.mark.raced instead of django_db(transaction=True)"
            )
