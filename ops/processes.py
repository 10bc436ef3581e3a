"""The portal's own processes: started, watched, restarted when they die, stopped together."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from ops.environment import PYTHON, ROOT
from ops.identity import ends_with_parent
from ops.plain import PlainError
from ops.services import command_of, tail, wait_gone
from ops.talk import say

RESTARTS = 3
WITHIN = 120.0  # seconds in which so many restarts are one too many
PATIENCE = 20.0  # seconds a process gets to finish what it does


class Process:
    """One program of ours with its log."""

    def __init__(self, name: str, chinese: str, command: list[str], logs: Path, env: dict[str, str]) -> None:
        self.name = name
        self.chinese = chinese
        self.command = command
        self.env = env
        self.log = logs / f"{name}.log"
        self.child: subprocess.Popen[bytes] | None = None
        self.deaths: list[float] = []

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the launcher alone."""
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [*ends_with_parent("TERM"), *self.command],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.child is not None and self.child.poll() is None

    def ask_to_stop(self) -> None:
        """SIGTERM: finish what you do."""
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)

    def make_sure(self, until: float) -> None:
        """Wait until `until`, then kill the whole group."""
        if self.child is None:
            return
        try:
            self.child.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"  {self.chinese}没有按时停下,强制结束。", f"{self.name} did not stop in time; killed.")
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait()


class Processes:
    """All of them, and the note that lets a later start find what a killed launcher left."""

    def __init__(self, run_folder: Path) -> None:
        self.note = run_folder / "processes.json"
        self.all: list[Process] = []

    def start(self, process: Process) -> None:
        """Start one more and write it down."""
        process.start()
        self.all.append(process)
        self._write()

    def _write(self) -> None:
        self.note.write_text(json.dumps([p.child.pid for p in self.all if p.child is not None]))

    def watch(self) -> None:
        """Look once at every process; restart what died, give up on what keeps dying."""
        for process in self.all:
            if not process.alive:
                self._restart(process)

    def _restart(self, process: Process) -> None:
        now = time.monotonic()
        process.deaths = [at for at in process.deaths if now - at < WITHIN] + [now]
        code = process.child.returncode if process.child else "?"
        if len(process.deaths) > RESTARTS:
            raise PlainError(
                f"{process.chinese}反复退出(代码 {code})。The {process.name} process keeps ending:"
                f"\n    {tail(process.log)}",
                f"The whole story: {process.log}",
            )
        say(
            f"! {process.chinese}意外退出(代码 {code}),正在重新启动。",
            f"The {process.name} process ended unexpectedly (code {code}); starting it again: {process.log}",
        )
        process.start()
        self._write()

    def stop(self) -> None:
        """Ask all at once, wait, make sure."""
        for process in self.all:
            process.ask_to_stop()
        until = time.monotonic() + PATIENCE
        for process in self.all:
            process.make_sure(until)
        self.all.clear()
        self.note.unlink(missing_ok=True)


def end_leftovers(run_folder: Path) -> bool:
    """End processes of a launcher that was killed; True when there were any."""
    note = run_folder / "processes.json"
    try:
        pids = [int(pid) for pid in json.loads(note.read_text())]
    except (OSError, ValueError, TypeError):
        return False
    ours = [pid for pid in pids if str(PYTHON) in command_of(pid) or str(ROOT) in command_of(pid)]
    for pid in ours:
        os.kill(pid, signal.SIGTERM)
    for pid in ours:
        if not wait_gone(pid, PATIENCE):
            os.killpg(pid, signal.SIGKILL)
    note.unlink(missing_ok=True)
    return bool(ours)


def python(*arguments: str) -> list[str]:
    """A command of the virtualenv's Python."""
    return [str(PYTHON), *arguments]
