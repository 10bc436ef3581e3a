"""Recomputing the record: every chain, every head, every published root. Set-based, in the database.

An outsider need not trust this: `export_record` and docs/check_record.py repeat it offline.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.records.registry import Checked, checks, heads

_HASHES = """
SELECT id, subject_kind, subject_id, seq, hash,
       '\\x0101'::bytea || sha256(
           coalesce(lag(hash) OVER chain, decode(repeat('00', 34), 'hex'))
           || convert_to('["' || subject_kind || '",' || subject_id || ',' || seq || ',"' || act || '",'
               || coalesce(by_id::text, 'null') || ',"' || role || '","'
               || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
               || '",' || data::text || ']',
               'UTF8')) AS expected,
       row_number() OVER chain AS place
  FROM core_event
 WHERE subject_kind = %(kind)s AND subject_id BETWEEN %(first)s AND %(last)s
WINDOW chain AS (PARTITION BY subject_kind, subject_id ORDER BY seq)
"""
# One pass over a range of subjects: events, chains, bad rows.
_COUNTED = f"""
SELECT count(*), count(*) FILTER (WHERE place = 1), count(*) FILTER (WHERE hash <> expected OR seq <> place)
  FROM ({_HASHES}) e
"""  # noqa: S608 own text
_BAD_EVENT = f"""
SELECT subject_kind, subject_id, seq, place FROM ({_HASHES}) e
 WHERE hash <> expected OR seq <> place ORDER BY subject_kind, subject_id, seq LIMIT 1
"""  # noqa: S608 own text
# The first and last subject of every kind, from the two ends of the index: nothing is counted twice.
_SPANS = """
WITH RECURSIVE kinds AS (
    SELECT min(subject_kind) AS kind FROM core_event
    UNION ALL
    SELECT (SELECT min(e.subject_kind) FROM core_event e WHERE e.subject_kind > k.kind) FROM kinds k
     WHERE k.kind IS NOT NULL)
SELECT kind, (SELECT min(subject_id) FROM core_event e WHERE e.subject_kind = kind),
       (SELECT max(subject_id) FROM core_event e WHERE e.subject_kind = kind)
  FROM kinds WHERE kind IS NOT NULL ORDER BY kind
"""
# From so many subjects on, ranges of them are checked side by side, each over a connection of its own.
WORTH_SHARING = 10_000
RANGES = 16
WORKERS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was counted, and the first row that is wrong (empty when all is right)."""

    name: str
    count: int
    bad: str = ""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What one range of subjects holds; `bad` is the first wrong row: kind, subject, seq, place."""

    events: int
    chains: int
    bad: tuple[str, int, int, int] | None


def _check(kind: str, first: int, last: int) -> _Counted:
    params: dict[str, Any] = {"kind": kind, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, params)
        events, chains, wrong = cursor.fetchone()
        bad = None
        if wrong:
            cursor.execute(_BAD_EVENT, params)
            bad = cursor.fetchone()
    return _Counted(events, chains, bad)


def _check_beside(part: tuple[str, int, int]) -> _Counted:
    try:
        return _check(*part)
    finally:
        connection.close()


def _parts() -> list[tuple[str, int, int]]:
    """Ranges of subjects, kind by kind. A chain lies in one range whole."""
    with connection.cursor() as cursor:
        cursor.execute(_SPANS)
        spans = cursor.fetchall()
    parts = []
    for kind, first, last in spans:
        ranges = RANGES if last - first >= WORTH_SHARING else 1
        step = (last - first) // ranges + 1
        parts += [(kind, start, min(start + step - 1, last)) for start in range(first, last + 1, step)]
    return parts


def _checked() -> list[_Counted]:
    """Every chain; a long record by ranges at once."""
    parts = _parts()
    # Other connections do not see what an open transaction has written.
    if len(parts) < RANGES or connection.in_atomic_block:
        return [_check(*part) for part in parts]
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(_check_beside, parts))


def _chains() -> Iterator[Finding]:
    parts = _checked()
    row = min((part.bad for part in parts if part.bad), default=None)
    bad = ""
    if row:
        kind, subject, seq, place = row
        why = "row missing before it" if seq != place else "hash does not match"
        bad = f"{kind} {subject} event {seq}: {why}"
    yield Finding("events", sum(part.events for part in parts), bad)
    yield Finding("chains", sum(part.chains for part in parts))


def _heads() -> Iterator[Finding]:
    for kind, table in heads().items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 registered own table
            (count,) = cursor.fetchone()
            cursor.execute(
                f"""SELECT s.id, s.version, e.seq FROM {table} s FULL JOIN
                      (SELECT DISTINCT ON (subject_id) subject_id, seq, hash FROM core_event
                        WHERE subject_kind = %s ORDER BY subject_id, seq DESC) e ON e.subject_id = s.id
                     WHERE e.seq IS NULL OR s.id IS NULL OR s.version <> e.seq OR s.head <> e.hash
                     ORDER BY coalesce(s.id, e.subject_id) LIMIT 1""",  # noqa: S608 registered own table
                [kind],
            )
            row = cursor.fetchone()
        bad = ""
        if row:
            pk, version, seq = row
            if pk is None:
                bad = f"{kind}: events without their subject (last event {seq})"
            else:
                bad = (
                    f"{kind} {pk}: stands at {version}, its record ends at {seq or 'nothing'} or another hash"
                )
        yield Finding(f"{kind} heads", count, bad)


def verify_all() -> Iterator[Finding]:
    """Every check in turn: chains, heads, roots, and what the floors above registered."""
    yield from _chains()
    yield from _heads()
    for name, check in checks().items():
        result: Checked = check()
        yield Finding(name, result.count, result.bad)
