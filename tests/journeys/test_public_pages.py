"""The public pages in a real browser: narrow screens, axe, weight, keyboard, no scripts."""

import gzip
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.support.axe import violations
from tests.support.portal import Portal

PAGES = {
    "home": "/",
    "list": "/items/",
    "search": "/items/?q=施工许可",
    "nothing found": "/items/?q=火星移民局",
    "guide": "/items/construction-permit/",
    "guide answered": "/items/construction-permit/?can_1=yes&can_2=no",
    "window guide": "/items/homestead-approval/",
    "blank form": "/items/construction-permit/materials/form__construction-permit/",
    "material": "/items/construction-permit/materials/land_title/",
    "packages": "/packages/",
    "package": "/packages/enterprise-investment-project/",
    "information": "/information/",
    "interaction": "/interaction/",
    "sunshine": "/sunshine/",
    "exchange": "/exchange/",
    "centre": "/centre/",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "not found": "/no-such-page/",
}
WIDTHS = (320, 390, 768, 1280)
# 320 and 390 share every style rule (the breaks are at 640 and 900), so axe looks at the ends;
# large type changes sizes alone, which are tightest at the narrow end.
AXE_WIDTHS = {"usual": (320, 1280), "large": (320,)}
LARGEST_VIEW = 100_000
MOST_REQUESTS = 10


@pytest.fixture(scope="module")
def windows(browser: Browser, portal: Portal) -> Iterator[dict[str, BrowserContext]]:
    """One window for usual type and one for large type."""
    usual = browser.new_context(base_url=portal.url, locale="zh-CN")
    large = browser.new_context(base_url=portal.url, locale="zh-CN")
    large.add_cookies([{"name": "size", "value": "large", "url": portal.url}])
    yield {"usual": usual, "large": large}
    usual.close()
    large.close()


def opened(windows: dict[str, BrowserContext], mode: str, path: str, width: int) -> Page:
    page = windows[mode].new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    return page


@pytest.mark.parametrize("mode", ["usual", "large"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_no_axe_violation_and_no_sideways_scroll(
    windows: dict[str, BrowserContext], path: str, mode: str
) -> None:
    page = opened(windows, mode, path, WIDTHS[0])
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{width}px: the page is {wide}px wide")
        if width in AXE_WIDTHS[mode]:
            faults += [f"{width}px: {fault}" for fault in violations(page)]
    page.close()
    assert not faults


@pytest.mark.parametrize("path", ["/en/", "/en/items/construction-permit/", "/en/items/", "/en/centre/"])
def test_english_pages_pass_too(windows: dict[str, BrowserContext], path: str) -> None:
    page = opened(windows, "usual", path, 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not violations(page)
    page.close()


@pytest.mark.parametrize("path", ["/", "/items/", "/items/construction-permit/", "/centre/"])
def test_first_view_is_light_and_asks_nobody_else(browser: Browser, portal: Portal, path: str) -> None:
    context = browser.new_context(base_url=portal.url)
    seen: list[Response] = []
    page = context.new_page()
    page.on("response", lambda one: seen.append(one))
    page.goto(path, wait_until="networkidle")
    weight = sum(len(gzip.compress(one.body())) for one in seen if one.ok)
    hosts = {urlsplit(one.url).netloc for one in seen}
    assert hosts == {urlsplit(portal.url).netloc}
    assert len(seen) <= MOST_REQUESTS, [one.url for one in seen]
    assert weight <= LARGEST_VIEW
    context.close()


def test_nothing_is_refused_by_the_policy_and_no_script_fails(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name, path in PAGES.items():
        if name != "not found":
            page.goto(path)
    context.close()
    assert not complaints


def test_search_guide_and_questions_work_without_scripts(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("您想办什么事？").fill("sgxk")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="建筑工程施工许可证核发").click()
    for question in page.locator(".asks fieldset").all():
        question.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="看看能不能办").click()
    assert page.get_by_text("按您的回答，可以办。").is_visible()
    page.get_by_role("link", name="大字版").click()
    assert "elder" in (page.locator("html").get_attribute("class") or "")
    assert page.get_by_text("按您的回答，可以办。").is_visible(), "the same page with the same answers"
    context.close()


def test_large_type_makes_text_and_targets_large(windows: dict[str, BrowserContext]) -> None:
    page = opened(windows, "large", "/", 390)
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 22
    for name in ("搜索", "看窗口和路线"):
        box = page.get_by_text(name, exact=True).first.bounding_box()
        assert box is not None
        assert box["height"] >= 60
    for link in page.locator(".toc li a, .nav a, .tools a").all():
        box = link.bounding_box()
        assert box is None or box["height"] >= 60
    page.close()


def test_the_keyboard_reaches_the_text_first_and_focus_is_seen(windows: dict[str, BrowserContext]) -> None:
    page = opened(windows, "usual", "/", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    assert "rgb(255, 201, 51)" in page.evaluate("getComputedStyle(document.activeElement).outline")
    page.close()


def test_reading_aloud_is_offered_only_where_the_browser_can_speak(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.url)
    page = context.new_page()
    page.goto("/about/")
    can = page.evaluate("'speechSynthesis' in window")
    assert page.get_by_role("button", name="朗读").is_visible() == can
    context.close()


def test_a_printed_guide_has_its_address_and_code_and_no_chrome(windows: dict[str, BrowserContext]) -> None:
    page = opened(windows, "usual", "/items/construction-permit/", 794)
    page.emulate_media(media="print")
    assert page.get_by_text("打印自").is_visible()
    assert page.locator(".print-qr svg").is_visible()
    assert not page.locator(".nav").is_visible()
    assert not page.locator(".actbox .btn").first.is_visible()
    page.close()
