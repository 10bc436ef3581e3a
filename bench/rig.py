"""A durable private Postgres and Redis for benches, migrated and empty; and how a bench measures."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ops.services import Postgres, Redis

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def services() -> Iterator[None]:
    """Start both, point the settings at them, migrate, set Django up; stop and remove them after."""
    home = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    home.chmod(0o711)
    with Postgres(home) as postgres, Redis(home) as redis:
        postgres.create_database()
        os.environ |= {
            "DATABASE_URL": postgres.url(),
            "REDIS_URL": redis.url(),
            "PORTAL_DATA": str(home / "data"),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }
        for command in (["migrate", "-v0"], ["load_calendar"]):
            subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
            )
        try:
            yield
        finally:
            shutil.rmtree(home, ignore_errors=True)


def fsync_ms(folder: str = "/tmp") -> float:  # noqa: S108
    """Median milliseconds of one small durable write here."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(30):
            file.write(b"x" * 512)
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def backend_cpu(pid: int) -> float:
    """CPU seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def alternating(
    ours: Callable[[], float], base: Callable[[], float], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Medians of both, measured in turn."""
    pairs = [(ours(), base()) for _ in range(rounds)]
    return statistics.median(a for a, _b in pairs), statistics.median(b for _a, b in pairs)


def line(
    name: str, ours: float, base: float, ratio: float, goal: str, unit: str, **more: Any
) -> dict[str, Any]:
    """One line of output."""
    shown = {"ours": round(ours, 4), "base": round(base, 4), "ratio": round(ratio, 3)}
    return {"name": name, **shown, "goal": goal, "unit": unit, **more}
