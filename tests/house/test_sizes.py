"""Hard stops: a file of 500 lines, a function of 60. The aims are 300 and 40."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = (
    "core",
    "accounts",
    "admin_center",
    "approvals",
    "resources_exchange",
    "citizens_home",
    "config",
    "ops",
    "bench",
)
FILE_LINES, FUNCTION_LINES = 500, 60
FORBIDDEN_ROOMS = {"utils.py", "helpers.py", "managers.py", "signals.py", "common.py"}


def _files() -> list[Path]:
    return [p for floor in FLOORS for p in (ROOT / floor).rglob("*.py") if "migrations" not in p.parts]


def test_no_file_grows_beyond_the_hard_stop() -> None:
    sizes = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in _files()}
    assert {name: lines for name, lines in sizes.items() if lines > FILE_LINES} == {}


def test_no_function_grows_beyond_the_hard_stop() -> None:
    long = {}
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}


def test_no_room_without_a_meaning() -> None:
    assert [str(p.relative_to(ROOT)) for p in _files() if p.name in FORBIDDEN_ROOMS] == []
