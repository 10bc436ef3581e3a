"""Every standing page, in both languages: answers, strict policy, no dead ends."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client, override_settings

PAGES = [
    "/",
    "/items/",
    "/items/?q=施工许可",
    "/items/construction-permit/",
    "/items/homestead-approval/",
    "/items/construction-permit/materials/form__construction-permit/",
    "/items/construction-permit/materials/land_title/",
    "/packages/",
    "/packages/enterprise-investment-project/",
    "/information/",
    "/information/?q=建筑",
    "/interaction/",
    "/sunshine/",
    "/exchange/",
    "/centre/",
    "/about/",
    "/privacy/",
    "/accessibility/",
]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_answers_with_one_heading_a_title_and_its_language(
    client: Client, path: str, prefix: str
) -> None:
    answer = client.get(prefix + path)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count("<h1") == 1
    assert re.search(r"<title>[^<]{2,} - ", page)
    assert f'<html lang="{"en" if prefix else "zh-Hans"}"' in page
    assert 'class="skip" href="#main"' in page
    assert 'id="main"' in page


@pytest.mark.parametrize("path", PAGES)
def test_page_has_nothing_inline_and_a_strict_policy(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert not re.search(r"<[a-z][^>]*\s(style|on[a-z]+)=", page)
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_jumps_land(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    for target in re.findall(r'href="#([^"]*)"', page):
        assert target in ids


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_link_of_the_public_pages_is_dead(client: Client, prefix: str) -> None:
    seen: set[str] = set()
    for path in PAGES:
        page = client.get(prefix + path).content.decode()
        seen |= {unescape(url).split("#")[0] for url in re.findall(r'href="(/[^"]*)"', page)}
    dead = {}
    for url in sorted(seen - {""}):
        if url.startswith("/static/") or re.fullmatch(r"(/en)?/items/[a-z-]+/", url):
            continue  # every guide is opened by the guide's own tests
        status = client.get(url).status_code
        if status not in (200, 302):
            dead[url] = status
    assert not dead


def test_demo_strip_stands_on_every_page_of_a_demo_and_on_no_other(client: Client) -> None:
    assert "demo-strip" in client.get("/about/").content.decode()
    with override_settings(DEMO=False):
        page = client.get("/about/").content.decode()
    assert "demo-strip" not in page
    assert "演示" not in page


def test_missing_page_is_a_404_in_the_house_style(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "没有找到这一页" in page
    assert "12345" in page


def test_missing_english_page_stays_english(client: Client) -> None:
    assert '<html lang="en"' in client.get("/en/no-such-page/").content.decode()


def test_a_form_that_stayed_open_too_long_says_what_became_of_the_answers() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {})
    assert answer.status_code == 403
    assert "之前显示“已保存”的内容都还在" in answer.content.decode()


def test_every_law_of_the_catalogue_is_listed_with_its_items(client: Client) -> None:
    page = client.get("/information/").content.decode()
    assert "中华人民共和国建筑法" in page
    assert "/items/construction-permit/" in page


def test_law_search_narrows_the_list(client: Client) -> None:
    page = client.get("/information/?q=建筑法").content.decode()
    assert "中华人民共和国建筑法" in page
    assert "婚姻登记条例" not in page


@pytest.mark.parametrize(
    ("path", "most"),
    [("/information/", 4), ("/interaction/", 2), ("/sunshine/", 7), ("/centre/", 4), ("/packages/", 2)],
)
def test_pages_take_a_bounded_number_of_statements(
    client: Client, path: str, most: int, django_assert_max_num_queries: Any
) -> None:
    client.get(path)
    with django_assert_max_num_queries(most):
        client.get(path)
