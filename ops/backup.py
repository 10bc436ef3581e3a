"""Backup, its check, its restore and the drill that proves it.

    python -m ops.backup make FOLDER      dump of DATABASE_URL and copy of the files, with a manifest
    python -m ops.backup check FOLDER     every byte is still what the manifest says
    python -m ops.backup restore FOLDER   into the empty database DATABASE_URL and the empty PORTAL_DATA/files
    python -m ops.backup drill FOLDER     restore into a throw-away Postgres and compare; 0 only if all agreed

Keys (`SECRET_KEY`, `PORTAL_KEYS`) are never part of a backup; keep them apart, or the backup opens for
whoever finds it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
from psycopg2 import sql

from ops.binaries import postgres_bin
from ops.environment import ROOT
from ops.plain import PlainError
from ops.services import Postgres
from ops.talk import complain, say

DUMP = "database.dump"
MANIFEST = "manifest.json"


def _files_folder() -> Path:
    return Path(os.environ.get("PORTAL_DATA") or ROOT / ".portal") / "files"


def _adopt_running() -> None:
    """Without DATABASE_URL: database and keys of the portal that `make run` has started."""
    if os.environ.get("DATABASE_URL"):
        return
    note = _files_folder().parent / "run" / "environment.json"
    try:
        found = json.loads(note.read_text())
        os.environ["DATABASE_URL"] = found["DATABASE_URL"]
        os.environ |= {name: found[name] for name in ("SECRET_KEY", "PORTAL_KEYS")}
    except (OSError, ValueError, KeyError) as error:
        raise PlainError(
            "没有给出数据库。No database was named and no portal is running.",
            "Set DATABASE_URL, or make run first",
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _tree(folder: Path) -> dict[str, str]:
    """sha256 of every file below `folder`, by relative path."""
    return {str(p.relative_to(folder)): _sha256(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def _program(name: str, *arguments: str) -> None:
    """Run a program of Postgres; its words on failure."""
    done = subprocess.run([str(postgres_bin()[0] / name), *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise PlainError(f"{name} 失败。{name} failed: {done.stderr.strip()[-400:]}")


def row_counts(url: str) -> dict[str, int]:
    """Rows of every table of the portal, counted in one snapshot."""
    link = psycopg2.connect(url)
    link.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with link, link.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        counts = {}
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counts[table] = int((cursor.fetchone() or (0,))[0])
    link.close()
    return counts


def make(folder: Path) -> None:
    """Write a new backup into `folder`, which must not exist."""
    if folder.exists():
        raise PlainError(f"已存在:{folder}。The folder exists already.", "Name a new folder for each backup")
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    url = os.environ["DATABASE_URL"]
    # The database first: a file without a row is waste, a row without its file is a loss.
    _program("pg_dump", "--format=custom", "--no-owner", "--no-acl", "-f", str(unfinished / DUMP), url)
    shutil.copytree(_files_folder(), unfinished / "files") if _files_folder().is_dir() else None
    manifest = {"content": _tree(unfinished), "rows": _dumped_rows(unfinished / DUMP)}
    (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=1))
    unfinished.rename(folder)


def _dumped_rows(dump: Path) -> dict[str, int]:
    """Row counts of the dump itself, read back through a throw-away Postgres."""
    with tempfile.TemporaryDirectory(prefix="portal-backup-") as scratch:
        os.chmod(scratch, 0o711)  # noqa: S103  # the account that runs Postgres passes through
        with Postgres(Path(scratch), durable=False) as postgres:
            postgres.create_database()
            _restore_dump(dump, postgres.url())
            return row_counts(postgres.url())


def _restore_dump(dump: Path, url: str) -> None:
    _program(
        "pg_restore",
        "--exit-on-error",
        "--no-owner",
        "--no-acl",
        "--single-transaction",
        "-d",
        url,
        str(dump),
    )


def check(folder: Path) -> dict[str, int]:
    """Compare every byte with the manifest; the row counts it promises."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise PlainError(f"备份没有可读的清单:{folder}。The backup has no readable manifest.") from error
    found = {name: digest for name, digest in _tree(folder).items() if name != MANIFEST}
    promised: dict[str, str] = manifest["content"]
    wrong = sorted(name for name in found.keys() | promised.keys() if found.get(name) != promised.get(name))
    if wrong or DUMP not in promised:
        raise PlainError(f"备份已损坏。The backup is damaged: {', '.join(wrong[:5]) or 'no dump'}.")
    return dict(manifest["rows"])


def restore(folder: Path, url: str, files: Path) -> None:
    """Into an empty database and an empty folder only."""
    check(folder)
    if row_counts(url):
        raise PlainError(
            "目标数据库不是空的。The database to restore into is not empty.", "createdb a new one"
        )
    if files.exists() and any(files.iterdir()):
        raise PlainError(f"目标文件夹不是空的:{files}。The folder to restore into is not empty.")
    _restore_dump(folder / DUMP, url)
    if (folder / "files").is_dir():
        shutil.copytree(folder / "files", files, dirs_exist_ok=True)


def drill(folder: Path) -> None:
    """Restore into a throw-away Postgres; rows and hashes must agree, the record chains must verify."""
    promised = check(folder)
    with tempfile.TemporaryDirectory(prefix="portal-drill-") as scratch:
        os.chmod(scratch, 0o711)  # noqa: S103
        with Postgres(Path(scratch), durable=False) as postgres:
            postgres.create_database()
            files = Path(scratch) / "data" / "files"
            restore(folder, postgres.url(), files)
            found = row_counts(postgres.url())
            wrong = sorted(t for t in promised.keys() | found.keys() if promised.get(t) != found.get(t))
            if wrong:
                raise PlainError(f"恢复后的行数不符。Rows differ after the restore: {', '.join(wrong[:5])}.")
            _verify_records(postgres.url(), files.parent)


def _verify_records(url: str, data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_records"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "PORTAL_DATA": str(data)},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise PlainError(f"恢复后的记录链不完整。The record chains do not verify: {last}")


def main(arguments: list[str]) -> int:
    """Exit code 0 only when the act was carried out and agreed."""
    acts = {
        "make": make,
        "check": check,
        "drill": drill,
        "restore": lambda folder: restore(folder, os.environ["DATABASE_URL"], _files_folder()),
    }
    if len(arguments) != 2 or arguments[0] not in acts:
        print(__doc__)
        return 2
    try:
        _adopt_running()
        acts[arguments[0]](Path(arguments[1]).absolute())
    except PlainError as error:
        complain(error)
        return error.code
    say("✓ 完成。", f"{arguments[0]}: done, everything agreed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
