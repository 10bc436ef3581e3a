"""Small promises of the launcher's own rooms."""

import re
import subprocess
from pathlib import Path

from ops.environment import FOR_RUNNING, ROOT


def test_make_help_names_every_target_in_a_line() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: (\S+)$", text, re.MULTILINE))
    said = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert targets == {line.split()[1] for line in said.splitlines()}
    assert {"run", "test", "check", "bench", "seed-large", "help"} <= targets


def test_ci_runs_the_checks_and_then_the_suite() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[-2:] == ["make check", "make test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_the_image_installs_the_libraries_that_the_launcher_asks_for() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert [name for name in FOR_RUNNING if name not in dockerfile] == []


def test_the_launcher_starts_on_the_standard_library_alone() -> None:
    """It runs before the virtualenv exists."""
    done = subprocess.run(
        ["python3", "-I", "-S", "-c", "import sys; sys.path.insert(0, '.'); import ops.__main__"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_operations_names_only_files_that_exist() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    named = set(re.findall(r"`?((?:tests/)?ops/[a-z_.]+\.(?:py|sh|conf|example))", text))
    assert named
    assert [name for name in sorted(named) if not Path(ROOT / name).exists()] == []
