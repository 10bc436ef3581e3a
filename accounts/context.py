"""What every template may know about the visitor."""

from django.http import HttpRequest

from accounts.acting import acting_for
from accounts.models import User
from accounts.session import ends_at
from core.now import local


def visitor(request: HttpRequest) -> dict[str, object]:
    """`acting`: the mandate in use, so that the page always says in whose name it acts;
    `session_ending`: when the session ends, and whether staying puts that off."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"acting": None}
    until = ends_at(request, user)
    ending = {"at": local(until[0]), "can_stay": until[1]} if until else None
    return {"acting": acting_for(request), "session_ending": ending}
