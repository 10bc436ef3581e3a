"""Early pytest plugin: private Postgres and Redis for the session, before settings are read.

The controlling process starts them in a temporary folder and stops them; xdist workers inherit the
addresses and clone a database of their own. The migrated template is made once for each state of
migrations and catalogue and kept as a stopped cluster under `.portal/test-template/`.
With `DATABASE_URL` set the template is made on that server instead.
"""

import fcntl
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ops.identity import identity
from ops.services import Postgres, Redis, command_of
from tests.support import databases

CACHE = databases.ROOT / ".portal" / "test-template"
KEEP_TEMPLATES = 2
_running: list[Postgres | Redis] = []
_demo: subprocess.Popen[bytes] | None = None
_home: Path | None = None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Runs around pytest-django's own hook, which reads the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        start()
    enter_database(worker or "main")
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(ids: list[str]) -> None:
    """Make the demo for the journeys beside the first tests, so that no process waits for it later.

    A failure is told by the first journey, which tries again.
    """
    global _demo
    if _demo is None and any("/journeys/" in name for name in ids):
        _demo = subprocess.Popen(
            [sys.executable, "-m", "tests.support.demo"],
            cwd=databases.ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def pytest_collection_finish() -> None:
    """What is loaded by now stays; the collector need not walk it again at every turn."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop what this process started; workers started nothing."""
    if _demo is not None:
        with suppress(ProcessLookupError):
            os.killpg(_demo.pid, signal.SIGTERM)
        _demo.wait()
    stop()


def start() -> None:
    """Start the services and say in the environment where they are."""
    global _home
    _sweep_leftovers()
    _home = Path(tempfile.mkdtemp(prefix=f"portal-test-{os.getpid()}-"))
    _home.chmod(0o711)
    os.environ["PORTAL_DATA"] = str(_home / "data")
    if "REDIS_URL" not in os.environ:
        redis = Redis(_home)
        redis.start()
        _running.append(redis)
        os.environ["REDIS_URL"] = redis.url()
    if "DATABASE_URL" in os.environ:
        _prepare_external()
    else:
        _start_postgres(_home)


def stop() -> None:
    """Stop the services and remove their folder."""
    global _home
    while _running:
        _running.pop().stop()
    if _home is not None:
        shutil.rmtree(_home, ignore_errors=True)
        _home = None


def enter_database(label: str) -> None:
    """Give this process a clone, a Redis number and a data folder of its own."""
    number = int(label.removeprefix("gw")) + 1 if label.startswith("gw") else 0
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{number}"
    os.environ["PORTAL_DATA"] = str(Path(os.environ["PORTAL_DATA"]) / label)
    if os.environ.get("PORTAL_TEST_TEMPLATE") == "ready":
        url = os.environ["DATABASE_URL"]
        name = f"portal_{label}"
        databases.drop(url, name)
        os.environ["DATABASE_URL"] = databases.clone(url, name)


def _start_postgres(home: Path) -> None:
    try:
        with _locked():
            kept = _template_cluster()
    except TemplateFailed as failure:
        os.environ["PORTAL_TEST_TEMPLATE"] = str(failure)
        kept = None
    postgres = Postgres(home, durable=False)
    if kept is not None:
        shutil.copytree(kept, postgres.data)
        _hand_over(postgres.home)
        os.environ["PORTAL_TEST_TEMPLATE"] = "ready"
    postgres.start()
    _running.append(postgres)
    os.environ["DATABASE_URL"] = postgres.url("postgres")


def _prepare_external() -> None:
    url = os.environ["DATABASE_URL"]
    try:
        databases.drop(url, databases.TEMPLATE)
        databases.clone(url, databases.TEMPLATE, "template1")
        _fill(databases.with_name(url, databases.TEMPLATE))
        os.environ["PORTAL_TEST_TEMPLATE"] = "ready"
    except TemplateFailed as failure:
        os.environ["PORTAL_TEST_TEMPLATE"] = str(failure)


class TemplateFailed(Exception):
    """Migrations or catalogue could not be loaded; told at the first test that needs a database."""


@contextmanager
def _locked() -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _template_cluster() -> Path:
    """Data folder of a stopped cluster that holds the template."""
    kept = CACHE / databases.digest()
    if kept.exists():
        os.utime(kept)
        return kept
    with tempfile.TemporaryDirectory(prefix="portal-template-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        with Postgres(home, durable=False) as postgres:
            postgres.create_database(databases.TEMPLATE)
            _fill(postgres.url(databases.TEMPLATE))
        fresh = CACHE / f"{kept.name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(postgres.data, fresh)
    fresh.rename(kept)
    _forget_old_templates()
    return kept


def _fill(url: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    commands = [["migrate", "--verbosity=0"], ["load_catalogue"], ["ensure_roles"]]
    for command in commands:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=databases.ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise TemplateFailed(
                f"manage.py {command[0]} failed:\n{done.stderr[-3000:]}{done.stdout[-1000:]}"
            )


def _forget_old_templates() -> None:
    templates = sorted(
        (p for p in CACHE.iterdir() if p.is_dir() and not p.name.startswith("demo-")),
        key=lambda p: p.stat().st_mtime,
    )
    for old in templates[:-KEEP_TEMPLATES]:
        shutil.rmtree(old, ignore_errors=True)


def _hand_over(folder: Path) -> None:
    """Files copied as root belong to the account that runs Postgres."""
    uid = identity().uid
    if uid is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, uid, -1)


def _sweep_leftovers() -> None:
    """Folders of sessions that were killed."""
    for folder in Path(tempfile.gettempdir()).glob("portal-test-*-*"):
        with suppress(ValueError, OSError):
            if not command_of(int(folder.name.split("-")[2])):
                shutil.rmtree(folder, ignore_errors=True)
