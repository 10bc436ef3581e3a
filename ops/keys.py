"""The demonstration's secrets: made once, kept beside its data, readable by the owner only."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from ops.plain import PlainError

NAMES = ("SECRET_KEY", "PORTAL_KEYS")


def ensure(folder: Path) -> dict[str, str]:
    """SECRET_KEY and PORTAL_KEYS: from the environment, else from the folder, else new ones.

    Refuses to make new ones beside an existing database: what is encrypted there would be lost.
    """
    given = {name: os.environ[name] for name in NAMES if os.environ.get(name)}
    if len(given) == len(NAMES):
        return given
    path = folder / "secrets.json"
    if path.exists():
        return _read(path) | given
    if (folder / "stamp.json").exists() and "PORTAL_KEYS" not in given:
        raise PlainError(
            f"密钥文件不见了:{path}。The keys of the existing data are gone.",
            f"Put {path.name} back from a backup, or begin anew: mv {folder} {folder}.old",
        )
    made = {"SECRET_KEY": secrets.token_urlsafe(64), "PORTAL_KEYS": f"1:{secrets.token_hex(32)}"}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(made, out)
    return made | given


def _read(path: Path) -> dict[str, str]:
    try:
        held = json.loads(path.read_text())
        return {name: str(held[name]) for name in NAMES}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PlainError(
            f"密钥文件读不出来:{path}。The file of keys cannot be read.", "Put it back from a backup"
        ) from error
