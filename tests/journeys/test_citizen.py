"""The applicant's pages in a real browser: axe at both ends of the widths, keyboard, autosave, no scripts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from accounts.demo.people import PASSWORD
from tests.approvals.forms import pdf, program
from tests.support.axe import violations
from tests.support.portal import Portal

APPLY = "/items/construction-permit/apply/"
WIDTHS = (320, 1280)


@contextmanager
def at_home(browser: Browser, portal: Portal, user: str = "lihua", **options: object) -> Iterator[Page]:
    """A window in which `user` is signed in; `options` are those of a browser context."""
    context: BrowserContext = browser.new_context(base_url=portal.url, locale="zh-CN", **options)  # type: ignore[arg-type]
    context.set_default_timeout(45_000)
    page = context.new_page()
    page.goto("/accounts/login/?next=/my/")
    page.get_by_label("登录名或手机号").fill(user)
    page.locator("section").first.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="我的办件", level=1)).to_be_visible()
    try:
        yield page
    finally:
        context.close()


def fresh_draft(page: Page) -> str:
    """A draft with nothing in it; the address of its task list."""
    page.goto(APPLY)
    page.get_by_role("button", name="另起一份新的申请").click()
    expect(page.locator(".tally")).to_contain_text("完成了 0项")
    return page.url


@pytest.fixture(scope="module")
def pages(browser: Browser, portal: Portal) -> list[str]:
    """Every kind of page that an applicant opens."""
    with at_home(browser, portal) as page:
        tasks = fresh_draft(page)
        topics = page.locator(".tasks a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        page.goto(topics[0])
        page.locator("form[data-autosave] input[type=text]").first.fill("浙江某建设有限公司")
        page.get_by_role("button", name="先存着").click()
        page.goto("/my/")
        cases = page.locator(".cases .name").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    base = tasks.removeprefix(portal.url)
    own = ["/my/", "/my/?tab=ended", "/my/?tab=drafts", "/my/messages/", "/status/"]
    return [base, *topics, f"{base}check/", f"{base}delete/", *own, *cases[:2]]


@pytest.mark.parametrize("size", ["normal", "large"])
def test_no_axe_violation_and_no_sideways_scroll(
    browser: Browser, portal: Portal, pages: list[str], size: str
) -> None:
    faults = []
    with at_home(browser, portal) as page:
        page.goto(f"/my/?size={size}")
        for path in pages:
            page.goto(path)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                faults += [f"{path} {width}px: {fault}" for fault in violations(page)]
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    faults.append(f"{path} {width}px: the page is {wide}px wide")
    assert not faults


def test_typing_is_saved_within_two_seconds_and_found_again(browser: Browser, portal: Portal) -> None:
    with at_home(browser, portal) as page:
        fresh_draft(page)
        page.get_by_role("link", name=re.compile("项目信息")).first.click()
        box = page.get_by_label("项目名称")
        box.press_sequentially("莫角山路")
        expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^已保存 \d\d:\d\d$"), timeout=45_000)
        page.reload()
        expect(page.get_by_label("项目名称")).to_have_value("莫角山路")


def test_what_was_typed_before_a_slow_script_came_is_saved_too(browser: Browser, portal: Portal) -> None:
    held: list[Route] = []
    with at_home(browser, portal) as page:
        fresh_draft(page)
        page.route("**/autosave*.js", lambda route: held.append(route))
        page.get_by_role("link", name=re.compile("项目信息")).first.click()
        page.get_by_label("项目名称").press_sequentially("慢线路上填的")
        held[0].continue_()
        expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^已保存 \d\d:\d\d$"), timeout=45_000)


def test_a_lost_connection_is_said_and_nothing_is_lost(browser: Browser, portal: Portal) -> None:
    with at_home(browser, portal) as page:
        fresh_draft(page)
        page.get_by_role("link", name=re.compile("项目信息")).first.click()
        page.wait_for_url("**/topics/**")
        page.wait_for_load_state("load")
        page.context.set_offline(True)
        page.get_by_label("项目名称").press_sequentially("断网时填的")
        expect(page.locator("[data-saved]")).to_contain_text("没能自动保存", timeout=45_000)
        page.context.set_offline(False)
        page.get_by_role("button", name="先存着").click()
        page.get_by_role("link", name=re.compile("项目信息")).first.click()
        expect(page.get_by_label("项目名称")).to_have_value("断网时填的")


def test_two_windows_on_one_page_are_told(browser: Browser, portal: Portal) -> None:
    with at_home(browser, portal) as page:
        fresh_draft(page)
        page.get_by_role("link", name=re.compile("项目信息")).first.click()
        other = page.context.new_page()
        other.goto(page.url)
        other.get_by_label("项目名称").fill("另一个窗口")
        expect(other.locator("[data-saved]")).to_contain_text("已保存", timeout=45_000)
        page.get_by_label("项目名称").fill("这个窗口")
        expect(page.locator("[data-saved]")).to_contain_text("另一个窗口", timeout=45_000)
        page.get_by_role("button", name="保存并继续").click()
        expect(page.locator(".errors")).to_contain_text("另一个窗口")
        expect(page.get_by_label("项目名称")).to_have_value("这个窗口")


def test_a_page_is_filled_and_sent_by_keyboard_alone(browser: Browser, portal: Portal) -> None:
    with at_home(browser, portal) as page:
        tasks = fresh_draft(page)
        page.get_by_role("link", name=re.compile("办理情形")).click()
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type === 'radio'"):
                break
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert int(shown.removesuffix("px")) >= 3
        groups = page.locator("form[data-autosave] fieldset").count()
        for _ in range(groups):
            page.keyboard.press("Space")
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "situation" not in url)
        page.goto(tasks)
        expect(page.locator(".tasks li", has_text="办理情形")).to_contain_text("已完成")


def test_files_go_up_by_script_with_refusals_in_words(
    browser: Browser, portal: Portal, tmp_path: Path
) -> None:
    with at_home(browser, portal) as page:
        tasks = fresh_draft(page)
        page.goto(f"{tasks}materials/")
        box = page.locator("#f-land_title")
        good, bad, large = tmp_path / "土地证.pdf", tmp_path / "程序.pdf", tmp_path / "大.pdf"
        good.write_bytes(pdf().read())
        bad.write_bytes(program().read())
        with large.open("wb") as file:
            file.truncate(51 * 1024 * 1024)
        box.set_input_files(large)
        expect(page.locator("#m-land_title .up-state")).to_contain_text("超过 50 MB")
        box.set_input_files(bad)
        expect(page.locator("#m-land_title .up-state")).to_contain_text("“程序.pdf”没有收")
        box.set_input_files(good)
        expect(page.locator("#m-land_title .files li")).to_have_count(1)
        expect(page.locator("#m-land_title .tag-done")).to_have_text("检查通过", timeout=45_000)


def test_the_same_without_scripts(browser: Browser, portal: Portal, tmp_path: Path) -> None:
    with at_home(browser, portal, java_script_enabled=False) as page:
        tasks = fresh_draft(page)
        page.get_by_role("link", name=re.compile("项目信息")).first.click()
        page.get_by_label("项目名称").fill("没有脚本")
        page.get_by_role("button", name="保存并继续").click()
        expect(page.locator(".errors")).to_be_visible()
        expect(page.get_by_label("项目名称")).to_have_value("没有脚本")
        page.goto(f"{tasks}materials/")
        bad = tmp_path / "程序.pdf"
        bad.write_bytes(program().read())
        page.locator("#f-land_title").set_input_files(bad)
        page.locator("#m-land_title").get_by_role("button", name=re.compile("^上传")).click()
        expect(page.locator(".errors")).to_contain_text("“程序.pdf”没有收")
        good = tmp_path / "土地证.pdf"
        good.write_bytes(pdf().read())
        page.locator("#f-land_title").set_input_files(good)
        page.locator("#m-land_title").get_by_role("button", name=re.compile("^上传")).click()
        expect(page.locator("#m-land_title .files li")).to_have_count(1)


def test_what_was_typed_survives_the_end_of_the_session(browser: Browser, portal: Portal) -> None:
    with at_home(browser, portal, java_script_enabled=False) as page:
        fresh_draft(page)
        page.get_by_role("link", name=re.compile("项目信息")).first.click()
        page.get_by_label("项目名称").fill("过期前填的")
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="保存并继续").click()
        expect(page.locator("main")).to_contain_text("已经替您留着")
        page.get_by_label("登录名或手机号").fill("lihua")
        page.locator("section").first.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_label("项目名称")).to_have_value("过期前填的")
        expect(page.locator("main")).to_contain_text("已经替您保存")
