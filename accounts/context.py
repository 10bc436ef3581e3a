"""What every template may know about the visitor."""

from django.http import HttpRequest

from accounts.acting import acting_for
from accounts.models import User


def visitor(request: HttpRequest) -> dict[str, object]:
    """`acting`: the mandate in use, so that the page always says in whose name it acts."""
    user = getattr(request, "user", None)
    return {"acting": acting_for(request) if isinstance(user, User) else None}
