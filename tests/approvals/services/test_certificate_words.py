"""What a certificate says is Chinese, whoever presses the button and in whatever language."""

import pytest
from django.utils import translation

from admin_center.registry.models import ItemVersion
from approvals.models import Case
from approvals.services.numbers import certificate_rows

FIELDS = [
    {"key": "start", "type": "date", "label_zh": "计划开工日期", "label_en": "Planned start date"},
    {
        "key": "use",
        "type": "choice",
        "label_zh": "用途",
        "label_en": "Use",
        "choices": [{"value": "home", "label_zh": "住宅", "label_en": "Housing"}],
    },
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_rows_of_a_certificate_stay_chinese(language: str) -> None:
    case = Case(
        item_version=ItemVersion(content={"form_fields": FIELDS}),
        answers={"start": "2026-12-06", "use": "home"},
    )
    with translation.override(language):
        rows = certificate_rows(case)
    assert [(row["label"], row["lines"]) for row in rows] == [
        ("计划开工日期", ["2026年12月6日"]),
        ("用途", ["住宅"]),
    ]
