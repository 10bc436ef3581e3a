"""The staff workbench is Django admin under our own name."""

from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import activate
from django.utils.translation import gettext_lazy as _

from core.web.access import require


def _not_here(request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
    raise Http404


def _speak(request: HttpRequest) -> None:
    """The workbench has one address in every language: it speaks the one its user chose."""
    chosen = getattr(request.user, "language", "")
    if chosen in dict(settings.LANGUAGES):
        activate(chosen)
        request.LANGUAGE_CODE = chosen


class PortalAdminSite(admin.AdminSite):
    """Plain Django admin with our titles; templates live in templates/admin."""

    site_title = _("网上行政服务中心")
    site_header = _("网上行政服务中心")
    index_title = _("工作台")
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """To a signed-in stranger the workbench does not exist; whoever is not signed in is asked to."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            # Django looks for the object first and so tells a stranger whether it exists.
            if getattr(view, "__name__", "") == "history_view" and request.user.is_authenticated:
                shown_by: Any = getattr(view, "__self__", None)
                require(shown_by.has_view_or_change_permission(request))
            _speak(request)
            return inner(request, *args, **kwargs)

        return guarded

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """A thing that is not there, or not for this visitor, is a 404 and not a way to the index."""
        super().register(model_or_iterable, admin_class, **options)
        for model in self._registry:
            self._registry[model]._get_obj_does_not_exist_redirect = _not_here  # type: ignore[attr-defined]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One door for everybody, equally strong; to a signed-in stranger the workbench does not exist."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        wanted = request.GET.get("next") or reverse("admin:index")
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': wanted})}")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal's own page."""
        return HttpResponseRedirect(reverse("accounts:password"))


class PortalAdminConfig(AdminConfig):
    """Registers the site above as the default one."""

    default_site = "config.admin_site.PortalAdminSite"
