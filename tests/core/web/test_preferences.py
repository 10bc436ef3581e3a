"""大字版: one tap, remembered, the same page, no open redirect."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_large_type_is_one_link_and_remembered(client: Client) -> None:
    answer = client.get("/about/?size=large")
    assert (answer.status_code, answer["Location"]) == (302, "/about/")
    assert 'class="elder"' in client.get("/about/").content.decode()


def test_large_type_can_be_left_again(client: Client) -> None:
    client.get("/about/?size=large")
    client.get("/about/?size=normal")
    assert 'class="elder"' not in client.get("/about/").content.decode()


def test_the_rest_of_the_address_is_kept(client: Client) -> None:
    assert client.get("/items/?q=gjj&size=large")["Location"] == "/items/?q=gjj"


def test_a_path_that_looks_like_another_site_stays_here(client: Client) -> None:
    answer = client.get("/", {"size": "large"}, PATH_INFO="//evil.example/")
    assert answer["Location"].startswith("/%2F")


def test_unknown_size_is_ignored(client: Client) -> None:
    assert client.get("/about/?size=huge").status_code == 200


def test_pages_vary_by_cookie_so_that_caches_keep_the_sizes_apart(client: Client) -> None:
    assert "Cookie" in client.get("/about/")["Vary"]


def test_language_switch_keeps_page_and_question(client: Client) -> None:
    assert 'href="/en/items/?q=gjj" lang="en"' in client.get("/items/?q=gjj").content.decode()
    assert 'href="/items/?q=gjj" lang="zh-Hans"' in client.get("/en/items/?q=gjj").content.decode()
