"""Staff read words in the workbench's lists and forms, never the name of a column."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils import translation

CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("model, kept", admin.site._registry.items(), ids=lambda one: str(one))
def test_every_column_and_field_has_a_heading_in_words(model: type, kept: admin.ModelAdmin) -> None:
    own = getattr(kept.form, "declared_fields", {})
    names = [name for name in (*kept.list_display, *(kept.fields or ())) if name not in own]
    with translation.override("zh-hans"):
        headings = {name: str(label_for_field(name, model, kept)) for name in names}
    assert {name: said for name, said in headings.items() if not CHINESE.search(said)} == {}
