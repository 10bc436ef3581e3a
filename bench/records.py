"""P10: how fast the record is verified: every hash of every chain computed again from the rows.

`verify_records` reports the first bad row; here all are good, so all are read. Wall time: the work is one
statement for each worker; `cpu` is what one core does in a second of its own time, whatever else runs. The
goal, half a million events a second, stands as the base.
"""

import os
import statistics
import time
from collections.abc import Iterator
from typing import Any

import django
from django.db import connection

from bench.rig import backend_cpu, line

django.setup()

from approvals.large.load import load  # noqa: E402
from core.records import verify  # noqa: E402
from core.records.models import Event  # noqa: E402
from tests.approvals.bureau import bureau  # noqa: E402

CASES = int(os.environ.get("BENCH_SIZE") or 100_000)
GOAL = 500_000
ROUNDS = 3


def _alone() -> float:
    """Events in one CPU second of one database session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    spent = backend_cpu(pid)
    events = sum(verify._check(*part).events for part in verify._parts())
    return events / (backend_cpu(pid) - spent)


def run() -> Iterator[dict[str, Any]]:
    """Loading, then verification."""
    office = bureau("records")
    started = time.monotonic()
    load(CASES, open_per_mille=40, version_ids=(office.version.pk,))
    loaded = time.monotonic() - started
    yield line(
        "seed-large", CASES / loaded, 1_000_000 / 600, CASES / loaded / (1_000_000 / 600), "≥ 1", "cases/s"
    )
    events = Event.objects.count()
    times = []
    for _ in range(ROUNDS):
        started = time.monotonic()
        if any(finding.bad for finding in verify._chains()):
            raise RuntimeError("the record does not verify")
        times.append(time.monotonic() - started)
    chains = events / statistics.median(times)
    more = {"events": events, "workers": verify.WORKERS, "cpu": round(_alone())}
    yield line("P10 verify chains", chains, GOAL, chains / GOAL, "≥ 1", "events/s", **more)
    started = time.monotonic()
    bad = [finding.bad for finding in verify.verify_all() if finding.bad]
    if bad:
        raise RuntimeError(bad[0])
    whole = events / (time.monotonic() - started)
    yield line("P10 verify_records, all checks", whole, GOAL, whole / GOAL, "–", "events/s", events=events)
