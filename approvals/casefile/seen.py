"""For a caller who says which version of a case they looked at: an act on any other is a conflict.

Programs look and act in two requests. What they saw is checked under the lock of the act itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

from core.errors import Conflict

_seen: ContextVar[tuple[int, int] | None] = ContextVar("seen_version", default=None)


@contextmanager
def acting_on(case_id: int, version: int | None) -> Iterator[None]:
    """Acts on this case inside the block raise Conflict unless it still has `version`; None asks nothing."""
    token = _seen.set((case_id, version) if version is not None else None)
    try:
        yield
    finally:
        _seen.reset(token)


def require_seen(case_id: int, version: int) -> None:
    """Conflict: somebody was faster than the caller who is acting on an older version."""
    seen = _seen.get()
    if seen is not None and seen[0] == case_id and seen[1] != version:
        raise Conflict(_("您看过以后，这件事又有人办过。请看最新情况再决定。"), code="changed_since")
