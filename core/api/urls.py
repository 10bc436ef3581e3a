"""Addresses of the description itself, in each language of the pages."""

from django.urls import path

from core.api import schema

urlpatterns = [
    path("schema/", schema.schema_json, name="api-schema"),
    path("docs/", schema.docs, name="api-docs"),
]
