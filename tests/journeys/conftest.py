"""Whole stories in a real browser: one running portal and one browser for the journeys of a test process."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support import databases, demo
from tests.support.browser import chromium
from tests.support.portal import Portal, running

# The browser's event loop lives in this thread; the tests' own few queries beside it are harmless.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Chapters of a file build on each other; `make test` keeps a file in one process (--dist loadfile)."""
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)


# The machine may be busy with the other half of the suite; what is awaited is a state, not a speed.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def portal(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with the catalogue, the demo people and their history."""
    folder = tmp_path_factory.mktemp("portal")
    with databases.cloned("journeys", demo.template()) as url:
        demo.copy_files(folder)
        with running(url, folder) as started:
            yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for one file: its event loop must not run under other tests, which sign and fork."""
    with chromium() as started:
        yield started


@pytest.fixture
def visitor(browser: Browser, portal: Portal) -> Iterator[BrowserContext]:
    """Somebody's own browser window at the portal: `visitor.new_page().goto("/")`."""
    context = browser.new_context(base_url=portal.url, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(45_000)
    yield context
    context.close()
