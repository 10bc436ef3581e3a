"""The portal as a deployment runs it, for journeys: gunicorn, Celery with beat, a database of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.environment import ROOT
from ops.identity import ends_with_parent
from ops.services import free_port, tail

READY_WITHIN = 90.0
# Journeys must not share limits, wake-ups and queues with the tests of the same process.
JOURNEY_REDIS_OFFSET = 16


@dataclass(frozen=True)
class Portal:
    """A running portal: where it answers, whose database and files it uses."""

    url: str
    database_url: str
    redis_url: str
    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """Environment of its processes, for management commands beside it."""
        return os.environ | {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "PORTAL_DATA": str(self.folder),
            "PORTAL_PORT": self.url.rsplit(":", 1)[1],
            "PORTAL_URL": self.url,
            "PORTAL_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "WEB_CONCURRENCY": "1",
        }

    def manage(self, *command: str) -> str:
        """Run a management command against this portal; its output. Fails loudly."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def log(self, name: str) -> str:
        """Last lines of the `web` or `worker` log."""
        return tail(self.folder / f"{name}.log", 40)


def journey_redis() -> str:
    """A Redis number that only the journeys of this test process use."""
    base, number = os.environ["REDIS_URL"].rsplit("/", 1)
    return f"{base}/{int(number) + JOURNEY_REDIS_OFFSET}"


@contextmanager
def running(database_url: str, folder: Path) -> Iterator[Portal]:
    """Start the processes, wait until they answer, stop them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run").mkdir(exist_ok=True)
    portal = Portal(f"http://127.0.0.1:{free_port()}", database_url, journey_redis(), folder)
    celery = ("-m", "celery", "-A", "config.celery", "worker", "--pool", "threads", "-c", "2", "-B")
    plan = {
        "web": ("-m", "gunicorn", "-c", "ops/gunicorn_conf.py", "config.wsgi"),
        "worker": (*celery, "--loglevel=INFO", "-s", str(folder / "run" / "beat")),
    }
    children = []
    try:
        for name, command in plan.items():
            with (folder / f"{name}.log").open("wb") as log:
                children.append(
                    subprocess.Popen(
                        [*ends_with_parent("TERM"), sys.executable, *command],
                        cwd=ROOT,
                        env=portal.env,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )
                )
        _wait_ready(portal, children)
        yield portal
    finally:
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _wait_ready(portal: Portal, children: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        assert all(child.poll() is None for child in children), portal.log("web") + portal.log("worker")
        try:
            with urllib.request.urlopen(f"{portal.url}/readyz", timeout=5):
                if " ready." in (portal.folder / "worker.log").read_text(errors="replace"):
                    return
        except (OSError, urllib.error.URLError):
            pass
        time.sleep(0.2)
    raise AssertionError(portal.log("web") + portal.log("worker"))
