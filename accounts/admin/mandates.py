"""Mandates and organisations, to look at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Mandate, Organisation
from accounts.presenters import masked_name, masked_phone
from accounts.rules.numbers import normal, why_not_id_number
from accounts.selectors import id_index_of
from core.now import today
from core.web.admin_acts import ReadOnlyMixin
from core.web.admin_search import PostSearchMixin


@admin.register(Mandate)
class MandateAdmin(ReadOnlyMixin, PostSearchMixin, admin.ModelAdmin):
    """Who may act for whom, until when."""

    list_display = ("organisation", "agent", "starts_on", "ends_on", "revoked_at")
    list_select_related = ("organisation", "person")
    show_full_result_count = False
    search_help_text = _("单位名称的开头、统一社会信用代码，或经办人的完整身份证号。")
    fields = ("organisation", "agent", "role", "starts_on", "ends_on", "revoked_at", "created_at")

    def find(self, queryset: QuerySet[Mandate], text: str) -> QuerySet[Mandate]:
        """By organisation, or by the exact identity number of the agent."""
        if why_not_id_number(text, on=today()) is None:
            return queryset.filter(person__id_index=id_index_of(text))
        named = queryset.filter(organisation__name__startswith=text)
        return named | queryset.filter(organisation__uscc=normal(text))

    @admin.display(description=_("经办人"))
    def agent(self, mandate: Mandate) -> str:
        """Masked."""
        return masked_name(mandate.person.name)


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyMixin, PostSearchMixin, admin.ModelAdmin):
    """Organisations on file."""

    list_display = ("name", "uscc", "org_code")
    show_full_result_count = False
    search_help_text = _("名称的开头，或完整的代码。")
    fields = ("name", "uscc", "org_code", "representative", "telephone", "address", "created_at")
    readonly_fields = ("representative", "telephone")

    def find(self, queryset: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
        """By the beginning of the name, or an exact code."""
        code = normal(text)
        named = queryset.filter(name__startswith=text)
        return named | queryset.filter(uscc=code) | queryset.filter(org_code=code)

    def has_view_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        """Whoever holds the model permission."""
        return super().has_view_permission(request, obj)

    @admin.display(description=_("法定代表人"))
    def representative(self, organisation: Organisation) -> str:
        """Masked."""
        return masked_name(organisation.legal_representative)

    @admin.display(description=_("联系电话"))
    def telephone(self, organisation: Organisation) -> str:
        """Masked."""
        return masked_phone(organisation.phone)
