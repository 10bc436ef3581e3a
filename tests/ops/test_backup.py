"""Backup and restore: every row and every file comes back; damage and half work never pass as success."""

import json
import os
from pathlib import Path

import pytest
from django.db import connection

from ops import backup
from ops.plain import PlainError
from tests.support import databases

pytestmark = pytest.mark.raced


@pytest.fixture
def made(own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of the cloned database with one more row, and of two files."""
    monkeypatch.setenv("DATABASE_URL", own_database)
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path / "data"))
    files = tmp_path / "data" / "files" / "2026" / "11"
    files.mkdir(parents=True)
    (files / "one").write_bytes(b"drawing")
    (files / "two").write_bytes(b"\0" * 100_000)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE marker AS SELECT generate_series(1, 7) AS n")
    backup.make(tmp_path / "backup")
    return tmp_path / "backup"


def test_a_restore_brings_back_every_row_and_every_file(
    made: Path, own_database: str, tmp_path: Path
) -> None:
    target = databases.with_name(own_database, "restored")
    databases.drop(own_database, "restored")
    databases.clone(own_database, "restored", "template1")
    try:
        backup.restore(made, target, tmp_path / "elsewhere")
        assert backup.row_counts(target) == backup.row_counts(own_database)
        assert backup.row_counts(target)["marker"] == 7
        assert (tmp_path / "elsewhere" / "2026" / "11" / "one").read_bytes() == b"drawing"
        with pytest.raises(PlainError, match="not empty"):
            backup.restore(made, target, tmp_path / "again")
    finally:
        databases.drop(own_database, "restored")


def test_the_drill_restores_compares_and_verifies_the_record_chains(made: Path) -> None:
    backup.drill(made)


def test_the_drill_fails_when_a_row_is_missing(made: Path) -> None:
    manifest = json.loads((made / backup.MANIFEST).read_text())
    manifest["rows"]["marker"] = 8
    (made / backup.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(PlainError, match="Rows differ after the restore: marker"):
        backup.drill(made)


@pytest.mark.parametrize("damage", ["changed", "lost", "added", "no manifest"])
def test_damage_is_found_before_anything_is_restored(made: Path, damage: str) -> None:
    one = made / "files" / "2026" / "11" / "one"
    if damage == "changed":
        one.write_bytes(b"drawinG")
    elif damage == "lost":
        (made / backup.DUMP).unlink()
    elif damage == "added":
        one.with_name("three").write_bytes(b"")
    else:
        (made / backup.MANIFEST).unlink()
    with pytest.raises(PlainError):
        backup.check(made)


def test_a_backup_that_failed_half_way_is_not_taken_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", databases.with_name(os.environ["DATABASE_URL"], "not_there"))
    with pytest.raises(PlainError, match="pg_dump failed"):
        backup.make(tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
