"""The one clock of the house.

Instants are aware UTC datetimes; dates are Asia/Shanghai calendar dates. Tests and demo history
move it with `moved`; the database clock is used for bid deadlines only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_moved: ContextVar[datetime | None] = ContextVar("portal_now", default=None)


def now() -> datetime:
    """The present instant in UTC, or the instant set by `moved`."""
    return _moved.get() or datetime.now(UTC)


def local(at: datetime) -> datetime:
    """The same instant on a Shanghai wall clock."""
    return at.astimezone(SHANGHAI)


def today() -> date:
    """The present Shanghai calendar date."""
    return local(now()).date()


@contextmanager
def moved(at: datetime) -> Iterator[None]:
    """Let `now` answer `at` (an aware datetime) inside the block."""
    if at.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    token = _moved.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
