"""A citizen finds the item with the words they have: names, everyday words, pinyin, slips of the pen."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin_center.registry.models import ServiceItem
from admin_center.registry.search import parse, search_items

pytestmark = pytest.mark.django_db
PHRASES = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))["phrases"]


def slugs(query: str, limit: int = 3) -> list[str]:
    return [item.slug for item in search_items(query, limit=limit)]


def test_nine_of_ten_phrases_of_citizens_hit_within_the_first_three() -> None:
    missed = []
    for phrase in PHRASES:
        found = slugs(phrase["say"])
        if not set(found) & set(phrase["mean"]):
            missed.append(f"{phrase['say']} → {found}")
    assert len(PHRASES) == 100
    assert len(missed) <= 10, "\n".join(missed)


def test_a_search_costs_at_most_two_statements(django_assert_max_num_queries) -> None:
    for words in ("施工许可", "shigongxk", "完全没有这样的东西", "x"):
        with django_assert_max_num_queries(2):
            search_items(words)


def test_pinyin_initials_and_full_pinyin_lead_to_the_same_item() -> None:
    assert slugs("施工许可")[0] == slugs("sgxk")[0] == slugs("shi gong xu ke")[0] == "construction-permit"


def test_a_slip_of_the_pen_still_finds_the_item() -> None:
    assert "identity-card" in slugs("身份正")
    assert "construction-permit" in slugs("shigonxuke")
    assert "passport-application" in slugs("ｈｕｚｈａｏ")


def test_english_words_of_the_name_find_the_item() -> None:
    assert "passport-application" in slugs("passport")
    assert "construction-permit" in slugs("construction permit", limit=10)


def test_nothing_is_found_for_nonsense() -> None:
    assert slugs("zzqqxxvv") == []
    assert slugs("") == []
    assert slugs("   ") == []


def test_an_inactive_item_is_not_found() -> None:
    ServiceItem.objects.filter(slug="passport-application").update(is_active=False)
    assert "passport-application" not in slugs("护照")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_text_can_be_searched(text: str) -> None:
    search_items(text)
    parse(text)
