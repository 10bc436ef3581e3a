"""Every requirement is pinned to one version with its hashes, and every name asked for is locked."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ops.environment import ROOT

FOLDER = ROOT / "requirements"
LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
ASKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}(?=\s|\\|$)")


def normal(name: str) -> str:
    """A package name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(lock: str) -> list[str]:
    """The logical lines of a lock file: continuation lines joined, comments left out."""
    lines = [line for line in lock.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [line.strip() for line in joined.splitlines() if line.strip()]


def faults(lock: str, asked: str) -> list[str]:
    """A sentence for each entry that is not pinned and hashed, and each asked name that is not locked."""
    said, locked = [], set()
    for entry in entries(lock):
        found = LOCKED.match(entry)
        if found is None:
            said.append(f"not pinned with ==: {entry.split(' ')[0]}")
            continue
        locked.add(normal(found["name"]))
        if not HASH.search(entry):
            said.append(f"without a sha256 hash: {found['name']}=={found['version']}")
    wanted = [
        line for line in asked.splitlines() if line.strip() and not line.lstrip().startswith(("#", "-"))
    ]
    for line in wanted:
        name = ASKED.match(line.strip())
        if name and normal(name["name"]) not in locked:
            said.append(f"asked for but not locked: {line.strip()}")
    return said


def main(folder: Path = FOLDER) -> int:
    """Exit code 1 when anything is not pinned."""
    bad = 0
    for asked in sorted(folder.glob("*.in")):
        lock = asked.with_suffix(".txt")
        found = faults(lock.read_text(), asked.read_text()) if lock.exists() else ["there is no lock file"]
        for sentence in found:
            print(f"{lock.name}: {sentence}")
        bad += len(found)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
