"""补正用语库: the wordings a department uses again, kept by the department itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models.departments import Verb
from accounts.policy import departments_where
from approvals.models import SupplementPhrase
from approvals.permissions import can_edit_phrases
from approvals.selectors.phrases import is_form, share_at_once, where_used, with_use
from core.now import local


def _departments(request: HttpRequest) -> frozenset[int]:
    return departments_where(request.user, Verb.RECEIVE) | departments_where(request.user, Verb.DECIDE)


@admin.register(SupplementPhrase)
class SupplementPhraseAdmin(admin.ModelAdmin):
    """A plain list and form, bounded by the departments where one receives or decides."""

    list_display = ("text", "item", "used", "at_once", "last_used", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("text",)
    show_full_result_count = False
    list_select_related = ("item",)
    fields = ("department", "item", "text", "position", "is_active", "where")
    readonly_fields = ("where",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupplementPhrase]:
        return with_use(super().get_queryset(request).filter(department__in=_departments(request)))

    @admin.display(description=_("近 90 天用了"), ordering="used")
    def used(self, phrase: Any) -> str:
        """How often in the last ninety days."""
        return _("%(n)d 次") % {"n": phrase.used}

    @admin.display(description=_("一次补齐"))
    def at_once(self, phrase: Any) -> str:
        """The share of applicants who needed no second round."""
        share = share_at_once(phrase.answered, phrase.settled)
        return "—" if share is None else f"{share}%（{phrase.settled}/{phrase.answered}）"

    @admin.display(description=_("最近一次"), ordering="last")
    def last_used(self, phrase: Any) -> str:
        """When last."""
        return f"{local(phrase.last):%Y-%m-%d}" if phrase.last else "—"

    @admin.display(description=_("用在哪里"))
    def where(self, phrase: SupplementPhrase) -> Any:
        """By item and material, the most used first."""
        rows = where_used(phrase) if phrase.pk else []
        lines = [
            (
                row["case__item__name"],
                row["name"] or (_("表单内容") if is_form(row["material_key"]) else row["material_key"]),
                row["times"],
                f"{local(row['last']):%Y-%m-%d}",
            )
            for row in rows
        ]
        text = format_html_join("", "<li>{} · {} · {} × · {}</li>", lines)
        return format_html("<ul>{}</ul>", text) if lines else _("还没有用过。")

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
