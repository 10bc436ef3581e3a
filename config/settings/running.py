"""Lets `python manage.py …` in a second terminal find the portal that `make run` started."""

import json
import os
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PORTAL_KEYS")


def adopt() -> None:
    """Take addresses and keys from the launcher's note unless the environment names them."""
    if os.environ.get("DATABASE_URL"):
        return
    note = Path(os.environ.get("PORTAL_DATA") or ROOT / ".portal") / "run" / "environment.json"
    with suppress(OSError, ValueError):
        found = json.loads(note.read_text())
        for name in NAMES:
            if name in found:
                os.environ.setdefault(name, found[name])
