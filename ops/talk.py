"""What the launcher says while it works, in Chinese and English, one plain line for each thing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ops.plain import PlainError

SILENCE = 20  # seconds after which a long step says that it is still alive


def say(chinese: str, english: str) -> None:
    """One line for the person at the terminal."""
    print(f"{chinese} {english}", flush=True)


def complain(error: PlainError) -> None:
    """What is wrong and how to mend it, on stderr."""
    print(f"\n✗ {error}", file=sys.stderr, flush=True)


def _last_line(log: Path | None) -> str:
    """The last thing a long step wrote, cut to a terminal's width."""
    try:
        lines = log.read_text(errors="replace").split("\n") if log is not None else []
    except OSError:
        return ""
    # Entries of the log and commands are not for the person at the terminal.
    told = (line.strip()[:90] for line in reversed(lines) if line.strip() and line[0] not in "{$")
    return next(told, "")


@contextmanager
def step(chinese: str, english: str, log: Path | None = None) -> Iterator[None]:
    """Say what begins, that it still goes on (with the last line of `log`), and how long a long one took."""
    say(f"▸ {chinese}…", f"{english} …")
    started = time.monotonic()
    done = threading.Event()

    def remind() -> None:
        while not done.wait(SILENCE):
            waited = int(time.monotonic() - started)
            last = _last_line(log)
            say(f"  仍在进行,已 {waited} 秒。", f"Still working, {waited} s." + (f" {last}" if last else ""))

    threading.Thread(target=remind, daemon=True).start()
    try:
        yield
    finally:
        done.set()
    took = time.monotonic() - started
    if took > SILENCE:
        say(f"  完成,用时 {took:.0f} 秒。", f"Done in {took:.0f} s.")


def run(
    command: Sequence[str | Path], log: Path, *, what: str, mend: str = "", env: dict[str, str] | None = None
) -> None:
    """Run a program with its output in `log`; a failure becomes one sentence with the last lines."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        out.write(("\n$ " + " ".join(map(str, command)) + "\n").encode())
        out.flush()
        done = subprocess.run(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env or dict(os.environ),
        )
    if done.returncode != 0:
        last = [line for line in log.read_text(errors="replace").splitlines() if line.strip()][-1]
        raise PlainError(f"{what}\n    {last[:300]}", mend or f"The whole story: {log}")
