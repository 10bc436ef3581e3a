"""The workbench in a real browser: by keyboard, without scripts, and under axe."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.demo.people import PASSWORD
from tests.support.axe import violations
from tests.support.portal import Portal

QUEUE = "/admin/approvals/step/"
WIDTHS = (1180, 1440)


def window(browser: Browser, portal: Portal, *, scripts: bool = True) -> BrowserContext:
    context = browser.new_context(
        base_url=portal.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        java_script_enabled=scripts,
        viewport={"width": 1440, "height": 1000},
    )
    context.set_default_timeout(45_000)
    return context


def at_desk(context: BrowserContext, username: str, path: str = QUEUE) -> Page:
    page = context.new_page()
    page.goto(f"/accounts/login/?next={path}")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.locator("form:has(#id_password) button").first.click()
    page.wait_for_url(f"**{path}**")
    return page


@pytest.fixture
def desk(browser: Browser, portal: Portal) -> Iterator[BrowserContext]:
    context = window(browser, portal)
    yield context
    context.close()


@pytest.fixture
def plain(browser: Browser, portal: Portal) -> Iterator[BrowserContext]:
    """A browser that runs no scripts."""
    context = window(browser, portal, scripts=False)
    yield context
    context.close()


def test_a_case_is_accepted_with_four_keys(desk: BrowserContext) -> None:
    page = at_desk(desk, "clerk.construction")
    page.goto(f"{QUEUE}?kind=accept")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/approvals/case/**")
    number = page.locator(".st-case .no b").inner_text()
    page.keyboard.press("a")
    expect(page.locator("[data-count=none]")).to_have_text("0")
    page.keyboard.press("s")
    expect(page.locator(".messagelist")).to_contain_text("已受理")
    expect(page.locator(".st-case .no")).to_contain_text("已受理")
    expect(page.locator(".st-case .no b")).to_have_text(number)


def test_verdicts_are_saved_as_they_are_given_and_one_list_is_sent(desk: BrowserContext) -> None:
    page = at_desk(desk, "clerk.urban-management")
    page.goto(f"{QUEUE}?kind=accept")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/approvals/case/**")
    page.keyboard.press("v")
    page.keyboard.press("x")
    page.keyboard.type("缺盖章，请补盖后重新提交")
    expect(page.locator("#saved")).to_contain_text("已保存")
    expect(page.locator("[data-act=accept]")).to_be_disabled()
    page.reload()
    expect(page.locator("[data-count=missing]")).to_have_text("1")
    page.keyboard.press("c")
    expect(page.locator(".st-items > li:not([hidden]) textarea").first).to_have_value(
        "缺盖章，请补盖后重新提交"
    )
    page.get_by_role("button", name=re.compile("发出告知")).click()
    expect(page.locator(".messagelist")).to_contain_text("已一次告知")
    expect(page.locator(".st-case .no")).to_contain_text("待补正")


def test_keys_are_listed_and_stay_quiet_while_typing(desk: BrowserContext) -> None:
    page = at_desk(desk, "head.construction")
    page.keyboard.press("/")
    page.keyboard.type("n?a")
    expect(page.locator("#find")).to_have_value("n?a")
    assert page.url.endswith(QUEUE)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_contain_text("下一行")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def test_a_decision_is_made_without_scripts(plain: BrowserContext) -> None:
    page = at_desk(plain, "head.construction")
    page.goto(f"{QUEUE}?kind=decide")
    page.locator("[data-open]").first.click()
    page.get_by_text("不予许可：须写理由").click()
    page.fill('textarea[name="reasons"]', "不行")
    page.locator('#refuse button[data-act="refuse"]').click()
    expect(page.locator("#error")).to_contain_text("不予许可必须说明理由")
    expect(page.locator('textarea[name="reasons"]')).to_have_value("不行")
    page.get_by_role("button", name=re.compile("准予许可")).click()
    expect(page.locator(".st-sure")).to_contain_text("签发后不能撤回")
    page.get_by_role("button", name=re.compile("确认准予许可")).click()
    expect(page.locator(".messagelist")).to_contain_text("已准予许可")


def test_a_bulk_act_can_be_taken_back(desk: BrowserContext) -> None:
    page = at_desk(desk, "head.construction")
    if page.locator("[data-row]").count() == 0:
        pytest.skip("another journey has emptied this queue")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-selected]")).to_have_text("1")
    page.keyboard.press("a")
    expect(page.locator("h1")).to_contain_text("批量办理预览")
    page.keyboard.press("s")
    expect(page.locator("h1")).to_contain_text("批量办理")
    page.keyboard.press("u")
    expect(page.locator(".messagelist")).to_contain_text("什么都没有改变")


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("clerk.construction", "/admin/"),
        ("clerk.construction", QUEUE),
        ("clerk.construction", "case"),
        ("reviewer.construction", "case"),
        ("head.construction", "case"),
        ("clerk.construction", "/admin/approvals/case/"),
        ("clerk.tangqi", "/admin/approvals/case/receive/"),
        ("clerk.construction", "/admin/approvals/case/receive/construction-permit/"),
        ("clerk.construction", "/admin/approvals/supplementphrase/"),
        ("clerk.construction", "/admin/approvals/supplementphrase/add/"),
        ("supervisor", "/admin/"),
    ],
)
def test_the_workbench_passes_axe(desk: BrowserContext, username: str, path: str) -> None:
    page = at_desk(desk, username, "/admin/")
    page.goto("/admin/approvals/case/next/" if path == "case" else path)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        faults += violations(page)
    assert not faults
