"""Public addresses of the citizens' home."""

from django.urls import path

from citizens_home.views import apply, home, information, interaction, items, pages, uploads

app_name = "citizens_home"

urlpatterns = [
    path("", home.home, name="home"),
    path("items/", items.items, name="items"),
    path("items/<slug:slug>/", items.item, name="item"),
    path("items/<slug:slug>/apply/", apply.apply, name="apply"),
    path("items/<slug:slug>/materials/<slug:key>/", items.material, name="material"),
    path("my/drafts/<slug:token>/", apply.tasks, name="draft"),
    path("my/drafts/<slug:token>/topics/<slug:topic>/", apply.topic, name="draft-topic"),
    path("my/drafts/<slug:token>/materials/", uploads.materials, name="draft-materials"),
    path("my/drafts/<slug:token>/materials/states/", uploads.file_states, name="draft-files"),
    path("my/drafts/<slug:token>/materials/<slug:key>/upload/", uploads.upload, name="draft-upload"),
    path("my/drafts/<slug:token>/materials/<slug:key>/change/", uploads.file_act, name="draft-file-act"),
    path("my/drafts/<slug:token>/check/", apply.check, name="draft-check"),
    path("my/drafts/<slug:token>/changed/", apply.changed, name="draft-changed"),
    path("my/drafts/<slug:token>/delete/", apply.delete, name="draft-delete"),
    path("information/", information.information, name="information"),
    path("sunshine/", information.sunshine, name="sunshine"),
    path("interaction/", interaction.interaction, name="interaction"),
    path("packages/", pages.packages, name="packages"),
    path("packages/<slug:slug>/", pages.package, name="package"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
