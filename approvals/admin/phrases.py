"""补正用语库: the wordings a department uses again, kept by the department itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models.departments import Verb
from accounts.policy import departments_where
from approvals.models import SupplementPhrase
from approvals.permissions import can_edit_phrases


def _departments(request: HttpRequest) -> frozenset[int]:
    return departments_where(request.user, Verb.RECEIVE) | departments_where(request.user, Verb.DECIDE)


@admin.register(SupplementPhrase)
class SupplementPhraseAdmin(admin.ModelAdmin):
    """A plain list and form, bounded by the departments where one receives or decides."""

    list_display = ("text", "item", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("text",)
    show_full_result_count = False
    list_select_related = ("item",)
    fields = ("department", "item", "text", "position", "is_active")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupplementPhrase]:
        return super().get_queryset(request).filter(department__in=_departments(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(_departments(request))

    def has_view_permission(self, request: HttpRequest, obj: SupplementPhrase | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(_departments(request))

    def has_change_permission(self, request: HttpRequest, obj: SupplementPhrase | None = None) -> bool:
        if obj is None:
            return bool(_departments(request))
        return can_edit_phrases(request.user, obj.department_id)

    def has_delete_permission(self, request: HttpRequest, obj: SupplementPhrase | None = None) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        mine = _departments(request)
        if db_field.name == "department":
            kwargs["queryset"] = db_field.related_model.objects.filter(pk__in=mine)
        if db_field.name == "item":
            kwargs["queryset"] = db_field.related_model.objects.filter(department__in=mine)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(field, forms.ModelChoiceField) and db_field.name == "department" and len(mine) == 1:
            field.initial = next(iter(mine))
        return field
