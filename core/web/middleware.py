"""Preferences a visitor carries in a cookie: large type. Works with plain links, without scripts."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes

SIZE_COOKIE = "size"
SIZES = ("large", "normal")
YEAR = 365 * 24 * 3600

GetResponse = Callable[[HttpRequest], HttpResponse]


def wants_large_type(request: HttpRequest) -> bool:
    """Whether this visitor chose 大字版."""
    return request.COOKIES.get(SIZE_COOKIE) == "large"


class PreferencesMiddleware:
    """`?size=large` or `?size=normal` on any page sets the cookie and returns to the same page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD") and request.GET.get("size") in SIZES:
            return self._remember(request)
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response

    def _remember(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.copy()
        size = str(query.pop("size")[-1])
        path = escape_leading_slashes(request.path)
        response = HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)
        response.set_cookie(
            SIZE_COOKIE,
            size,
            max_age=YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response
