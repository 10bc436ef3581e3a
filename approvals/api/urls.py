"""Addresses of the agencies' half of the API."""

from django.urls import path

from approvals.api import views

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
]
