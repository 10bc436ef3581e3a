"""Items and their editions in the workbench: to read, and to keep the everyday words of search."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from admin_center.registry import permissions
from admin_center.registry.models import ItemVersion, ServiceItem
from admin_center.registry.services.edit_words import edit_words, tidy, why_not_words
from core.web.admin_acts import ReadOnlyMixin, RefusalMixin


class WordsForm(forms.ModelForm):
    """One everyday word a line."""

    words = forms.CharField(
        label=_("通俗说法"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("每行一个，例如“开饭店”。群众这样说，也能找到这个事项。目录更新时不会覆盖您的修改。"),
    )

    class Meta:
        model = ServiceItem
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].initial = "\n".join(self.instance.synonyms or [])

    def clean_words(self) -> list[str]:
        """A tidy list of words."""
        words = tidy(self.cleaned_data["words"].splitlines())
        why = why_not_words(words)
        if why:
            raise forms.ValidationError(why)
        return words


class InRegistryMixin:
    """Seen by whoever holds a power in some department; the rows are those of their departments."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may see some item."""
        return permissions.can_see_registry(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The queryset decides which rows."""
        return permissions.can_see_registry(request.user)


@admin.register(ServiceItem)
class ServiceItemAdmin(InRegistryMixin, RefusalMixin, admin.ModelAdmin):
    """The items of one's departments. Everything but the everyday words comes from the catalogue."""

    form = WordsForm
    list_display = ("number", "name", "department", "kind", "online_level", "edition", "is_active")
    list_display_links = ("name",)
    list_filter = ("kind", "audience", "online_level", ("department", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("department", "live_version")
    search_fields = ("name", "slug", "initials")
    show_full_result_count = False
    actions = None
    readonly_fields = (
        "number",
        "name",
        "name_en",
        "department",
        "kind",
        "audience",
        "online_level",
        "edition",
        "promise",
    )
    fields = (*readonly_fields, "words")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceItem]:
        """Items the user may see; contents are not fetched for the list."""
        return permissions.items_visible_to(request.user).defer(
            "live_version__content", "live_version__steps", "search_text", "pinyin"
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Items come with the catalogue."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Items are switched off, never deleted."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ServiceItem | None = None) -> bool:
        """Whoever publishes for the item."""
        return obj is not None and permissions.can_edit_words(request.user, obj)  # type: ignore[arg-type]

    def get_fields(self, request: HttpRequest, obj: ServiceItem | None = None) -> Any:
        """Readers see the words as a list."""
        editable = self.has_change_permission(request, obj)
        return [*self.readonly_fields, "words" if editable else "words_listed"]

    def get_readonly_fields(self, request: HttpRequest, obj: ServiceItem | None = None) -> Any:
        """Everything but the words."""
        return [*self.readonly_fields, "words_listed"]

    def save_model(self, request: HttpRequest, obj: ServiceItem, form: Any, change: bool) -> None:
        """Through the service."""
        edit_words(by=request.user, item=obj, words=form.cleaned_data["words"])  # type: ignore[arg-type]

    @admin.display(description=_("现行版次"))
    def edition(self, item: ServiceItem) -> str:
        """The edition in force."""
        return str(item.live_version.edition) if item.live_version else "—"

    @admin.display(description=_("承诺（法定）"))
    def promise(self, item: ServiceItem) -> str:
        """Both limits with their unit."""
        return limits_in_words(item.live_version) if item.live_version else "—"

    @admin.display(description=_("通俗说法"))
    def words_listed(self, item: ServiceItem) -> str:
        """For readers."""
        return _("、").join(item.synonyms) or "—"


def limits_in_words(version: ItemVersion) -> str:
    """ "3 个工作日（法定 20 个工作日）"."""
    unit = _("个工作日") if version.unit == "working_days" else _("日")
    if version.immediate:
        return str(_("当场办结"))
    return _("%(promised)d %(unit)s（法定 %(statutory)d %(unit)s）") % {
        "promised": version.promised_days,
        "statutory": version.statutory_days,
        "unit": unit,
    }


@admin.register(ItemVersion)
class ItemVersionAdmin(InRegistryMixin, ReadOnlyMixin, admin.ModelAdmin):
    """Published editions, to read: what a case that is pinned to them was promised."""

    list_display = ("item", "edition", "limits", "origin", "published_at", "in_force")
    list_select_related = ("item",)
    list_filter = ("origin", "immediate", "unit")
    search_fields = ("item__name", "item__slug")
    show_full_result_count = False
    actions = None
    fields = (
        "item",
        "edition",
        "origin",
        "published_at",
        "limits",
        "intake_days",
        "delivery_days",
        "one_person_allowed",
        "number_pattern",
        "steps_listed",
        "materials_listed",
        "conditions_listed",
        "digest",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemVersion]:
        """Editions of visible items; contents only on the page of one edition."""
        rows = permissions.versions_visible_to(request.user)
        return (
            rows
            if request.resolver_match and "object_id" in request.resolver_match.kwargs
            else rows.defer("content")
        )

    @admin.display(description=_("承诺（法定）"))
    def limits(self, version: ItemVersion) -> str:
        """Both limits with their unit."""
        return limits_in_words(version)

    @admin.display(description=_("现行"), boolean=True)
    def in_force(self, version: ItemVersion) -> bool:
        """Whether new applications are made under this edition."""
        return version.item.live_version_id == version.pk

    @admin.display(description=_("环节"))
    def steps_listed(self, version: ItemVersion) -> SafeString:
        """Name, role and days of each step."""
        rows = [
            (
                step["name_zh"],
                step.get("role", ""),
                step["days"],
                "" if step["counted"] else _("（不计入时限）"),
            )
            for step in version.steps
        ]
        return format_html("<ol>{}</ol>", format_html_join("", str(_("<li>{} · {} · {} 日{}</li>")), rows))

    @admin.display(description=_("材料"))
    def materials_listed(self, version: ItemVersion) -> SafeString:
        """Name, originals and copies, condition."""
        rows = [
            (row["name_zh"], row["original"], row["copies"], row["condition"] or _("必交"))
            for row in version.content["materials"]
        ]
        return format_html(
            "<ol>{}</ol>", format_html_join("", str(_("<li>{}：原件 {}，复印件 {}（{}）</li>")), rows)
        )

    @admin.display(description=_("条件"))
    def conditions_listed(self, version: ItemVersion) -> SafeString:
        """The conditions as published."""
        rows = [(text,) for text in version.content.get("conditions", [])]
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{}</li>", rows))
