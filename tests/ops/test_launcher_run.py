"""A whole start, a stop, a second start, a killed launcher: in one story, because starting takes its time."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from ops.environment import ROOT
from tests.ops.launching import attempt, environment, processes_of, running


def _get(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return int(answer.status)


def test_the_portal_starts_keeps_its_data_and_leaves_no_process(tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-name-" * 8) / "data"  # longer than the path of a socket may be
    folder.parent.mkdir()
    env = environment(folder)
    with running(folder, env) as first:
        first.wait_for("Portal ready at ", 150)
        assert _get(f"{first.url}/readyz") == 200
        _second_instance_is_refused(env)
        _secrets_are_private(folder)
        _a_second_terminal_finds_the_portal(env)
        assert first.end(signal.SIGINT) == 0
        assert "Everything has stopped" in first.said
    assert processes_of(folder) == []
    _a_command_alone_starts_what_it_needs(env)
    with running(folder, env) as second:
        assert second.wait_for("Portal ready at ", 60) < 30
        assert "Migrating" not in second.said
        _a_dead_worker_is_started_again(second, folder)
        second.process.kill()
        second.process.wait()
    with running(folder, env) as third:
        third.wait_for("Portal ready at ", 60)
        assert _get(f"{third.url}/healthz") == 200
        assert third.end() == 0
    assert processes_of(folder) == []


def _second_instance_is_refused(env: dict[str, str]) -> None:
    done = attempt(env)
    assert done.returncode == 1
    assert "The portal runs already" in done.stderr
    assert "Traceback" not in done.stderr


def _secrets_are_private(folder: Path) -> None:
    for path in (folder / "secrets.json", folder / "run" / "environment.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    sockets = folder / "postgres" / "run"
    assert not sockets.exists() or stat.S_IMODE(sockets.stat().st_mode) == 0o700


def _a_second_terminal_finds_the_portal(env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def _a_command_alone_starts_what_it_needs(env: dict[str, str]) -> None:
    outside = getattr(sys, "_base_executable", sys.executable)  # as `make` calls it: not the virtualenv's
    command = [outside, "-m", "ops", "manage", "migrate", "--check"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _a_dead_worker_is_started_again(launched, folder: Path) -> None:  # type: ignore[no-untyped-def]
    before = json.loads((folder / "run" / "processes.json").read_text())
    os.kill(before[1], signal.SIGKILL)
    launched.wait_for("The worker process ended unexpectedly", 20)
    until = time.monotonic() + 20
    while time.monotonic() < until and "unexpectedly" not in launched.said:
        time.sleep(0.1)
    after = json.loads((folder / "run" / "processes.json").read_text())
    assert after[0] == before[0]
    assert after[1] != before[1]
