"""Admin search by POST: what staff type (perhaps an identity number) never stands in an address.

The text is sealed in the cache under a random token; the address carries the token alone.
"""

import secrets
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.crypto import SealBroken, open_sealed, seal

SEARCH: Final = "q"
KEPT_SECONDS: Final = 12 * 3600
_CONTEXT: Final = "admin search"


def keep_search(user_id: int, text: str) -> str:
    """Remember what was typed; the token to put into the address."""
    token = secrets.token_urlsafe(12)
    cache.set(f"admin-search:{user_id}:{token}", seal(text.encode(), context=_CONTEXT), KEPT_SECONDS)
    return token


def kept_search(user_id: int, token: str) -> str:
    """What this user typed for the token; empty for anybody else and after 12 hours."""
    found = cache.get(f"admin-search:{user_id}:{token}") if token.isascii() and len(token) <= 40 else None
    try:
        return open_sealed(found, context=_CONTEXT).decode() if found else ""
    except SealBroken:
        return ""


class PostSearchMixin:
    """For a ModelAdmin: the search box posts, and `find` decides what a text finds."""

    search_by_post = True
    search_fields: list[str] | tuple[str, ...] = ("pk",)  # shows the box; the lookup itself is `find`

    def find(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        """The rows that `text` means."""
        raise NotImplementedError

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Turn a posted search into an address with a token."""
        if request.method == "POST" and "_search" in request.POST:
            query = request.GET.copy()
            query.pop(SEARCH, None)
            query.pop("p", None)
            text = request.POST.get(SEARCH, "").strip()[:200]
            if text:
                query[SEARCH] = keep_search(int(request.user.pk or 0), text)
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}" if query else request.path)
        typed = kept_search(int(request.user.pk or 0), request.GET.get(SEARCH, ""))
        return super().changelist_view(request, {**(extra_context or {}), "search_text": typed})  # type: ignore[misc,no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        """Look up the kept text; an unknown token finds nothing."""
        if not search_term:
            return queryset, False
        text = kept_search(int(request.user.pk or 0), search_term)
        return (self.find(queryset, text) if text else queryset.none()), False
