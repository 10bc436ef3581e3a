"""One statement for a whole act: each kind of row is a branch, empty branches cost nothing.

The composed text depends only on which branches are filled, so it is cached by that set and, where
allowed, prepared once per database session (`PORTAL_PREPARE`; switch it off behind a pooler in
transaction mode). Branches share one snapshot and see each other only through RETURNING.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from core.errors import Conflict

Row = Mapping[str, Any]
_prepared: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Branch:
    """One common table expression. `body` gets the names of the branches that run beside it."""

    name: str
    columns: tuple[tuple[str, str], ...]
    body: Callable[[frozenset[str]], str]


def _source(columns: tuple[tuple[str, str], ...]) -> str:
    cast = ", ".join(f'"{name}" {"text" if kind == "bytea" else kind}' for name, kind in columns)
    return f"json_to_recordset(%({{}})s::json) AS x({cast})"


def _value(name: str, kind: str) -> str:
    return f"decode(x.\"{name}\", 'hex')" if kind == "bytea" else f'x."{name}"'


def insert(
    name: str,
    table: str,
    columns: Mapping[str, str],
    *,
    find: Mapping[str, str] | None = None,
    link: tuple[str, str, str] | None = None,
) -> Branch:
    """INSERT of N rows. `link` = (column, other branch, join condition on x and that branch `o`):
    where the other branch runs in the same statement, a null column takes the id it returned.
    `find` names further values a row carries for that condition only."""
    spec = (*columns.items(), *(find or {}).items())

    def body(present: frozenset[str]) -> str:
        target = ", ".join(f'"{column}"' for column in columns)
        source = _source(spec).format(name)
        values = {column: _value(column, kind) for column, kind in columns.items()}
        join = ""
        if link and link[1] in present:
            column, other, condition = link
            values[column] = f'coalesce(x."{column}", o.id)'
            join = f" LEFT JOIN {other} o ON {condition}"
        return (
            f"INSERT INTO {table} ({target}) SELECT {', '.join(values.values())} "  # noqa: S608
            f"FROM {source}{join} RETURNING *"
        )

    return Branch(name, spec, body)


def update(
    name: str,
    table: str,
    columns: Mapping[str, str],
    *,
    guard: str,
    extra: str = "",
    keep: Sequence[str] = (),
) -> Branch:
    """UPDATE of N rows by id. `guard` is a condition on `t` and `x` that a stale row fails; columns
    named `was_…` feed the guard and are not written; those in `keep` stay where the row says null."""
    spec = (("id", "bigint"), *columns.items())

    def write_of(column: str, kind: str) -> str:
        value = _value(column, kind)
        return f'"{column}" = coalesce({value}, t."{column}")' if column in keep else f'"{column}" = {value}'

    writes = [write_of(column, kind) for column, kind in columns.items() if not column.startswith("was_")]
    assignments = ", ".join([*writes, extra] if extra else writes)

    def body(present: frozenset[str]) -> str:
        return (
            f"UPDATE {table} t SET {assignments} "  # noqa: S608 own names
            f"FROM {_source(spec).format(name)} "
            f"WHERE t.id = x.id AND ({guard}) RETURNING t.id"
        )

    return Branch(name, spec, body)


def _canonical(rows: Sequence[Row]) -> str:
    """Sorted keys and no spaces, so that a `json` column receives the bytes its hash was made of."""
    return json.dumps(
        rows, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a write")


@lru_cache(maxsize=256)
def _statement(branches: tuple[Branch, ...]) -> tuple[str, str]:
    present = frozenset(branch.name for branch in branches)
    parts = [f"{branch.name} AS ({branch.body(present)})" for branch in branches]
    # Names are our own branches'; every value is bound.
    counts = ", ".join(f"(SELECT count(*) FROM {branch.name})" for branch in branches)  # noqa: S608
    text = f"WITH {', '.join(parts)} SELECT {counts}"
    return text, "w" + hashlib.sha256(text.encode()).hexdigest()[:20]


def write(branches: Sequence[Branch], changes: Mapping[str, Sequence[Row]]) -> None:
    """Write all `changes` (branch name → rows) in one statement, inside the caller's transaction.

    Raises Conflict when a branch wrote fewer rows than asked for: somebody was faster.
    """
    filled = tuple(branch for branch in branches if changes.get(branch.name))
    unknown = set(changes) - {branch.name for branch in branches}
    if unknown:
        raise KeyError(f"no branch writes {sorted(unknown)}")
    if not filled:
        return
    params = {branch.name: _canonical(_complete(branch, changes[branch.name])) for branch in filled}
    text, name = _statement(filled)
    row = execute_prepared(text, name, params, ["json"] * len(filled))
    asked = tuple(len(changes[branch.name]) for branch in filled)
    if tuple(row[0]) != asked:
        raise Conflict(_("您打开之后，已有人先处理了这件事。请看最新情况再办。"))


def _complete(branch: Branch, rows: Sequence[Row]) -> list[Row]:
    known = {column for column, _kind in branch.columns}
    for row in rows:
        stray = set(row) - known
        if stray:
            raise KeyError(f"{branch.name} has no column {sorted(stray)}")
    return list(rows)


def execute_prepared(
    text: str, name: str, params: Mapping[str, Any], types: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Run `text` (with %(name)s placeholders, in the order of `params`) and fetch all rows.

    Prepared lazily once per session; the name survives rollback and dies with the connection.
    """
    with connection.cursor() as cursor:
        if not settings.PORTAL_PREPARE:
            cursor.execute(text, params)
            return list(cursor.fetchall())
        session = connection.connection
        names = _prepared.setdefault(session, set())
        if name not in names:
            numbered = text % {key: f"${place}" for place, key in enumerate(params, 1)}
            cursor.execute(f"PREPARE {name}({', '.join(types)}) AS {numbered}")
            names.add(name)
        marks = ", ".join(["%s"] * len(params))
        cursor.execute(f"EXECUTE {name}({marks})", list(params.values()))
        return list(cursor.fetchall())
