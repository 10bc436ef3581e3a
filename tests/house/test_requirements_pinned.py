"""A requirement that is not pinned with its hash fails the check; so does one that was never locked."""

from pathlib import Path

import pytest

from ops import pins

HASH = "--hash=sha256:" + "a" * 64


@pytest.mark.parametrize("kind", ["base", "dev"])
def test_every_requirement_of_the_house_is_pinned_and_hashed(kind: str) -> None:
    lock, asked = (pins.FOLDER / f"{kind}{end}" for end in (".txt", ".in"))
    assert pins.faults(lock.read_text(), asked.read_text()) == []
    assert len(pins.entries(lock.read_text())) > 20


def test_what_runs_is_also_what_is_tested() -> None:
    base, dev = (set(_versions(pins.FOLDER / f"{kind}.txt")) for kind in ("base", "dev"))
    assert base <= dev


@pytest.mark.parametrize(
    ("lock", "sentence"),
    [
        (f"django>=5.2 \\\n    {HASH}", "not pinned with =="),
        ("django==5.2.1", "without a sha256 hash"),
        ("django==5.2.1 --hash=md5:abc", "without a sha256 hash"),
        ("git+https://example.invalid/x.git", "not pinned with =="),
        (f"other==1 \\\n    {HASH}", "asked for but not locked: django"),
    ],
)
def test_a_loose_requirement_is_named(lock: str, sentence: str) -> None:
    assert any(sentence in fault for fault in pins.faults(lock, "# fixed\ndjango>=5.2,<5.3\n"))


def test_the_gate_itself_fails_on_a_loose_folder(tmp_path: Path) -> None:
    (tmp_path / "base.in").write_text("django\n")
    assert pins.main(tmp_path) == 1
    (tmp_path / "base.txt").write_text(f"django==5.2.1 \\\n    {HASH}\n    # via -r base.in\n")
    assert pins.main(tmp_path) == 0


def _versions(lock: Path) -> list[str]:
    return [entry.split(" ")[0] for entry in pins.entries(lock.read_text())]
