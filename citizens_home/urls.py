"""Public addresses of the citizens' home."""

from django.urls import path

from citizens_home.views import home, information, interaction, items, pages

app_name = "citizens_home"

urlpatterns = [
    path("", home.home, name="home"),
    path("items/", items.items, name="items"),
    path("items/<slug:slug>/", items.item, name="item"),
    path("items/<slug:slug>/materials/<slug:key>/", items.material, name="material"),
    path("information/", information.information, name="information"),
    path("sunshine/", information.sunshine, name="sunshine"),
    path("interaction/", interaction.interaction, name="interaction"),
    path("packages/", pages.packages, name="packages"),
    path("packages/<slug:slug>/", pages.package, name="package"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
