"""The record, for auditors: to look at, never to change."""

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.records.models import AuditRoot, Event
from core.web.admin_acts import ReadOnlyMixin
from core.web.admin_search import PostSearchMixin


@admin.register(Event)
class EventAdmin(ReadOnlyMixin, PostSearchMixin, admin.ModelAdmin):
    """Every exercise of power, newest first."""

    list_display = ("at", "subject_kind", "subject_id", "seq", "act", "by", "role")
    list_select_related = ("by",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-id",)
    search_help_text = _("登录名，或“类别 编号”，例如 case 12。")
    fields = ("at", "subject_kind", "subject_id", "seq", "act", "by", "role", "content", "digest")
    readonly_fields = ("content", "digest")

    def find(self, queryset: QuerySet[Event], text: str) -> QuerySet[Event]:
        """One subject, or one person."""
        kind, _space, number = text.partition(" ")
        if number.isdecimal() and len(number) < 19:
            return queryset.filter(subject_kind=kind, subject_id=int(number))
        return queryset.filter(by__username=text)

    @admin.display(description=_("内容"))
    def content(self, event: Event) -> str:
        """References and digests as written."""
        return json.dumps(event.data, ensure_ascii=False, indent=2, sort_keys=True)

    @admin.display(description=_("校验值"))
    def digest(self, event: Event) -> str:
        """The chained hash."""
        return bytes(event.hash).hex()


@admin.register(AuditRoot)
class AuditRootAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Daily roots as published."""

    list_display = ("day", "events", "published_at")
    show_full_result_count = False
    fields = ("day", "events", "root_hex", "published_at")
    readonly_fields = ("root_hex",)

    @admin.display(description=_("根"))
    def root_hex(self, root: AuditRoot) -> str:
        """The root in hex."""
        return bytes(root.root).hex()
