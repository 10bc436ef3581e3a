"""Public addresses of the centre."""

from django.urls import path

from admin_center.halls import views as halls

app_name = "admin_center"

urlpatterns = [
    path("centre/", halls.centre, name="centre"),
]
