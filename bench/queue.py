"""P2b: the clerk's queue by key: page 400 against page 1, and against the same page by OFFSET.

By processor time of client and server together, the whole selector with its strips.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.db import connection

from bench.rig import alternating, backend_cpu, line

django.setup()

from approvals.large.load import load  # noqa: E402
from approvals.models import Step  # noqa: E402
from approvals.selectors import workbench  # noqa: E402
from approvals.selectors.workbench import PAGE, Ask  # noqa: E402
from tests.approvals.bureau import bureau, staff  # noqa: E402

SIZE = int(os.environ.get("BENCH_SIZE") or 100_000)
FAR = 400
REPEATS = 20


def _cpu(work: Callable[[], object]) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    start, server = time.process_time(), backend_cpu(pid)
    for _ in range(REPEATS):
        work()
    return (time.process_time() - start + backend_cpu(pid) - server) / REPEATS


def run() -> Iterator[dict[str, Any]]:
    """Two lines."""
    office = bureau("queue")
    clerk = staff(office.department, "queue-all", "receive", "review", "decide", "issue")
    load(SIZE, open_per_mille=1000, version_ids=(office.version.pk,))
    steps = Step.objects.queue_of(clerk).in_order()
    place = min(FAR, SIZE // PAGE - 2)
    key = steps.values_list("due_on", "id")[place * PAGE]

    def first() -> object:
        return workbench.queue(clerk, Ask())

    def far() -> object:
        return workbench.queue(clerk, Ask(after=key))

    def offset() -> object:
        rows = steps.select_related("case__item", "case__site", "case__item_version").defer(
            "case__answers", "case__contact", "case__item_version__content", "case__item__search_text"
        )
        return workbench.strips_of(list(rows[place * PAGE : place * PAGE + PAGE + 1]), workbench.workdays())

    first(), far(), offset()
    sizes = {"open_steps": SIZE, "page": place}
    ours, base = alternating(lambda: _cpu(far), lambda: _cpu(first))
    yield line(
        "P2b far page against page 1, CPU", ours * 1000, base * 1000, ours / base, "≤ 2", "ms", **sizes
    )
    ours, base = alternating(lambda: _cpu(far), lambda: _cpu(offset), 3)
    yield line("P2b key against OFFSET, CPU", ours * 1000, base * 1000, base / ours, "–", "ms", **sizes)
