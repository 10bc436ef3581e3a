"""Session limits, and no copies of private pages in caches."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.session import ends_at, note_seen, why_ended
from core.web.kept import keep_where_taken

GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionRules:
    """Ends sessions that outlived their limit and says what happened to what was typed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            reason = why_ended(request, request.user)
            if reason:
                return self._ended(request, reason)
            note_seen(request)
            if request.user.password_given and request.path not in _doors_before_own_password():
                return _ask_for_own_password(request)
        response = self.get_response(request)
        if isinstance(request.user, User):
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "private, no-store"
            until = ends_at(request, request.user)
            if until:
                response["Session-Ends"] = until[0].isoformat()
        return response

    def _ended(self, request: HttpRequest, reason: str) -> HttpResponse:
        by = request.user.pk
        logout(request)
        text = (
            _("您离开超过 30 分钟，为保护信息已自动退出，请重新登录。")
            if reason == "idle"
            else _("登录已满 12 小时，为保护信息已自动退出，请重新登录。")
        )
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"title": text, "status": 401}, status=401)
        login_url = resolve_url(settings.LOGIN_URL)
        if request.method in ("GET", "HEAD"):
            messages.warning(request, text)
            return HttpResponseRedirect(f"{login_url}?{urlencode({'next': request.path})}")
        context = {
            "text": text,
            "login_url": login_url,
            "next": _page_before(request),
            "kept": keep_where_taken(request, by=by),
        }
        return render(request, "accounts/session_ended.html", context, status=403)


def _doors_before_own_password() -> set[str]:
    names = ("accounts:password", "accounts:logout", "accounts:language", "accounts:stay")
    return {resolve_url(name) for name in names}


def _ask_for_own_password(request: HttpRequest) -> HttpResponse:
    """Whoever set the password knows it; nothing is done in the owner's name until it is theirs alone."""
    text = _("这个密码是管理员为您设的，请先换成只有您自己知道的密码。")
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"title": text, "status": 403}, status=403)
    messages.warning(request, text)
    return HttpResponseRedirect(f"{resolve_url('accounts:password')}?{urlencode({'next': request.path})}")


def _page_before(request: HttpRequest) -> str:
    """The page the form stood on: many acts have an address that only takes a post."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return urlsplit(before).path
    return request.path
