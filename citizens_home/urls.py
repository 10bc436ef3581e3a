"""Public addresses of the citizens' home."""

from django.urls import path

from citizens_home.views import (
    apply,
    case,
    home,
    information,
    interaction,
    items,
    messages,
    my,
    pages,
    promise,
    renew,
    status,
    supplement,
    uploads,
)

app_name = "citizens_home"

urlpatterns = [
    path("", home.home, name="home"),
    path("items/", items.items, name="items"),
    path("items/<slug:slug>/", items.item, name="item"),
    path("items/<slug:slug>/apply/", apply.apply, name="apply"),
    path("items/<slug:slug>/materials/<slug:key>/", items.material, name="material"),
    path("my/", my.my, name="my"),
    path("my/messages/", messages.messages, name="messages"),
    path("my/messages/<slug:token>/", messages.message, name="message"),
    path("my/cases/<slug:token>/", case.case, name="case"),
    path("my/cases/<slug:token>/receipt/", case.receipt, name="case-receipt"),
    path("my/cases/<slug:token>/supplement/", supplement.supplement, name="supplement"),
    path("my/cases/<slug:token>/promise/", promise.promise, name="promise"),
    path("my/cases/<slug:token>/withdraw/", case.withdraw, name="withdraw"),
    path("my/certificates/<slug:token>/renew/", renew.renew, name="renew"),
    path("my/drafts/<slug:token>/", apply.tasks, name="draft"),
    path("my/drafts/<slug:token>/topics/<slug:topic>/", apply.topic, name="draft-topic"),
    path("my/drafts/<slug:token>/materials/", uploads.materials, name="draft-materials"),
    path("my/drafts/<slug:token>/materials/states/", uploads.file_states, name="draft-files"),
    path("my/drafts/<slug:token>/materials/<slug:key>/upload/", uploads.upload, name="draft-upload"),
    path("my/drafts/<slug:token>/materials/<slug:key>/change/", uploads.file_act, name="draft-file-act"),
    path("my/drafts/<slug:token>/check/", apply.check, name="draft-check"),
    path("my/drafts/<slug:token>/changed/", apply.changed, name="draft-changed"),
    path("my/drafts/<slug:token>/delete/", apply.delete, name="draft-delete"),
    path("status/", status.status, name="status"),
    path("information/", information.information, name="information"),
    path("sunshine/", information.sunshine, name="sunshine"),
    path("sunshine/roots.jsonl", information.roots_file, name="sunshine-roots"),
    path("sunshine/check_record.py", information.checker, name="sunshine-checker"),
    path("interaction/", interaction.interaction, name="interaction"),
    path("packages/", pages.packages, name="packages"),
    path("packages/<slug:slug>/", pages.package, name="package"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
