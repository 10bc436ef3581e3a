"""docs/policy-map.md has a row for every clause and names only tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = re.findall(
    r"^\| ([A-Z]\d+) \| (done|part|not yet) \|(.*)\|(.*)\|$",
    (ROOT / "docs" / "policy-map.md").read_text(),
    re.MULTILINE,
)
CLAUSES = {"H": 8, "C": 4, "R": 6, "O": 5, "N": 13, "W": 4}


def test_every_clause_has_exactly_one_row() -> None:
    wanted = [f"{letter}{place}" for letter, most in CLAUSES.items() for place in range(1, most + 1)]
    assert [row[0] for row in ROWS] == wanted


def test_what_is_done_or_begun_names_its_tests_and_they_exist() -> None:
    faults = []
    for clause, state, _where, named in ROWS:
        tests = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", named)
        if (state != "not yet") != bool(tests):
            faults.append(f"{clause} is {state} and names {len(tests)} tests")
        for path, name in tests:
            file = ROOT / path
            if not file.exists() or not re.search(rf"^def {name}\(", file.read_text(), re.MULTILINE):
                faults.append(f"{clause}: {path}::{name} does not exist")
    assert not faults


def test_every_test_of_the_laws_is_on_the_map() -> None:
    named = " ".join(row[3] for row in ROWS)
    for file in (ROOT / "tests" / "laws").glob("test_*.py"):
        for name in re.findall(r"^def (test_[A-Z]\d+_\w+)\(", file.read_text(), re.MULTILINE):
            assert name in named, name
