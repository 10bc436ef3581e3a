"""Clerks work here: Django admin with our pages. Buttons call services; no case is ever saved by a form."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from approvals.admin.bulk_views import BulkViews
from approvals.admin.case_views import CaseViews
from approvals.admin.keys_views import KeysViews
from approvals.admin.phrases import SupplementPhraseAdmin
from approvals.admin.queue_views import QueueViews
from approvals.admin.receive_views import ReceiveViews
from approvals.models import Case, Step
from approvals.permissions import can_use_workbench, can_work_on_cases

__all__ = ["CaseAdmin", "StepAdmin", "SupplementPhraseAdmin"]


class ReadOnlyAdmin(admin.ModelAdmin):
    """Nothing is added, changed or deleted through forms."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """A case's page and the addresses of its acts, by the token of the case."""

    def has_view_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return can_use_workbench(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_use_workbench(request.user)

    def get_urls(self) -> list[URLPattern]:
        one, many = CaseViews(self.admin_site), QueueViews(self.admin_site)
        paper = ReceiveViews(self.admin_site)
        return [
            path("", one.hung(many.find_form, "GET"), name="approvals_case_changelist"),
            path("find/", one.hung(many.find, "POST"), name="approvals_case_find"),
            path("next/", one.hung(one.next, "GET"), name="approvals_case_next"),
            path("receive/", one.hung(paper.choose, "GET"), name="approvals_case_receive"),
            path(
                "receive/<slug:slug>/",
                one.hung(paper.enter, "GET", "HEAD", "POST"),
                name="approvals_case_receive_item",
            ),
            path("<str:object_id>/change/", one.hung(one.change, "GET"), name="approvals_case_change"),
            path("<slug:token>/", one.hung(one.show, "GET"), name="approvals_case_page"),
            path("<slug:token>/received/", one.hung(paper.received, "GET"), name="approvals_case_received"),
            path("<slug:token>/notes/", one.hung(one.note, "POST"), name="approvals_case_note"),
            path("<slug:token>/numbers/", one.hung(one.show_numbers, "POST"), name="approvals_case_numbers"),
            path("<slug:token>/<slug:slug>/", one.hung(one.act, "POST"), name="approvals_case_act"),
        ]


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    """我的待办: the list of steps is the queue."""

    def has_view_permission(self, request: HttpRequest, obj: Step | None = None) -> bool:
        return can_work_on_cases(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_work_on_cases(request.user)

    def get_urls(self) -> list[URLPattern]:
        views, doors = QueueViews(self.admin_site), CaseViews(self.admin_site)
        bulk, keys = BulkViews(self.admin_site), KeysViews(self.admin_site)
        return [
            path("", doors.hung(views.queue, "GET"), name="approvals_step_changelist"),
            path("keys/", doors.hung(keys.keys, "GET", "HEAD", "POST"), name="approvals_step_keys"),
            path("preview/", doors.hung(bulk.preview, "POST"), name="approvals_step_preview"),
            path("hold/", doors.hung(bulk.hold, "POST"), name="approvals_step_hold"),
            path("batch/<slug:batch>/", doors.hung(bulk.batch, "GET"), name="approvals_step_batch"),
            path("batch/<slug:batch>/undo/", doors.hung(bulk.undo, "POST"), name="approvals_step_undo"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return QueueViews(self.admin_site).queue(request)
