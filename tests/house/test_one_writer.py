"""Only the casefile writes what a rule reads; only its own floor names a table in hand-written SQL."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "core": 0,
    "accounts": 1,
    "admin_center": 2,
    "approvals": 3,
    "resources_exchange": 3,
    "citizens_home": 4,
}
KERNEL = {"Case", "Step", "Material", "MaterialFile", "SupplementNotice", "Decision", "Clock", "ClockEntry"}
WRITES = {
    "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create",
}  # fmt: skip
# Who else may write one of these tables through the ORM, and why.
ALLOWED = {
    # A clock whose subject nobody registered is re-dated by the clock room itself, with its entry.
    "admin_center/clocks/services/redate_clocks.py": {"Clock", "ClockEntry"},
    # The sweep of paused clocks writes the level and the next alert, which no rule reads.
    "admin_center/supervision/sweep.py": {"Clock"},
}


def sources() -> Iterator[Path]:
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            if "migrations" not in path.parts and path.relative_to(ROOT).parts[:2] != (
                "approvals",
                "casefile",
            ):
                yield path


def _root_name(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Call)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def manager_writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls such as `Case.objects.filter(…).update(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            name = _root_name(node.func)
            if name in KERNEL:
                yield node.lineno, name


def instance_saves(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls such as `case.save()` or `step.delete()` on a variable named after a kernel model."""
    names = {name.lower(): name for name in KERNEL}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = node.func.value
            if (
                node.func.attr in {"save", "asave", "delete"}
                and isinstance(target, ast.Name)
                and target.id in names
            ):
                yield node.lineno, names[target.id]


def faults(text: str, where: str) -> list[str]:
    tree = ast.parse(text)
    allowed = ALLOWED.get(where, set())
    found = [*manager_writes(tree), *instance_saves(tree)]
    return [f"{where}:{line} writes {name}" for line, name in found if name not in allowed]


def test_nobody_but_the_casefile_writes_what_a_rule_reads() -> None:
    found = [
        f for path in sources() for f in faults(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "Case.objects.filter(pk=1).update(state='x')",
        "case.save()",
        "Step.objects.create(case=1)",
        "clock.delete()",
    ],
)
def test_a_second_writer_would_be_found(line: str) -> None:
    assert faults(line, "somewhere.py")


def _tables() -> dict[str, int]:
    return {
        model._meta.db_table: FLOORS[model._meta.app_label]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOORS
    }


def test_hand_written_sql_names_no_table_of_a_higher_floor() -> None:
    tables = _tables()
    pattern = re.compile("|".join(sorted(map(re.escape, tables), key=len, reverse=True)))
    wrong = []
    for floor, level in FLOORS.items():
        for path in (ROOT / floor).rglob("*.py"):
            named = set(pattern.findall(path.read_text(encoding="utf-8")))
            wrong += [f"{path.relative_to(ROOT)} names {t}" for t in named if tables[t] > level]
    assert wrong == []


def test_every_relation_points_downward() -> None:
    wrong = []
    for model in apps.get_models():
        here = FLOORS.get(model._meta.app_label)
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if here is None or not field.concrete or not isinstance(target, type):
                continue
            there = FLOORS.get(target._meta.app_label, 0)
            if target._meta.label == "accounts.User":  # AUTH_USER_MODEL: the one name every floor may use
                continue
            if there > here:
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert wrong == []
