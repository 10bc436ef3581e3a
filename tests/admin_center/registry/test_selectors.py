"""What guide and list pages read: complete, filtered, and with a bounded number of statements."""

import pytest

from admin_center.halls.selectors import windows_handling
from admin_center.registry import selectors
from admin_center.registry.models import ServiceItem

pytestmark = pytest.mark.django_db


def test_a_guide_brings_everything_its_page_shows_in_two_statements(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        item = selectors.item_for_guide("construction-permit")
        assert item is not None and item.live_version is not None
        content = item.live_version.content
        windows = [(window.site.name, window.phone) for window in windows_handling(item)]
    assert windows
    assert content["statutory_days"] == 7 and content["unit"] == "calendar_days"
    assert item.department.phone != item.department.complaint_phone
    for key in ("conditions", "materials", "steps", "fee", "legal_basis", "eligibility", "faqs", "visits"):
        assert content[key], key
    for material in content["materials"]:
        assert material["name_zh"] and material["issued_by"] and material["sample_zh"]


def test_an_unknown_or_closed_item_has_no_guide() -> None:
    assert selectors.item_for_guide("nothing") is None
    ServiceItem.objects.filter(slug="passport-application").update(is_active=False)
    assert selectors.item_for_guide("passport-application") is None


def test_lists_cost_one_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        groups = selectors.items_by_department()
    assert sum(len(items) for _department, items in groups) == 179
    with django_assert_num_queries(1):
        letters = selectors.items_by_first_letter()
    assert sum(len(items) for _letter, items in letters) == 179
    assert all(len(letter) == 1 and letter.isalpha() for letter, _items in letters)


def test_an_audience_includes_the_items_for_both() -> None:
    people = selectors.items_for(audience="individual")
    assert {row.audience for row in people} == {"individual", "both"}
    assert selectors.items_for(audience="individual", department="construction", kind="permit").exists()
    assert not selectors.items_for(level="fully_online").exclude(online_level="fully_online").exists()


def test_items_not_yet_online_have_a_plan_with_date_and_owner() -> None:
    rows = list(selectors.items_not_yet_online())
    assert rows
    for row in rows:
        assert row.live_version is not None
        plan = row.live_version.content["opening_plan"]
        assert plan["due_on"] > "2026-11" and plan["owner"] == row.department.slug


def test_coverage_counts_each_item_once() -> None:
    coverage = selectors.coverage()
    assert coverage.items == 179
    assert coverage.immediate == 27
    assert 0 < coverage.wholly_online < coverage.online < coverage.items
    assert coverage.approvals_in_hall == coverage.approvals == 95


def test_only_licensed_pauses_and_lawful_limits_reach_the_kernel_columns() -> None:
    for item in ServiceItem.objects.select_related("live_version"):
        version = item.live_version
        assert version is not None
        assert sum(step["days"] for step in version.steps if step["counted"]) == version.promised_days
        assert all(step["step"] == "expert_review" for step in version.steps if not step["counted"])
        assert version.immediate == (version.promised_days == 0)
        assert version.promised_days <= version.statutory_days
        if item.kind == "permit":
            assert version.intake_days == 5 and len(version.pause_grounds) == 8
