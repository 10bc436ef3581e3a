"""Acting for an organisation: chosen by the person, shown on every page, checked at each request."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Mandate, User
from accounts.selectors import mandates_in_force
from core.errors import Refused
from core.now import today

KEY = "acting_for"


def acting_for(request: HttpRequest) -> Mandate | None:
    """The mandate under which this request acts; None means in the person's own name.

    Read once per request. A mandate that ended or was revoked since stops counting at once.
    """
    if not hasattr(request, "_mandate"):
        request._mandate = _find(request)  # type: ignore[attr-defined]
    mandate: Mandate | None = request._mandate  # type: ignore[attr-defined]
    return mandate


def _find(request: HttpRequest) -> Mandate | None:
    token = request.session.get(KEY)
    if not token or not isinstance(request.user, User):
        return None
    found = mandates_in_force(request.user, today()).filter(token=token).first()
    if found is None:
        del request.session[KEY]
    return found


def has_chosen(request: HttpRequest) -> bool:
    """Whether the person said in this session in whose name they act."""
    return KEY in request.session


def act_for(request: HttpRequest, token: str) -> Mandate | None:
    """Switch to the mandate named by `token`, or back to oneself when it is empty."""
    if not isinstance(request.user, User):
        raise Refused(_("请先登录。"))
    mandate = mandates_in_force(request.user, today()).filter(token=token).first() if token else None
    if token and mandate is None:
        raise Refused(_("这份委托已到期或已撤销，现在不能代表该单位办事。"), code="mandate-ended")
    if mandate:
        request.session[KEY] = mandate.token
    else:
        request.session[KEY] = ""
    request._mandate = mandate  # type: ignore[attr-defined]
    return mandate
