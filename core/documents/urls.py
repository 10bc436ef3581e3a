"""/verify/: open to everybody, except the download."""

from django.urls import path

from core.documents import views

app_name = "core_documents"
urlpatterns = [
    path("", views.find, name="find"),
    path("<slug:token>/", views.verify, name="verify"),
    path("<slug:token>/download/", views.download, name="download"),
]
