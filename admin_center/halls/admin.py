"""Sites, windows and postings in the workbench."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.policy import departments_of
from admin_center.halls import permissions
from admin_center.halls.models import Site, StaffPosting, Window
from core.web.admin_acts import ReadOnlyMixin


class PlacesMixin:
    """Read by every member of staff who holds a power somewhere; nothing is added or deleted here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may see places."""
        return permissions.can_see_places(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see places."""
        return permissions.can_see_places(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Places come with the catalogue."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Places are switched off, never deleted."""
        return False


@admin.register(Site)
class SiteAdmin(PlacesMixin, admin.ModelAdmin):
    """Telephone, hours and address are kept here; the network itself comes from the catalogue."""

    list_display = ("name", "level", "parent", "phone", "hours", "is_active")
    list_filter = ("level", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "slug")
    show_full_result_count = False
    actions = None
    fields = ("name", "name_en", "level", "parent", "region_code", "address", "phone", "hours", "is_active")
    readonly_fields = ("name", "name_en", "level", "parent", "region_code")

    def has_change_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        """Whoever publishes for the site."""
        return obj is not None and permissions.can_edit_site(request.user, obj)  # type: ignore[arg-type]


@admin.register(Window)
class WindowAdmin(PlacesMixin, admin.ModelAdmin):
    """What a window handles, and its telephone and hours."""

    list_display = ("name", "site", "zone", "department", "phone", "item_count", "is_active")
    list_filter = ("site__level", "is_active", ("department", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("site", "department")
    search_fields = ("name", "site__name")
    show_full_result_count = False
    actions = None
    fields = ("name", "site", "zone", "department", "phone", "hours", "is_active", "handled")
    readonly_fields = ("name", "site", "zone", "department", "handled")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Window]:
        """All windows with the number of their items."""
        return super().get_queryset(request).annotate(items_count=Count("items"))

    def has_change_permission(self, request: HttpRequest, obj: Window | None = None) -> bool:
        """Whoever publishes for the window's site."""
        return obj is not None and permissions.can_edit_site(request.user, obj.site)  # type: ignore[arg-type]

    @admin.display(description=_("事项数"), ordering="items_count")
    def item_count(self, window: Window) -> int:
        """How many items the window handles."""
        return int(window.items_count)  # type: ignore[attr-defined]

    @admin.display(description=_("办理事项"))
    def handled(self, window: Window) -> str:
        """Their names."""
        return _("、").join(window.items.values_list("name", flat=True)) or "—"


@admin.register(StaffPosting)
class StaffPostingAdmin(PlacesMixin, ReadOnlyMixin, admin.ModelAdmin):
    """Who stands where and when, for one's own departments."""

    list_display = ("user", "site", "window", "department", "post", "shift", "starts_on", "ends_on")
    list_filter = ("site__level", "post")
    list_select_related = ("user", "site", "window", "department")
    show_full_result_count = False
    actions = None
    fields = list_display
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[StaffPosting]:
        """Postings for the departments where the user holds a power."""
        return super().get_queryset(request).filter(department_id__in=departments_of(request.user))
