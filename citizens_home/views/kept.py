"""A page that was sent after the session had ended: kept, sealed, until its writer has signed in again."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core.crypto import SealBroken, open_sealed, seal
from core.now import now
from core.web.address import client_address
from core.web.limits import Limit

KEY = "kept_page"
CONTEXT = "citizens_home.kept_page"
LONGEST = 64 * 1024
SECONDS = 3600
PER_ADDRESS = Limit("kept-page", most=30, seconds=3600)


def keep(request: HttpRequest) -> bool:
    """Remember what this post carried, for the same address; whether it was kept.

    Only one page of usual size, for an hour, in the visitor's own session and sealed there.
    """
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    text = data.urlencode()
    if not text or len(text) > LONGEST or not PER_ADDRESS.hit(client_address(request)):
        return False
    request.session[KEY] = {
        "path": request.path,
        "at": now().timestamp(),
        "data": seal(text.encode(), context=CONTEXT).hex(),
    }
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this address, once; None when there is nothing or it is too old."""
    kept = request.session.get(KEY)
    if not kept or kept.get("path") != request.path:
        return None
    del request.session[KEY]
    if now().timestamp() - float(kept["at"]) > SECONDS:
        return None
    try:
        return QueryDict(open_sealed(bytes.fromhex(kept["data"]), context=CONTEXT).decode())
    except (SealBroken, ValueError):
        return None


def say_restored(request: HttpRequest) -> None:
    """Tell the person that nothing was lost."""
    messages.success(request, _("登录过期前您填的内容已经替您保存，请看一遍再继续。"))
