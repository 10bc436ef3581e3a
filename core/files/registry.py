"""Who may read a stored file: whoever handed it in, and whoever a higher floor lets in."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import StoredFile

Reader = Callable[[Any, "StoredFile"], bool]
_readers: dict[str, Reader] = {}


def register_reader(subject_kind: str, reader: Reader) -> None:
    """`reader(user, file)` says whether the file belongs to a thing of this kind that `user` may read."""
    known = _readers.get(subject_kind)
    if known is not None and known is not reader:
        raise ValueError(f"files of {subject_kind} already have a reader")
    _readers[subject_kind] = reader


def may_read(user: Any, stored: "StoredFile") -> bool:
    """Whether `user` may have the bytes. Nobody who is not signed in."""
    if not user.is_authenticated:
        return False
    return stored.uploaded_by_id == user.pk or any(reader(user, stored) for reader in _readers.values())
