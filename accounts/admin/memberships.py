"""Posts of staff. A post is ended, not deleted; ending it takes the powers in that department."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMembership, User
from accounts.services.manage_accounts import end_membership
from core.web.admin_acts import RefusalMixin
from core.web.admin_search import PostSearchMixin


@admin.register(StaffMembership)
class StaffMembershipAdmin(RefusalMixin, PostSearchMixin, admin.ModelAdmin):
    """Kept by system administrators. Roles are another matter: security administrators give those."""

    list_display = ("user", "department", "post", "title", "starts_on", "ends_on")
    list_filter = ("post", ("department", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "department")
    show_full_result_count = False
    search_help_text = _("登录名或姓名的开头。")
    raw_id_fields = ("user",)
    actions = None

    def find(self, queryset: QuerySet[StaffMembership], text: str) -> QuerySet[StaffMembership]:
        """By the beginning of a name."""
        return queryset.filter(Q(user__username__istartswith=text) | Q(user__staff_name__startswith=text))

    def get_readonly_fields(
        self, request: HttpRequest, obj: StaffMembership | None = None
    ) -> tuple[str, ...]:
        """Who and where are fixed once written."""
        return ("user", "department", "post", "starts_on") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: StaffMembership | None = None) -> bool:
        """Posts end; they are not deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: StaffMembership, form: Any, change: bool) -> None:
        """Ending goes through the service."""
        by = request.user
        assert isinstance(by, User)  # noqa: S101 – admin views demand a signed-in user
        if change and "ends_on" in form.changed_data and obj.ends_on:
            end_membership(by=by, membership=obj, on=obj.ends_on)
        super().save_model(request, obj, form, change)
