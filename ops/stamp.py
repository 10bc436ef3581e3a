"""What was already done to the data, so that the next start does only what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from ops.environment import ROOT

PARTS: dict[str, tuple[str, ...]] = {
    "migrations": ("*/migrations/*.py", "*/*/migrations/*.py"),
    "catalogue": (
        "admin_center/registry/**/*.py",
        "admin_center/registry/catalogue/**/*.yaml",
        "admin_center/halls/services/*.py",
        "admin_center/calendar/services/*.py",
        "admin_center/calendar/data/*",
        "accounts/services/offices.py",
    ),
    "static": ("static/**/*", "requirements/base.txt"),
}


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def digest(part: str) -> str:
    """Digest of the files that decide whether `part` has to be done again."""
    return _digest({path for pattern in PARTS[part] for path in ROOT.glob(pattern)})


class Stamp:
    """The record in the data folder; bound to one database."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.path = folder / "stamp.json"
        self.database = hashlib.sha256(database_url.split("@", 1)[-1].encode()).hexdigest()
        try:
            held = json.loads(self.path.read_text())
        except (OSError, ValueError):
            held = {}
        self.held: dict[str, str] = held if held.get("database") == self.database else {}

    def is_current(self, part: str, now: str) -> bool:
        """Whether `part` was done in the state `now`."""
        return self.held.get(part) == now

    def done(self, part: str, now: str) -> None:
        """Remember it."""
        self.held |= {part: now, "database": self.database}
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.held))
        fresh.replace(self.path)
