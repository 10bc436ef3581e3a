"""Recomputing the record: every chain, every head, every published root. Set-based, in the database.

An outsider need not trust this: `export_record` and docs/check_record.py repeat it offline.
"""

from collections.abc import Iterator
from dataclasses import dataclass

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
WINDOW chain AS (PARTITION BY subject_kind, subject_id ORDER BY seq)
"""
_BAD_EVENT = f"""
SELECT subject_kind, subject_id, seq, place FROM ({_HASHES}) e
 WHERE hash <> expected OR seq <> place ORDER BY subject_kind, subject_id, seq LIMIT 1
"""  # noqa: S608 own text
_COUNTS = "SELECT count(*), count(DISTINCT (subject_kind, subject_id)) FROM core_event"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was counted, and the first row that is wrong (empty when all is right)."""

    name: str
    count: int
    bad: str = ""


def _chains() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        events, chains = cursor.fetchone()
        cursor.execute(_BAD_EVENT)
        row = cursor.fetchone()
    bad = ""
    if row:
        kind, subject, seq, place = row
        why = "row missing before it" if seq != place else "hash does not match"
        bad = f"{kind} {subject} event {seq}: {why}"
    yield Finding("events", events, bad)
    yield Finding("chains", chains)


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
