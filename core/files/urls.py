"""/files/: for signed-in people only."""

from django.urls import path

from core.files import views

app_name = "core_files"
urlpatterns = [
    path("<slug:token>/", views.download, name="download"),
    path("<slug:token>/pages/<int:page>/<int:width>/", views.preview, name="preview"),
]
