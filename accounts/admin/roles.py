"""Role groups, to look at: what each may do where, and who is in it."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import DepartmentGroupObjectPermission
from core.web.admin_acts import ReadOnlyMixin

admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Groups are made by the house; people are put into them on the page of their account."""

    list_display = ("name",)
    search_fields = ("name",)
    show_full_result_count = False
    fields = ("name", "powers", "members")
    readonly_fields = ("powers", "members")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may see groups."""
        return self.has_view_permission(request)

    @admin.display(description=_("权限"))
    def powers(self, group: Group) -> str:
        """Verb and department, one after another."""
        rows = DepartmentGroupObjectPermission.objects.filter(group=group)
        pairs = rows.select_related("permission", "content_object").order_by("content_object__name")
        return _("、").join(f"{row.content_object.name}：{row.permission.name}" for row in pairs) or "—"

    @admin.display(description=_("成员"))
    def members(self, group: Group) -> str:
        """Names of staff."""
        return _("、").join(str(user) for user in group.user_set.order_by("username")) or "—"
