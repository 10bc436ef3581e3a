"""Where bytes lie: files/yyyy/mm/<token> below the data folder, written once, never under a given name."""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from core.now import local
from core.tokens import new_token

CHUNK = 1024 * 1024


class TooLarge(ValueError):
    """More bytes came than allowed; nothing was kept."""


@dataclass(frozen=True)
class Kept:
    """Bytes on disk. `path` is relative to MEDIA_ROOT."""

    path: str
    size: int
    sha256: str


def absolute(path: str) -> Path:
    """The place on disk of a relative path from the database; ValueError when it leads elsewhere."""
    root = Path(settings.MEDIA_ROOT)
    place = root / path
    if not path or not place.resolve().is_relative_to(root.resolve()):
        raise ValueError("a stored path never leaves the files folder")
    return place


def keep(chunks: Iterable[bytes], *, at: datetime, most: int | None = None) -> Kept:
    """Write `chunks` to a fresh place and flush them to disk; TooLarge after `most` bytes.

    The name is random, so a second writer of the same thing never overwrites the first.
    """
    path = f"{local(at):%Y/%m}/{new_token()}"
    place = absolute(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if most is not None and size > most:
                    raise TooLarge
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        discard(path)
        raise
    return Kept(path, size, digest.hexdigest())


def discard(path: str) -> None:
    """Remove bytes that nothing refers to; a missing file is fine."""
    with contextlib.suppress(FileNotFoundError):
        absolute(path).unlink()
