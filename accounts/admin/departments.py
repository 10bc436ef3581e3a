"""Departments: names and telephone numbers."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Department


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """Structure comes from the catalogue; contact details are kept here."""

    list_display = ("name", "full_name", "phone", "complaint_phone", "has_window", "is_active")
    list_filter = ("has_window", "is_active")
    search_fields = ("name", "full_name", "slug")
    show_full_result_count = False
    actions = None
    fields = (
        "slug",
        "name",
        "full_name",
        "name_en",
        "parent",
        "phone",
        "complaint_phone",
        "has_window",
        "is_active",
    )
    readonly_fields = ("slug", "name", "parent")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Departments come with the catalogue."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Department | None = None) -> bool:
        """They are switched off, never deleted."""
        return False
