"""P1, P1a, P1b, P1c: the life of a case through the real services.

Nine acts (submit, accept, five parallel reviews, decide, end), each a commit. The baseline runs the same
rules and writes the same rows, but reads and writes with one statement per table, as an ORM-free program
would that does not compose. By CPU of client and server, since fsync flatters slow software.
"""

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.db import connection

from bench.rig import alternating, backend_cpu, fsync_ms, line

django.setup()

from approvals import casefile  # noqa: E402
from approvals.casefile import read  # noqa: E402
from approvals.models import Case  # noqa: E402
from approvals.rules import intake as intake_rules  # noqa: E402
from approvals.services import act, handling, intake  # noqa: E402
from core.now import now  # noqa: E402
from core.writes import compose  # noqa: E402
from tests.approvals.bureau import Bureau, bureau, submitted  # noqa: E402

CASES = 12
REVIEWS = 5


def _steps() -> list[dict[str, Any]]:
    reviews = [
        {"step": f"review{n}", "kind": "review", "name_zh": f"审查{n}", "days": 3, "requires": ["accept"]}
        for n in range(REVIEWS)
    ]
    join = {"step": "decide", "name_zh": "决定", "days": 2, "requires": [r["step"] for r in reviews]}
    first = {"step": "accept", "name_zh": "受理", "days": 0}
    return [first, *reviews, join, {"step": "certificate", "name_zh": "制证送达", "days": 0}]


def _life(office: Bureau) -> None:
    case = submitted(office, materials=())
    intake.accept_case(case.pk, by=office.clerk)
    for n in range(REVIEWS):
        handling.complete_step(
            case.pk, by=office.reviewer, node=f"review{n}", result="agree", opinion="同意办理"
        )
    handling.grant_case(case.pk, by=office.head)


# The baseline: the same rows, one statement per table.


def _write_per_table(branches: Any, changes: Any) -> None:
    made: dict[tuple[Any, ...], int] = {}
    for branch in branches:
        for row in changes.get(branch.name, ()):
            _one_statement(branch, dict(row), made)


def _one_statement(branch: Any, row: dict[str, Any], made: dict[tuple[Any, ...], int]) -> None:
    if branch.name == "clock_entry" and row.get("clock_id") is None:
        row["clock_id"] = made[(row["subject_id"], row["clock_name"], row["clock_round"])]
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS[branch.name].text, _STATEMENTS[branch.name].values(row))
        if cursor.rowcount != 1:
            raise compose.Conflict("lost")
        if branch.name == "clock_new":
            made[(row["subject_id"], row["name"], row["round"])] = cursor.fetchone()[0]


class _Plain:
    """INSERT … VALUES or UPDATE … WHERE id, as written by hand for one table."""

    def __init__(self, branch: Any, body: str) -> None:
        self.kinds = dict(branch.columns)
        head = body.split(" SELECT ")[0] if body.startswith("INSERT") else body.split(" SET ")[0]
        self.is_insert = body.startswith("INSERT")
        if self.is_insert:
            self.columns = [c.strip(' "') for c in head[head.index("(") + 1 : head.index(")")].split(",")]
            marks = ", ".join(f"%s::{self.kinds[c]}" for c in self.columns)
            self.text = f"{head} VALUES ({marks}) RETURNING id"
        else:
            assignments = body.split(" SET ")[1].split(" FROM json_to_recordset")[0]
            guard = body.rsplit(" WHERE ", 1)[1].split(" RETURNING")[0]
            self.columns, self.text = [], f"{head} SET {assignments} WHERE {guard}"
            self.text, self.columns = _positional(self.text, self.kinds)

    def values(self, row: dict[str, Any]) -> list[Any]:
        return [_adapted(row.get(column), self.kinds[column]) for column in self.columns]


def _positional(text: str, kinds: dict[str, str]) -> tuple[str, list[str]]:
    import re  # noqa: PLC0415

    columns: list[str] = []

    def mark(match: "re.Match[str]") -> str:
        columns.append(match.group(1) or match.group(2))
        return f"%s::{kinds[columns[-1]]}"

    text = re.sub(r"decode\(x\.\"(\w+)\", 'hex'\)|x\.\"?(\w+)\"?", mark, text)
    return text, columns


def _adapted(value: Any, kind: str) -> Any:
    if kind in ("json", "jsonb") and value is not None:
        return compose._canonical(value)
    return value


_STATEMENTS: dict[str, _Plain] = {}


def _prepare_baseline() -> None:
    for branch in casefile.write.__globals__["BRANCHES"]:
        _STATEMENTS[branch.name] = _Plain(branch, branch.body(frozenset()))


