"""A page that was sent after the session had ended: kept, sealed, until its writer has signed in again."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.urls import resolve
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
_pages: set[str] = set()


def register_kept(*views: str) -> None:
    """Addresses (names of the URL plan) whose page lays a kept post before its writer again."""
    _pages.update(views)


def keep_where_taken(request: HttpRequest, *, by: int | None) -> bool:
    """`keep` for a page that will ask for it; anything else (a password, say) is not kept."""
    return resolve(request.path_info).view_name in _pages and keep(request, by=by)


def keep(request: HttpRequest, *, by: int | None = None) -> bool:
    """Remember what this post carried, for the same address; whether it was kept.

    Only one page of usual size, for an hour, in the visitor's own session and sealed there. With `by`
    only that user gets it back.
    """
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    text = data.urlencode()
    if not text or len(text) > LONGEST or not PER_ADDRESS.hit(client_address(request)):
        return False
    request.session[KEY] = {
        "path": request.path,
        "at": now().timestamp(),
        "by": by,
        "data": seal(text.encode(), context=CONTEXT).hex(),
    }
    return True


def take(request: HttpRequest, *, below: bool = False) -> QueryDict | None:
    """What was kept for this address (with `below` for one under it), once; None when there is nothing,
    it is too old or somebody else's."""
    kept = request.session.get(KEY) or {}
    path = str(kept.get("path", ""))
    if not path or not (path == request.path or (below and path.startswith(request.path))):
        return None
    del request.session[KEY]
    if now().timestamp() - float(kept["at"]) > SECONDS or kept.get("by") not in (None, request.user.pk):
        return None
    try:
        return QueryDict(open_sealed(bytes.fromhex(kept["data"]), context=CONTEXT).decode())
    except (SealBroken, ValueError):
        return None


def say_restored(request: HttpRequest) -> None:
    """Tell the person that nothing was lost."""
    messages.success(request, _("登录过期前您填的内容已经替您保存，请看一遍再继续。"))
