"""Addresses of the description itself."""

from django.urls import path

from core.api import schema

urlpatterns = [
    path("schema/", schema.schema_json, name="schema"),
    path("docs/", schema.docs, name="docs"),
]
