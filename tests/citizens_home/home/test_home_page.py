"""The home page: real items, real counts, nothing invented."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from admin_center.registry.models import ServiceItem
from citizens_home.presenters import home, packages
from core.now import moved

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_home_shows_the_catalogues_items_with_their_promised_days(client: Client) -> None:
    page = client.get("/").content.decode()
    item = ServiceItem.objects.select_related("live_version").get(slug="construction-permit")
    assert f'href="/items/construction-permit/">{item.name}<b>{item.live_version.promised_days}日</b>' in page


def test_every_popular_item_and_every_package_item_is_in_the_catalogue() -> None:
    known = set(ServiceItem.objects.values_list("slug", flat=True))
    assert known >= home.POPULAR
    assert packages.slugs() <= known


def test_without_cases_the_week_says_so_and_shows_no_figure(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "本周还没有收到申请" in page
    assert "%" not in re.sub(r"<[^>]*>", "", page)


def test_the_week_is_named_by_its_monday(client: Client) -> None:
    with moved(TUESDAY):
        assert "本周办件（11月23日—24日）" in client.get("/").content.decode()


def test_a_rate_always_stands_beside_its_two_counts() -> None:
    counts = {"received": 8, "online": 2, "decided": 4, "stopped": 3, "on_time": 2, "paused": 0}
    rows = {row["label"]: row for row in home.figures(counts)}
    assert rows["承诺期内办结"] == {"label": "承诺期内办结", "rate": "66.7%", "counts": "2/3"}


def test_no_decision_means_no_rate_rather_than_a_hundred_percent() -> None:
    counts = {"received": 1, "online": 0, "decided": 0, "stopped": 0, "on_time": 0, "paused": 0}
    rows = {row["label"]: row for row in home.figures(counts)}
    assert rows["承诺期内办结"]["rate"] is None


def test_townships_stand_under_their_cluster(client: Client) -> None:
    page = client.get("/").content.decode()
    assert page.index("塘栖组团") < page.index(">塘栖镇<") < page.index("</dl>", page.index("塘栖组团"))


def test_the_hall_says_when_it_is_closed_and_when_it_opens(client: Client) -> None:
    with moved(datetime(2026, 11, 28, 2, 0, tzinfo=UTC)):
        assert "大厅今日休息，11月30日开门" in client.get("/").content.decode()


def test_english_pages_say_their_language_and_use_english_names(client: Client) -> None:
    page = client.get("/en/").content.decode()
    item = ServiceItem.objects.get(slug="construction-permit")
    assert '<html lang="en"' in page
    assert item.name_en in page
    assert 'href="/" lang="zh-Hans"' in page


def test_names_fall_back_to_chinese_where_no_english_name_exists() -> None:
    class Village:
        name, name_en = "梅堰社区", ""

    with override("en"):
        assert home.words.name_of(Village()) == "梅堰社区"


def test_home_takes_a_bounded_number_of_statements(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/")
    with django_assert_max_num_queries(7):
        client.get("/")
