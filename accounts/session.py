"""How long a session lives: 12 hours for everybody; staff also end after 30 idle minutes."""

from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest

from accounts.models import User
from core.now import now

STAFF_IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
NOTE_EVERY: Final = timedelta(minutes=1)
BEGAN = "began_at"
SEEN = "seen_at"


def begin(request: HttpRequest) -> None:
    """Start both limits, right after signing in."""
    at = now().isoformat()
    request.session[BEGAN] = at
    request.session[SEEN] = at


def _instant(request: HttpRequest, key: str) -> datetime | None:
    try:
        return datetime.fromisoformat(request.session[key])
    except (KeyError, ValueError, TypeError):
        return None


def why_ended(request: HttpRequest, user: User) -> str | None:
    """`idle` or `absolute` when the session has outlived its limit, else None.

    A session opened by another door than ours begins when it is first seen.
    """
    began, seen = _instant(request, BEGAN), _instant(request, SEEN)
    if began is None or seen is None:
        begin(request)
        return None
    if now() - began > ABSOLUTE:
        return "absolute"
    if user.kind == User.Kind.STAFF and now() - seen > STAFF_IDLE:
        return "idle"
    return None


def ends_at(request: HttpRequest, user: User) -> tuple[datetime, bool] | None:
    """When this session ends if nothing more is done, and whether doing something puts that off.

    None for a request that has no limits of its own (a key of the API).
    """
    began, seen = _instant(request, BEGAN), _instant(request, SEEN)
    if began is None or seen is None:
        return None
    last = began + ABSOLUTE
    if user.kind == User.Kind.STAFF and seen + STAFF_IDLE < last:
        return seen + STAFF_IDLE, True
    return last, False


def note_seen(request: HttpRequest) -> None:
    """Remember that the person is here; written at most once a minute."""
    at, seen = now(), _instant(request, SEEN)
    if seen is None or at - seen >= NOTE_EVERY:
        request.session[SEEN] = at.isoformat()
