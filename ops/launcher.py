"""`make run`: the whole portal on one machine, from nothing to a page in the browser."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from ops import environment, keys, preflight
from ops.accounts import introduce
from ops.environment import ROOT
from ops.plain import PlainError
from ops.processes import Process, Processes, end_leftovers, python
from ops.services import Postgres, Redis, tail
from ops.stamp import Stamp, digest
from ops.talk import run, say, step

READY_WITHIN = 180.0
# What is remembered, what is said, what is done.
PREPARATION: tuple[tuple[str, str, str, tuple[tuple[str, ...], ...]], ...] = (
    ("migrations", "正在建立数据表", "Migrating the database", (("migrate", "--verbosity=0"),)),
    (
        "catalogue",
        "正在载入部门、事项与日历",
        "Loading offices, items and calendar",
        (("load_catalogue",), ("ensure_roles",)),
    ),
    (
        "demo",
        "正在按真实流程办出几十件演示办件(首次约 2 分钟)",
        "Living through a demo history of cases (about 2 minutes the first time)",
        (("demo_data",),),
    ),
    ("static", "正在收集静态文件", "Collecting static files", (("collectstatic", "--noinput", "--clear"),)),
)


class Stopped(BaseException):
    """The person, or the system, asked the launcher to end."""


class Launcher:
    """One run of the portal, in the order in which it says what it does."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.logs = folder / "logs"
        self.log = self.logs / "launcher.log"
        self.address = f"http://127.0.0.1:{port}"
        self.services: dict[str, Postgres | Redis] = {}
        self.processes = Processes(folder / "run")
        self.env: dict[str, str] = {}

    def run(self) -> int:
        """Start everything, stay until told to stop, stop everything."""
        with ExitStack() as at_the_end:
            lock = at_the_end.enter_context(preflight.only_one(self.folder))
            preflight.disk(self.folder)
            if end_leftovers(self.folder / "run"):
                say("▸ 上次被强行中止,已清理。", "The previous run was killed; tidied up.")
            preflight.port(self.port)
            preflight.note_owner(lock, self.address)
            self._fresh_logs()
            at_the_end.callback(self._forget_environment)
            at_the_end.callback(self._stop_services)
            self._start_services()
            self._prepare()
            at_the_end.callback(self._stop_processes)
            self._start_processes()
            self._announce()
            self._stay()
        return 0

    def _fresh_logs(self) -> None:
        for log in self.logs.glob("*.log"):
            log.replace(log.with_suffix(".log.1"))

    def start_services(self) -> None:
        """Postgres and Redis only (for a management command in between)."""
        self._start_services()

    def stop_services(self) -> None:
        """The counterpart of `start_services`."""
        self._stop_services()

    def _start_services(self) -> None:
        secrets = keys.ensure(self.folder)
        found = dict(os.environ)
        if not found.get("DATABASE_URL"):
            with step("正在启动 PostgreSQL", "Starting PostgreSQL"):
                postgres = Postgres(self.folder)
                self.services["PostgreSQL"] = postgres
                postgres.start()
                postgres.create_database()
                found["DATABASE_URL"] = postgres.url()
        if not found.get("REDIS_URL"):
            with step("正在启动 Redis", "Starting Redis"):
                redis = Redis(self.folder)
                self.services["Redis"] = redis
                redis.start()
                found["REDIS_URL"] = redis.url()
        found |= secrets
        found |= {"PORTAL_DATA": str(self.folder), "PORTAL_PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        found.setdefault("PORTAL_DEMO", "1")
        found.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
        self.env = found
        self._check_services()
        self._note_environment()

    def _check_services(self) -> None:
        """Given addresses must answer before anything else is tried."""
        asked = subprocess.run(
            python("-m", "ops.reach"), cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        if asked.returncode != 0:
            what, _, mend = asked.stdout.strip().partition("\n")
            raise PlainError(what or asked.stderr.strip()[-300:], mend)

    def _note_environment(self) -> None:
        note = self.folder / "run" / "environment.json"
        note.unlink(missing_ok=True)
        descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PORTAL_KEYS")
        with os.fdopen(descriptor, "w") as out:
            json.dump({name: self.env[name] for name in names}, out)

    def _forget_environment(self) -> None:
        (self.folder / "run" / "environment.json").unlink(missing_ok=True)

    def _prepare(self) -> None:
        """Tables, catalogue, demo history and static files: each only when it is not yet in that state."""
        stamp = Stamp(self.folder, os.environ.get("DATABASE_URL") or "built-in")
        for part, chinese, english, commands in PREPARATION:
            state = "done" if part == "demo" else digest(part)
            if stamp.is_current(part, state) or (part == "demo" and self.env["PORTAL_DEMO"] != "1"):
                continue
            with step(chinese, english, self.log):
                for command in commands:
                    self._manage(chinese, *command)
            stamp.done(part, state)

    def _manage(self, chinese: str, *command: str) -> None:
        run(
            python("manage.py", *command),
            self.log,
            env=self.env,
            what=f"{chinese}时出错。`manage.py {command[0]}` failed.",
            mend=f"The whole story: {self.log}",
        )

    def _start_processes(self) -> None:
        with step("正在启动网站、任务与定时进程", "Starting web, worker and beat"):
            celery = ("-m", "celery", "-A", "config.celery")
            plan = [
                ("web", "网站", python("-m", "gunicorn", "-c", "ops/gunicorn_conf.py", "config.wsgi")),
                (
                    "worker",
                    "任务进程",
                    python(*celery, "worker", "-c", "2", "--loglevel=INFO", "--without-gossip"),
                ),
                ("beat", "定时进程", python(*celery, "beat", "--loglevel=WARNING", "--pidfile=")),
            ]
            for name, chinese, command in plan:
                self.processes.start(Process(name, chinese, command, self.logs, self.env))
            self._wait_ready()

    def _wait_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            self.processes.watch()
            if self._answers() and " ready." in (self.logs / "worker.log").read_text(errors="replace"):
                return
            time.sleep(0.3)
        raise PlainError(
            f"网站没有按时应答。The portal did not answer in time:\n    {tail(self.logs / 'web.log')}",
            f"The whole story: {self.logs}",
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def _announce(self) -> None:
        print(f"\n✓ 门户已就绪:{self.address}\nPortal ready at {self.address}", flush=True)
        if self.env["PORTAL_DEMO"] == "1":
            introduce()
        say(f"\n  按 Ctrl-C 停止。日志:{self.logs}", "Ctrl-C stops it; the logs are there.")

    def _stay(self) -> None:
        while True:
            self.processes.watch()
            for name, service in self.services.items():
                if not service.alive:
                    raise PlainError(
                        f"{name} 意外停止。{name} ended unexpectedly:\n    {tail(service.log)}",
                        "Start again with make run; the data is kept",
                    )
            time.sleep(0.5)

    def _stop_processes(self) -> None:
        say("\n▸ 正在停止…", "Stopping …")
        self.processes.stop()

    def _stop_services(self) -> None:
        for service in reversed(list(self.services.values())):
            service.stop()
        self.services.clear()


def _stop(number: int, frame: FrameType | None) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise Stopped


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal end the block once and in order."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)
    try:
        yield
    except Stopped:
        say("✓ 已全部停止。", "Everything has stopped.")


def opened() -> Launcher:
    """A launcher for the chosen folder and port."""
    wanted = Path(os.environ.get("PORTAL_DATA") or ROOT / ".portal").absolute()
    port = preflight.chosen_port()
    return Launcher(preflight.data_folder(wanted), port)


def start() -> int:
    """The `run` command once the virtualenv exists."""
    with stoppable():
        launcher = opened()
        environment.ensure_packages(environment.FOR_RUNNING, launcher.log)
        return launcher.run()
    return 0
