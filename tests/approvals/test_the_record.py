"""The record of a case: every edit, deletion, insertion, swap or truncation is found and named."""

import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from approvals.models import Case
from approvals.services import handling, intake
from core.records.models import AuditRoot, Event
from core.records.roots import publish_root
from core.records.verify import verify_all

from .bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def office() -> Bureau:
    return bureau()


@pytest.fixture
def case(office: Bureau) -> Case:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="材料齐全")
    return case


def first_bad() -> str:
    return next((finding.bad for finding in verify_all() if finding.bad), "")


def test_an_untouched_record_verifies(case: Case) -> None:
    assert first_bad() == ""
    out = StringIO()
    call_command("verify_records", stdout=out)
    assert "events: 3  ok" in out.getvalue()


@pytest.mark.parametrize(
    "statement", ["UPDATE core_event SET act = 'x'", "DELETE FROM core_event", "TRUNCATE core_event"]
)
def test_the_database_refuses_to_change_the_record(case: Case, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)


def _as_superuser(statement: str) -> Callable[[], None]:
    """What somebody with the owner's rights could do: take the trigger away first."""

    def edit() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE core_event DISABLE TRIGGER ALL")
            cursor.execute(statement)
            cursor.execute("ALTER TABLE core_event ENABLE TRIGGER ALL")

    return edit


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("edit of a time", "UPDATE core_event SET at = at + interval '1 day' WHERE seq = 2"),
        ("edit of an actor", "UPDATE core_event SET by_id = NULL WHERE seq = 2"),
        ("edit of content", 'UPDATE core_event SET data = \'{"state":"closed"}\' WHERE seq = 3'),
        ("deletion in the middle", "DELETE FROM core_event WHERE seq = 2"),
        ("truncated tail", "DELETE FROM core_event WHERE seq = 3"),
        (
            "insertion",
            """INSERT INTO core_event (subject_kind, subject_id, seq, act, role, at, data, hash)
            SELECT subject_kind, subject_id, 4, 'grant', role, at, data, hash
            FROM core_event WHERE seq = 3""",
        ),
        (
            "swap",
            """UPDATE core_event a SET act = b.act, data = b.data FROM core_event b
            WHERE a.subject_id = b.subject_id AND a.seq + b.seq = 5 AND a.seq IN (2, 3)""",
        ),
    ],
)
def test_whatever_a_superuser_does_is_named(case: Case, name: str, statement: str) -> None:
    _as_superuser(statement)()
    assert f"case {case.pk}" in first_bad(), name
    with pytest.raises(CommandError, match="first bad row"):
        call_command("verify_records", stdout=StringIO())


def test_a_whole_rewritten_chain_differs_from_the_published_root(case: Case) -> None:
    publish_root()
    assert first_bad() == ""
    _as_superuser("UPDATE core_event SET hash = sha256(hash) || '\\x0000'::bytea")()
    assert any(f.name == "published roots" and f.bad for f in verify_all())


def test_one_root_a_day_names_the_one_before(case: Case, office: Bureau) -> None:
    first = publish_root()
    assert first is not None
    assert publish_root() is None
    assert AuditRoot.objects.count() == 1
    assert first.events == Event.objects.count()


CHECKER = Path(__file__).resolve().parents[2] / "docs" / "check_record.py"


def check(*files: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, CHECKER, *files], capture_output=True, text=True, check=False)


def test_an_export_is_checked_offline_by_a_small_program(case: Case, office: Bureau, tmp_path: Path) -> None:
    submitted(office)
    publish_root()
    handling.grant_case(case.pk, by=office.head)
    out = StringIO()
    call_command("export_record", case.number, stdout=out)
    record = tmp_path / "record.json"
    record.write_text(out.getvalue(), encoding="utf-8")
    result = check(record, tmp_path / "published" / "roots.jsonl")
    assert result.returncode == 0, result.stdout
    assert "4 events, 1 roots, 1 of them kept by you" in result.stdout
    assert len(CHECKER.read_text().splitlines()) <= 150


def test_the_offline_checker_finds_a_changed_word(case: Case, tmp_path: Path) -> None:
    out = StringIO()
    call_command("export_record", case.number, stdout=out)
    record = tmp_path / "record.json"
    record.write_text(out.getvalue().replace('"agree"', '"disagree"'), encoding="utf-8")
    result = check(record)
    assert result.returncode == 1
    assert "event 3" in result.stdout


def test_an_export_of_an_unknown_case_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match="no case with number"):
        call_command("export_record", "YH-1900-001-00001", stdout=StringIO())
