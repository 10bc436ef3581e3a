"""The demo people and their history, lived through once for each state of the code and kept as a dump."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ops.binaries import postgres_bin
from tests.support import databases
from tests.support.services import CACHE

NAME = "portal_demo_template"
SOURCES = ("*/management/commands/demo*.py", "*/demo/**/*.py", "*/*/demo/**/*.py", "approvals/casefile/*.py")


def _kept() -> Path:
    found = {path for pattern in SOURCES for path in databases.ROOT.glob(pattern)}
    total = hashlib.sha256(databases.digest().encode())
    for path in sorted(found):
        total.update(path.read_bytes())
    return CACHE / f"demo-{total.hexdigest()[:16]}"


def template() -> str:
    """Name of a database on this session's server that holds the demo; clone it, never use it."""
    url = os.environ["DATABASE_URL"]
    name = f"{NAME}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    kept = prepare()
    databases.drop(url, name)
    target = databases.clone(url, name, "template1")
    _program("pg_restore", "--exit-on-error", "--no-owner", "-d", target, str(kept / "demo.dump"))
    return name


def prepare() -> Path:
    """The folder of the dump and its files; lives through the demo where no earlier run has done it."""
    with (CACHE / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _kept()
        if not kept.exists():
            _live_through(os.environ["DATABASE_URL"], kept)
    return kept


def copy_files(folder: Path) -> None:
    """The stored files that belong to the demo's rows."""
    if (_kept() / "files").is_dir():
        shutil.copytree(_kept() / "files", folder / "files", dirs_exist_ok=True)


def _live_through(url: str, kept: Path) -> None:
    for old in CACHE.glob("demo-*"):
        shutil.rmtree(old, ignore_errors=True)
    with databases.cloned("demo") as own, tempfile.TemporaryDirectory(prefix="portal-demo-") as data:
        environment = os.environ | {"DATABASE_URL": own, "PORTAL_DATA": data, "PORTAL_DEMO": "1"}
        done = subprocess.run(
            [sys.executable, "manage.py", "demo_data"],
            cwd=databases.ROOT,
            env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"demo_data failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
        fresh = kept.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        _program("pg_dump", "--format=custom", "--no-owner", "-f", str(fresh / "demo.dump"), own)
        if (Path(data) / "files").is_dir():
            shutil.copytree(Path(data) / "files", fresh / "files")
        fresh.rename(kept)


def _program(name: str, *arguments: str) -> None:
    done = subprocess.run([str(postgres_bin()[0] / name), *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


if __name__ == "__main__":
    prepare()
