"""Starting the launcher as a person does: another process, its own folder, its own port."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ops.environment import ROOT
from ops.services import free_port

# What the test session sets for itself must not reach the launcher.
OURS = ("DATABASE_URL", "REDIS_URL", "PORTAL_DATA", "PORTAL_TEST_TEMPLATE", "DJANGO_SETTINGS_MODULE")


def environment(folder: Path, **extra: str) -> dict[str, str]:
    """A person's environment: without the demo history, which takes its time."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"PORTAL_DATA": str(folder), "PORTAL_PORT": str(free_port()), "PORTAL_DEMO": "0"} | extra


def attempt(env: dict[str, str], *prefix: str) -> subprocess.CompletedProcess[str]:
    """A start that is expected to fail at once."""
    return subprocess.run(
        [*prefix, sys.executable, "-m", "ops", "run"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )


class Running:
    """A launcher that was started and prints into a file."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.out = folder.parent / f"{folder.name}.out"
        self.url = f"http://127.0.0.1:{env['PORTAL_PORT']}"
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ops", "run"],
                cwd=ROOT,
                env=env,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """Everything it printed so far."""
        return self.out.read_text()

    def wait_for(self, words: str, seconds: float) -> float:
        """Seconds until the words appeared; AssertionError with the output when they did not."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if words in self.said:
                return time.monotonic() - started
            assert self.process.poll() is None, self.said
            time.sleep(0.1)
        raise AssertionError(f"{words!r} did not appear in {seconds} s:\n{self.said}")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and wait; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(timeout=60)


@contextlib.contextmanager
def running(folder: Path, env: dict[str, str]) -> Iterator[Running]:
    """A launcher that is stopped whatever the test does."""
    launched = Running(folder, env)
    try:
        yield launched
    finally:
        if launched.process.poll() is None:
            launched.end()


def processes_of(folder: Path) -> list[str]:
    """Command lines of live processes that have the folder in their command line or environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            command, variables = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
            if command and str(folder).encode() in command + variables:
                found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found
