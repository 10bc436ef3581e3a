"""The demo outbox: exists in a demonstration only."""

from django.conf import settings
from django.urls import path

from core.letters import views

urlpatterns = [path("outbox/", views.DemoOutboxView.as_view(), name="demo-outbox")] if settings.DEMO else []
