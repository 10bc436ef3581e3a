"""Addresses of the agencies' half of the API."""

from django.urls import path

from approvals.api import bars, bulk, views

urlpatterns = [
    path("agency/queue/", views.QueueView.as_view(), name="agency-queue"),
    path("agency/cases/", views.CasesView.as_view(), name="agency-cases"),
    path("agency/cases/<slug:token>/", views.CaseView.as_view(), name="agency-case"),
    path("agency/cases/<slug:token>/personal/", views.PersonalView.as_view(), name="agency-case-personal"),
    path("agency/cases/<slug:token>/files/<slug:file>/", views.FileView.as_view(), name="agency-case-file"),
    *(
        path(f"agency/cases/<slug:token>/{slug}/", view.as_view(), name=f"agency-{slug}")
        for slug, view in views.ACT_VIEWS.items()
    ),
    path("agency/cases/<slug:token>/bar/", bars.BarView.as_view(), name="agency-bar"),
    path("agency/cases/<slug:token>/lift-bar/", bars.LiftBarView.as_view(), name="agency-lift-bar"),
    path("agency/bulk/", bulk.HoldView.as_view(), name="agency-bulk"),
    path("agency/bulk/preview/", bulk.PreviewView.as_view(), name="agency-bulk-preview"),
    path("agency/bulk/<slug:batch>/", bulk.BatchView.as_view(), name="agency-bulk-batch"),
    path("agency/bulk/<slug:batch>/undo/", bulk.UndoView.as_view(), name="agency-bulk-undo"),
]
