"""Finding an item: words, filters, letters, pages, and people when nothing is found."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from admin_center.registry.models import ServiceItem
from citizens_home.presenters.items import Asked

pytestmark = pytest.mark.django_db


def page(client: Client, query: str) -> str:
    answer = client.get(f"/items/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("施工许可", "construction-permit"),
        ("sgxk", "construction-permit"),
        ("开饭店", "catering-permit"),
        ("公积金提取", "provident-fund-withdrawal"),
        ("二手房过户", "house-transfer-existing"),
        ("退休", "retirement-approval"),
        ("新生儿落户", "household-birth-registration"),
    ],
)
def test_everyday_words_lead_to_the_item(client: Client, said: str, slug: str) -> None:
    assert f"/items/{slug}/" in page(client, f"?q={said}")


def test_english_words_find_english_names(client: Client) -> None:
    answer = client.get("/en/items/?q=construction+permit").content.decode()
    assert "/en/items/construction-permit/" in answer


def test_empty_search_offers_people_and_a_telephone(client: Client) -> None:
    found = page(client, "?q=火星移民局")
    assert "找个人问问" in found
    assert 'href="tel:12345"' in found
    assert "/centre/" in found


def test_audience_filter_keeps_items_for_both(client: Client) -> None:
    counted = ServiceItem.objects.filter(audience__in=["individual", "both"]).count()
    assert f"筛选出 {counted} 项" in page(client, "?audience=individual")


def test_level_filter_counts_what_it_shows(client: Client) -> None:
    counted = ServiceItem.objects.filter(online_level="fully_online").count()
    assert f"筛选出 {counted} 项" in page(client, "?level=fully_online")


def test_department_and_letter_filters_combine(client: Client) -> None:
    found = page(client, "?department=construction&letter=S")
    assert "/items/construction-permit/" not in found
    assert "/items/presale-permit/" in found


def test_a_filter_without_items_can_be_cleared(client: Client) -> None:
    found = page(client, "?department=archives&level=download")
    assert "清除筛选" in found


def test_unknown_filter_values_are_read_as_nothing_asked(client: Client) -> None:
    assert "全部 179 项" in page(client, "?audience=martian&level=x&letter=%E5%93%88&page=-1")


@pytest.mark.parametrize(
    "query", ["?page=99999", "?page=9999", "?q=%00", "?q=%25%27%3B--", "?department=%00", "?q=" + "长" * 500]
)
def test_odd_addresses_never_fail(client: Client, query: str) -> None:
    page(client, query)


def test_pages_keep_the_filters(client: Client) -> None:
    assert 'href="/items/?audience=enterprise&amp;page=2"' in page(client, "?audience=enterprise")


def test_changing_a_filter_goes_back_to_the_first_page() -> None:
    asked = Asked.read(QueryDict("q=房&page=3"))
    assert "page" not in asked.address(letter="F")


def test_the_list_takes_a_bounded_number_of_statements(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/items/")
    with django_assert_max_num_queries(3):
        client.get("/items/")
    with django_assert_max_num_queries(4):
        client.get("/items/?q=施工许可")