_TABLES = (
    "SELECT * FROM approvals_case WHERE id = %(case)s FOR NO KEY UPDATE",
    "SELECT * FROM approvals_step WHERE case_id = %(case)s ORDER BY position, round",
    """SELECT * FROM admin_center_clock
        WHERE subject_kind = 'case' AND subject_id = %(case)s AND state <> 'stopped'""",
    """SELECT e.* FROM admin_center_clockentry e JOIN admin_center_clock k ON k.id = e.clock_id
        WHERE k.subject_kind = 'case' AND k.subject_id = %(case)s ORDER BY e.clock_id, e.seq""",
    "SELECT * FROM approvals_material WHERE case_id = %(case)s",
    "SELECT * FROM approvals_supplementnotice WHERE case_id = %(case)s",
    """SELECT p.content_object_id, a.codename FROM accounts_user_groups g
         JOIN accounts_departmentgroupobjectpermission p ON p.group_id = g.group_id
         JOIN auth_permission a ON a.id = p.permission_id WHERE g.user_id = %(by)s""",
)


def _read_per_table(case_id: int, *, by: int | None) -> Any:
    """The same facts table by table. Our own statement, from which the file is built, is not counted."""
    with connection.cursor() as cursor:
        for text in _TABLES:
            cursor.execute(text, {"case": case_id, "by": by})
            cursor.fetchall()
    return _built(case_id, by)


def _built(case_id: int, by: int | None) -> Any:
    start, server = time.process_time(), backend_cpu(_pid())
    row = read._ask(read._ONE, "case_read", case_id, by, "bigint")[0]
    _spent[0] += time.process_time() - start + backend_cpu(_pid()) - server
    return read.build(row)


_spent = [0.0]


def _pid() -> int:
    with connection.cursor() as cursor:
        return int(cursor.connection.info.backend_pid)


def _cpu(work: Callable[[], object]) -> float:
    _spent[0] = 0.0
    start, server = time.process_time(), backend_cpu(_pid())
    work()
    return time.process_time() - start + backend_cpu(_pid()) - server - _spent[0]


def _ours(office: Bureau) -> float:
    return _cpu(lambda: [_life(office) for _ in range(CASES)]) / CASES


def _base(office: Bureau) -> float:
    kept = act.read_locked, compose.write
    act.read_locked, compose.write = _read_per_table, _write_per_table
    try:
        return _cpu(lambda: [_life(office) for _ in range(CASES)]) / CASES
    finally:
        act.read_locked, compose.write = kept


def _statements(office: Bureau) -> Iterator[dict[str, Any]]:
    case = submitted(office, materials=())
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    intake.accept_case(case.pk, by=office.clerk)
    counted = [q["sql"] for q in connection.queries_log if q["sql"].startswith("EXECUTE")]
    connection.force_debug_cursor = False
    yield line(
        "P1b statements per act", len(counted), 2, len(counted) / 2, "2 (3 after a lock wait)", "statements"
    )
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    for _ in range(20):
        _life(office)
    wal = _wal()
    for _ in range(40):
        _life(office)
    written = (_wal() - wal) / 40 / (REVIEWS + 3)
    yield line("P1b WAL per act", written / 1000, 2.5, written / 2500, "≤ 2.5 kB", "kB")


def _wal() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
        return int(cursor.fetchone()[0])


def _bulk(office: Bureau) -> tuple[float, float]:
    by = office.clerk.pk

    def ours() -> float:
        ids = [submitted(office, materials=()).pk for _ in range(100)]
        return _cpu(
            lambda: act.perform_many(
                ids, by=by, decide=lambda file: intake_rules.accept(file, by=by, at=now())
            )
        )

    def base() -> float:
        ids = [submitted(office, materials=()).pk for _ in range(100)]
        kept = act.read_locked, compose.write
        act.read_locked, compose.write = _read_per_table, _write_per_table
        try:
            return _cpu(lambda: [intake.accept_case(pk, by=office.clerk) for pk in ids])
        finally:
            act.read_locked, compose.write = kept

    return alternating(ours, base, 3)


def _throughput(office: Bureau, processes: int, seconds: float = 3.0) -> float:
    connection.close()
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    workers = [context.Process(target=_work, args=(office, seconds, queue)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    done = sum(queue.get() for _ in workers)
    for worker in workers:
        worker.join()
    return float(done) / seconds


def _work(office: Bureau, seconds: float, queue: Any) -> None:
    _life(office)
    done, stop = 0, time.monotonic() + seconds
    while time.monotonic() < stop:
        _life(office)
        done += 1
    queue.put(done)


def run() -> Iterator[dict[str, Any]]:
    """All lines of P1."""
    office = bureau("bench", steps=_steps())
    _prepare_baseline()
    fsync = round(fsync_ms(os.environ.get("PORTAL_DATA", "/tmp").rsplit("/", 1)[0]), 3)  # noqa: S108
    _ours(office), _base(office)
    ours, base = alternating(lambda: _ours(office), lambda: _base(office))
    yield line("P1 case life, CPU", ours * 1000, base * 1000, base / ours, "≥ 1.7", "ms", fsync_ms=fsync)
    yield from _statements(office)
    bulk, single = _bulk(office)
    yield line("P1a bulk of 100, CPU", bulk * 1000, single * 1000, single / bulk, "≥ 9", "ms")
    one = statistics.median(_throughput(office, 1) for _ in range(3))
    eight = statistics.median(_throughput(office, 8) for _ in range(3))
    yield line(
        "P1c eight connections", eight, one, eight / one, "≥ 1.8", "cases/s", cases=Case.objects.count()
    )
