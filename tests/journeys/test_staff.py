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


def test_a_typical_acceptance_takes_few_keys(desk: BrowserContext) -> None:
    page = at_desk(desk, "clerk.construction")
    page.goto(f"{QUEUE}?kind=accept")
    pressed: list[str] = []

    def press(key: str) -> None:
        pressed.append(key)
        page.keyboard.press(key)

    press("j")
    press("Enter")
    page.wait_for_url("**/admin/approvals/case/**")
    number = page.locator(".st-case .no b").inner_text()
    for _ in range(3):
        press("v")
    press("a")
    expect(page.locator("[data-count=none]")).to_have_text("0")
    press("s")
    expect(page.locator(".messagelist")).to_contain_text("已受理")
    assert len(pressed) <= 12
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


def test_a_phrase_is_put_in_by_its_number_and_the_message_follows_the_list(desk: BrowserContext) -> None:
    page = at_desk(desk, "clerk.construction")
    page.goto("/admin/approvals/case/next/")
    expect(page.locator("[data-sms]:not([hidden])")).to_contain_text("列出要补的内容后")
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    wording = page.locator("[data-phrase]").first.get_attribute("data-phrase") or ""
    expect(page.locator(".st-why textarea:visible")).to_have_value(wording)
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator(".st-items > li:not([hidden]) textarea").first).to_be_focused()
    expect(page.locator(".st-items > li:not([hidden]) textarea").first).to_have_value(wording)
    expect(page.locator("[data-sms]:not([hidden])")).to_contain_text("还缺1份材料")
    expect(page.locator("[data-sms]:not([hidden]) b")).to_contain_text(re.compile(r"短信（1 条，\d\d 字）"))
    page.locator(".extra select").first.select_option(index=1)
    page.locator(".extra textarea").first.fill("与立项文件不一致，请改正")
    expect(page.locator("[data-sms]:not([hidden])")).to_contain_text("还缺2份材料")


def test_own_keys_work_and_are_listed(desk: BrowserContext) -> None:
    page = at_desk(desk, "reviewer.construction", "/admin/approvals/step/keys/")
    page.fill("#key-down", "l")
    page.fill("#key-help", "k")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#error")).to_contain_text("“k”在同一页上已用于“上一行”")
    page.fill("#key-help", "i")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".messagelist")).to_contain_text("按键已保存")
    page.goto(QUEUE)
    page.keyboard.press("j")
    expect(page.locator("tr.cur")).to_have_count(0)
    page.keyboard.press("l")
    expect(page.locator("tr.cur")).to_have_count(1)
    page.keyboard.press("i")
    expect(page.locator("dialog dt").first).to_contain_text("l")
    page.keyboard.press("Escape")
    page.goto("/admin/approvals/step/keys/")
    page.get_by_role("button", name="恢复默认按键").click()
    expect(page.locator("#key-down")).to_have_value("j")


def test_a_case_is_printed_without_the_tools(desk: BrowserContext) -> None:
    page = at_desk(desk, "reviewer.construction")
    page.goto("/admin/approvals/case/next/")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.keyboard.press("p")
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    expect(page.locator(".st-case h1")).to_be_visible()
    for tool in (".st-bar", "#user-tools", ".st-find"):
        expect(page.locator(tool)).to_be_hidden()


def ending_in(page: Page, seconds: int) -> None:
    page.evaluate(
        "s => document.dispatchEvent(new CustomEvent('session-ends', "
        "{ detail: new Date(Date.now() + s * 1000).toISOString() }))",
        seconds,
    )


def test_the_end_of_a_session_is_said_and_can_be_put_off(desk: BrowserContext) -> None:
    page = at_desk(desk, "clerk.construction")
    warning = page.locator(".ending")
    ending_in(page, 130)
    expect(warning).to_have_count(0)
    ending_in(page, 110)
    expect(warning).to_contain_text("将自动退出")
    expect(warning.get_by_role("button", name="继续使用")).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning).to_have_count(0)
    page.fill("#opinion", "材料齐全")
    with page.expect_response("**/accounts/stay/"):
        ending_in(page, 110)
    expect(warning).to_have_count(0)
    ending_in(page, -1)
    expect(warning).to_contain_text("这一页填的内容还在")
    expect(page.locator("#opinion")).to_have_value("材料齐全")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(warning).to_have_count(0)


def test_clashing_conditions_are_settled_by_keyboard(desk: BrowserContext) -> None:
    page = at_desk(desk, "head.construction")
    page.goto(f"{QUEUE}?kind=decide&item=construction-permit")
    for link in [row.get_attribute("href") for row in page.locator("[data-open]").all()]:
        page.goto(link or "")
        if page.locator(".st-clash").count():
            break
    expect(page.locator(".st-cmp li.clash")).to_have_count(2)
    expect(page.locator(".st-bar .say")).to_contain_text("部门条件相抵")
    assert not violations(page)
    page.keyboard.press("s")
    expect(page.locator("#error")).to_contain_text("还没有写明怎样处理：1 与 2（围挡占道宽度）")
    page.locator(".st-clash textarea").focus()
    page.keyboard.type("按交警 2.5 m 设置，城管部门已同意改稿。")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.locator(".st-sure")).to_contain_text("城管部门已同意改稿")
    page.keyboard.press("s")
    expect(page.locator(".messagelist")).to_contain_text("已准予许可")


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
        ("clerk.construction", "/admin/approvals/step/keys/"),
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
        # The whole page at once: what lies under the bar at the foot of a smaller window is scrolled to.
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": tall})
        faults += violations(page)
    assert not faults


def test_what_has_the_focus_is_never_under_the_bar_at_the_foot(desk: BrowserContext) -> None:
    page = at_desk(desk, "clerk.construction", "/admin/")
    page.set_viewport_size({"width": 1180, "height": 520})
    page.goto("/admin/approvals/case/next/")
    bar = page.locator(".st-bar").bounding_box()
    assert bar is not None
    reached = page.evaluate(
        """() => [...document.querySelectorAll("main :is(button, a[href], input, select, textarea)")]
            .filter(one => !one.closest(".st-bar"))
            .map(one => { one.focus(); return [one, one.getBoundingClientRect().bottom]; })
            .filter(([one, bottom]) => one.getClientRects().length && !one.closest("details:not([open])"))
            .map(([one, bottom]) => [one.outerHTML.slice(0, 120), bottom])"""
    )
    assert len(reached) > 5
    assert not [html for html, bottom in reached if bottom > bar["y"]]
