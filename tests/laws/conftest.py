"""A small office whose people work through pages, as in life."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from approvals.models import Case
from core.outbox.models import Outbox
from core.outbox.registry import Promise, handler_of
from tests.approvals.bureau import Bureau, bureau, staff, submitted


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def office() -> Bureau:
    """One department with its posts, and a citizen."""
    return bureau("law")


@pytest.fixture
def supervisor(office: Bureau) -> User:
    """Somebody who supervises that department and handles nothing."""
    return staff(office.department, "supervisor-law", "supervise")


@pytest.fixture
def case(office: Bureau) -> Case:
    """A case submitted online."""
    return submitted(office)


def keep_promises() -> None:
    """What the relay does after commit, within the test's own transaction; documents are not drawn."""
    for row in (
        Outbox.objects.filter(sent_at__isnull=True).exclude(topic__startswith="document").order_by("pk")
    ):
        handler = handler_of(row.topic)
        assert handler is not None, row.topic
        about = row.topic, row.subject_kind, row.subject_id, row.key
        handler(Promise(row.pk, *about, row.payload, row.created_at, 1))
        Outbox.objects.filter(pk=row.pk).update(sent_at=row.created_at)


class Desk:
    """Somebody's browser without a browser: pages and posts."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def read(self, path: str, *, status: int = 200) -> str:
        """The page at `path`."""
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return answer.content.decode()

    def act(self, case: Case, act: str, *, status: int = 302, **typed: str) -> str:
        """An act of the workbench, confirmed; then every promise it made is kept."""
        path = f"/admin/approvals/case/{case.token}/{act}/"
        answer = self.client.post(path, {"sure": "yes", **typed})
        assert answer.status_code == status, f"{act}: {answer.status_code} {answer.content.decode()[:3000]}"
        keep_promises()
        case.refresh_from_db()
        return answer.content.decode()


def page_of(case: Case) -> str:
    """The case at the workbench."""
    return f"/admin/approvals/case/{case.token}/"
