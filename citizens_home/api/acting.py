"""In whose name a request acts: named in the request itself, never remembered."""

from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.models import Mandate, User
from accounts.selectors import mandates_in_force
from core.errors import Refused
from core.now import today


def the_user(request: Request) -> User:
    """The caller of a view that demands one."""
    assert isinstance(request.user, User)  # noqa: S101 – IsAuthenticated ran before
    return request.user


def mandate_of(request: Request, token: str) -> Mandate | None:
    """The caller's mandate in force with this token; None for an empty one. Refused for any other."""
    if not token:
        return None
    found = mandates_in_force(the_user(request), today()).filter(token=token).first()
    if found is None:
        raise Refused(_("这份委托已到期或已撤销，现在不能代表该单位办事。"), code="mandate_ended")
    return found
