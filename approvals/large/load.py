"""Fills an empty database with many cases: lines are made in one process and copied by another.

Foreign keys and plain indexes of the filled tables are taken away first and made again at the end, in the
same transaction, so every reference is checked, at once instead of row by row.
"""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from accounts.models import Person, User
from admin_center.calendar.selectors import workdays
from admin_center.registry.models import ItemVersion, ServiceItem
from approvals.casefile.file import Plan
from approvals.casefile.plan import plan_of
from approvals.casefile.sealing import sealed
from approvals.enums import StepKind
from approvals.large.lives import COLUMNS, ROOM, World, lives
from approvals.models import Case, Decision
from core.now import today

CHUNK = 4000
APPLICANTS = 200


def load(count: int, *, open_per_mille: int = 40, version_ids: tuple[int, ...] = ()) -> None:
    """`count` cases of every live item (or of the given versions); so many of a thousand are open.

    All or nothing, but for the people who act in them.
    """
    world = _world(count, open_per_mille, version_ids)
    with transaction.atomic():
        with _bare(tuple(COLUMNS)):
            for lines in _made(world, count):
                for table, text in lines.items():
                    _copy(table, text)
        _move_sequences(world, count)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(COLUMNS)}")


def _made(world: World, count: int) -> Iterator[dict[str, bytes]]:
    starts = range(0, count, CHUNK)
    sizes = [min(CHUNK, count - start) for start in starts]
    if count <= CHUNK:
        yield lives(world, 0, count)
        return
    with multiprocessing.get_context("fork").Pool(1) as pool:
        yield from pool.imap(partial(_chunk, world), zip(starts, sizes, strict=True))


def _chunk(world: World, part: tuple[int, int]) -> dict[str, bytes]:
    return lives(world, *part)


def _plans(version_ids: tuple[int, ...]) -> tuple[Plan, ...]:
    versions = ItemVersion.objects.select_related("item").order_by("pk")
    live = ServiceItem.objects.filter(live_version__isnull=False).values_list("live_version", flat=True)
    versions = versions.filter(pk__in=version_ids or list(live))
    plans = tuple(plan_of(version) for version in versions)
    return tuple(plan for plan in plans if _is_usual(plan))


def _is_usual(plan: Plan) -> bool:
    kinds = [node.kind for node in plan.nodes]
    return (
        3 <= len(kinds) < ROOM - 2
        and kinds[0] == StepKind.ACCEPT
        and kinds[-2:] == [StepKind.DECIDE, StepKind.CERTIFICATE]
    )


def _world(count: int, open_per_mille: int, version_ids: tuple[int, ...]) -> World:
    plans = _plans(version_ids)
    if not plans:
        raise LookupError("no live item with a usual plan; load the catalogue first")
    clerk, reviewer, head = (_staff(post) for post in ("clerk", "reviewer", "head"))
    days = workdays()
    return World(
        plans=plans,
        workdays=days,
        until=days.position(today()),
        bases={table: _last_id(table) + 1 for table in COLUMNS},
        applicants=_applicants(),
        clerk=clerk,
        reviewer=reviewer,
        head=head,
        sealed={
            "title": _blob(Case, "title", "道路改造工程"),
            "answers": _blob(Case, "answers", {}),
            "contact": _blob(Case, "contact", {}),
            "reasons": _blob(Decision, "reasons", "准予"),
            "conditions": _blob(Decision, "conditions", []),
        },
        count=count,
        open_per_mille=open_per_mille,
    )


def _blob(model: Any, field: str, value: Any) -> str:
    return "\\\\x" + bytes(sealed(model, field, value) or b"").hex()


def _staff(post: str) -> int:
    name = f"large-{post}"
    found = User.objects.filter(username=name).first()
    user = found or User.objects.create_user(name, kind="staff", is_staff=True, staff_name=post)
    return int(user.pk)


def _applicants() -> tuple[tuple[int, int], ...]:
    there = User.objects.filter(username__startswith="large-", person__isnull=False).order_by("pk")
    if there:
        return tuple(there.values_list("pk", "person_id"))
    people = Person.objects.bulk_create([Person(name="测某") for _ in range(APPLICANTS)])
    nobody = make_password(None)
    users = User.objects.bulk_create(
        [
            User(username=f"large-{place}", password=nobody, person=person, assurance=2, contact="portal")
            for place, person in enumerate(people)
        ]
    )
    return tuple((user.pk, person.pk) for user, person in zip(users, people, strict=True))


def _rows(text: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, params or None)
        return list(cursor.fetchall())


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _last_id(table: str) -> int:
    return int(_rows(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0])  # noqa: S608 own table


def _copy(table: str, text: bytes) -> None:
    columns = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", BytesIO(text))


def _move_sequences(world: World, count: int) -> None:
    for table, base in world.bases.items():
        last = base + count * ROOM * 2
        _rows("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", table, last)


@contextmanager
def _bare(tables: tuple[str, ...]) -> Iterator[None]:
    """Without foreign keys and plain indexes inside the block; with all of them again after it."""
    names = list(tables)
    keys = _rows(
        """SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
             FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])""",
        names,
    )
    indexes = _rows(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
            WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique""",
        names,
    )
    _run(*(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _text in keys))
    _run(*(f"DROP INDEX {name}" for name, _text in indexes))
    yield
    _run("SET LOCAL maintenance_work_mem = '256MB'", *(text for _name, text in indexes))
    _run(*(f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}" for table, name, text in keys))
