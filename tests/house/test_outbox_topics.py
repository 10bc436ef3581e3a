"""Every promise that code makes has somebody who keeps it, and every keeper keeps something."""

import ast
from pathlib import Path

from core.outbox.registry import topics

ROOT = Path(__file__).parents[2]
FLOORS = ("core", "accounts", "admin_center", "approvals", "resources_exchange", "citizens_home")


def promised() -> dict[str, str]:
    """Topic → file, from `promise("…")` calls and `"topic": …` of outbox rows, constants resolved."""
    found: dict[str, str] = {}
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            constants = {
                node.targets[0].id: node.value.value
                for node in tree.body
                if isinstance(node, ast.Assign)
                and isinstance(node.targets[0], ast.Name)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "promise" and node.args:
                    topic = _text(node.args[0], constants)
                    if topic:
                        found[topic] = str(path.relative_to(ROOT))
    return found


def _text(node: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return constants.get(node.id, "") if isinstance(node, ast.Name) else ""


def test_every_promise_has_a_keeper() -> None:
    found = promised()
    assert len(found) >= 2, "the search itself is broken"
    orphans = {topic: path for topic, path in found.items() if topic not in topics()}
    assert not orphans, orphans


def test_topics_are_named_once() -> None:
    assert {"document.render", "approvals.tell"} <= topics()
