"""Addresses of the API for everybody and for applicants."""

from django.urls import path

from citizens_home.api import cases, drafts, guides, later, messages

urlpatterns = [
    path("items/", guides.ItemsView.as_view(), name="items"),
    path("items/<slug:slug>/", guides.ItemView.as_view(), name="item"),
    path("drafts/", drafts.DraftsView.as_view(), name="drafts"),
    path("drafts/<slug:token>/", drafts.DraftView.as_view(), name="draft"),
    path("drafts/<slug:token>/renew/", drafts.DraftRenewView.as_view(), name="draft-renew"),
    path("drafts/<slug:token>/files/", drafts.DraftFilesView.as_view(), name="draft-files"),
    path("drafts/<slug:token>/files/<slug:file>/", drafts.DraftFileView.as_view(), name="draft-file"),
    path("drafts/<slug:token>/submit/", drafts.DraftSubmitView.as_view(), name="draft-submit"),
    path("my/cases/", cases.CasesView.as_view(), name="cases"),
    path("my/cases/<slug:token>/", cases.CaseView.as_view(), name="case"),
    path("my/cases/<slug:token>/withdraw/", cases.WithdrawView.as_view(), name="case-withdraw"),
    path("my/cases/<slug:token>/urge/", cases.UrgeView.as_view(), name="case-urge"),
    path("my/cases/<slug:token>/statement/", cases.StatementView.as_view(), name="case-statement"),
    path("my/cases/<slug:token>/supplement/", cases.SupplementView.as_view(), name="case-supplement"),
    path(
        "my/cases/<slug:token>/supplement/files/",
        cases.SupplementFilesView.as_view(),
        name="case-supplement-files",
    ),
    path(
        "my/cases/<slug:token>/supplement/files/<slug:file>/",
        cases.SupplementFileView.as_view(),
        name="case-supplement-file",
    ),
    path("my/cases/<slug:token>/promised/", later.PromiseView.as_view(), name="case-promised"),
    path("my/certificates/<slug:token>/renewal/", later.RenewalView.as_view(), name="renewal"),
    path("my/messages/", messages.MessagesView.as_view(), name="messages"),
    path("my/messages/<slug:token>/read/", messages.MessageReadView.as_view(), name="message-read"),
    path("my/mandates/", messages.MandatesView.as_view(), name="mandates"),
]
