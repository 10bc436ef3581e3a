"""What people do in the browser: the applicant on the public pages, officers at the workbench."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from accounts.demo.people import PASSWORD
from tests.journeys.papers import scan
from tests.support.portal import Portal

PATIENCE = 60.0
# What is asked so often that every story would repeat it; a story names whatever matters to it.
USUAL = {
    "text": "莫角山路2号厂房工程",
    "date": "2027-03-01",
    "detail": "良渚镇莫角山路2号",
}
CONTROLS = """form => Array.from(form.querySelectorAll("input, select, textarea"))
  .filter(one => one.name && one.type !== "hidden" && one.offsetParent !== null)
  .map(one => ({name: one.name, type: one.type, value: one.value, checked: one.checked,
                optional: !!one.closest(".field").querySelector(".optional"),
                mode: one.inputMode || "",
                options: Array.from(one.options || []).map(o => o.value).filter(Boolean)}))"""


def until(page: Page, seen: Callable[[], bool], what: str) -> None:
    """Reload until the worker's doing shows; fails with `what` when it never does."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, f"{what}: {page.url}\n{page.locator('main').inner_text()[:1500]}"
        page.wait_for_timeout(250)
        page.reload()


def go(link: Locator) -> None:
    """Click and wait for the page behind it: a later step must not cut this one off."""
    with link.page.expect_navigation():
        link.click()


@contextmanager
def window(
    browser: Browser, portal: Portal, *, width: int = 1280, scripts: bool = True, locale: str = "zh-CN"
) -> Iterator[Page]:
    """A person's own browser window with one page in it."""
    context = browser.new_context(
        base_url=portal.url,
        locale=locale,
        timezone_id="Asia/Shanghai",
        java_script_enabled=scripts,
        viewport={"width": width, "height": 900},
        accept_downloads=True,
    )
    context.set_default_timeout(45_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def sign_in(page: Page, username: str, then: str = "/my/") -> None:
    """Through the one door, asking for a page behind it."""
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_label("登录名或手机号").fill(username)
    page.locator("section").first.get_by_label("密码").fill(PASSWORD)
    go(page.get_by_role("main").get_by_role("button", name="登录", exact=True))


def act_for(page: Page, organisation: str) -> None:
    """Act in the name of an organisation, under the mandate; whoever has only one does so at once."""
    page.goto("/my/")
    choose = page.get_by_role("button", name=f"代表{organisation}办事")
    if choose.count():
        go(choose)
    expect(page.get_by_text(f"您正在代表 {organisation} 办事")).to_be_visible()


def fetched(link: Locator) -> bytes:
    """The file behind a link, asked for with the cookies of its page."""
    address = link.get_attribute("href")
    assert address
    answer = link.page.request.get(address)
    assert answer.ok, f"{address}: {answer.status}"
    return answer.body()


class Applicant:
    """Fills in one application on `page`."""

    def __init__(self, page: Page, slug: str, answers: Mapping[str, str] | None = None) -> None:
        self.page = page
        self.slug = slug
        self.answers = dict(answers or {})
        self.at_each: Callable[[Page], None] = lambda page: None
        self.scripted = True

    def begin(self) -> None:
        """A fresh draft and its task list."""
        self.page.goto(f"/items/{self.slug}/apply/")
        if (
            "/my/drafts/" in self.page.url
            and self.page.get_by_role("button", name="另起一份新的申请").count()
        ):
            go(self.page.get_by_role("button", name="另起一份新的申请"))
        self.at_each(self.page)

    @property
    def token(self) -> str:
        """The draft's own word in its addresses."""
        found = re.search(r"/my/drafts/([^/]+)/", self.page.url)
        assert found, self.page.url
        return found[1]

    def fill_topics(self) -> None:
        """Every page of questions from the task list on, until another page comes."""
        go(self.page.locator("main .btn-row").get_by_role("link", name=re.compile("开始填|接着填|继续")))
        while "/topics/" in self.page.url:
            self.at_each(self.page)
            here = self.page.url
            self.fill_topic()
            go(self.page.get_by_role("button", name="保存并继续"))
            wrong = self.page.locator(".errors")
            assert not wrong.count(), f"{here}: {wrong.inner_text()}"

    def fill_topic(self) -> None:
        """The boxes of this page that are empty and not optional."""
        form = self.page.locator("form[data-autosave]")
        done: set[str] = set()
        for control in form.evaluate(CONTROLS):
            self._fill(form, control, done)

    def _fill(self, form: Locator, control: dict[str, Any], done: set[str]) -> None:
        name, kind = control["name"], control["type"]
        if kind == "radio":
            if name not in done:
                done.add(name)
                self._choose(form, name)
            return
        said = self.answers.get(name)
        if said is None and (control["optional"] or control["value"]):
            return
        box = form.locator(f"[name='{name}']")
        if kind == "select-one":
            if said or not name.endswith("_town"):
                box.select_option(said or control["options"][0])
            return
        box.fill(said if said is not None else _usual(name, control["mode"]))

    def _choose(self, form: Locator, name: str) -> None:
        if name in self.answers:
            form.locator(f"input[name='{name}'][value='{self.answers[name]}']").check()
        elif not form.locator(f"input[name='{name}']:checked").count():
            values = form.locator(f"input[name='{name}']").evaluate_all("all => all.map(one => one.value)")
            form.locator(f"input[name='{name}'][value='{'no' if 'no' in values else values[0]}']").check()

    def lay(self, key: str, *files: FilePayload) -> None:
        """Lay files to one material, with whatever the browser has: a script or the button."""
        section = self.page.locator(f"#m-{key}")
        section.locator("input[type=file]").set_input_files(list(files))
        if self.scripted:
            expect(self.page.locator(f"#m-{key} .files > li")).to_have_count(len(files))
        else:
            go(section.get_by_role("button", name=re.compile("^上传")))

    def fill_materials(self) -> None:
        """One file for every material that is demanded and has none; then wait for the checks."""
        self.at_each(self.page)
        keys = self.page.locator("section.material:not(:has(.files)):not(:has(.optional))").evaluate_all(
            "all => all.map(one => one.id.slice(2))"
        )
        for key in keys:
            self.lay(key, scan(key))
        self.wait_for_checks()

    def wait_for_checks(self) -> None:
        """Until no file is in quarantine any more."""
        page = self.page
        until(page, lambda: not page.locator("[data-checking]").count(), "files were never checked")

    def check_and_submit(self) -> str:
        """The page of all answers, up to the receipt; the number."""
        page = self.page
        expect(page.get_by_role("heading", name="提交前请核对")).to_be_visible()
        self.at_each(page)
        page.get_by_label("以上内容属实").check()
        go(page.get_by_role("button", name="确认并提交申请"))
        expect(page.get_by_role("heading", name="申请已提交，这一页就是回执")).to_be_visible()
        self.at_each(page)
        return page.locator(".case-no b").first.inner_text()

    def submit(self) -> str:
        """The whole way; the number."""
        self.begin()
        self.fill_topics()
        self.fill_materials()
        self.fill_topics()
        return self.check_and_submit()


def _usual(name: str, mode: str) -> str:
    """A plausible answer by the name of its box."""
    for ending, text in (("_y", "2027"), ("_m", "3"), ("_d", "1"), ("_detail", USUAL["detail"])):
        if name.endswith(ending) and (mode == "numeric" or ending == "_detail"):
            return text
    if mode in ("decimal", "numeric"):
        return "120"
    if mode == "tel":
        return "0571-0000-0300"
    return USUAL["text"]


class Officer:
    """At the workbench with one case."""

    def __init__(self, page: Page, username: str) -> None:
        self.page = page
        self.username = username
        self.at_each: Callable[[Page], None] = lambda page: None

    def open(self, number: str) -> None:
        """From the queue to the case."""
        page = self.page
        if "/admin/" not in page.url:
            sign_in(page, self.username, "/admin/approvals/step/")
        page.goto("/admin/approvals/step/")
        self.at_each(page)
        row = page.locator("tr[data-row]", has=page.locator(".no", has_text=number.rsplit("-", 1)[-1]))
        go(row.locator("a[data-open]"))
        expect(page.locator(".breadcrumbs")).to_contain_text(number)
        self.at_each(page)

    def press(self, label: str) -> None:
        """A button of the bar, by what is written on it."""
        go(self.page.locator(".st-bar").get_by_role("button", name=re.compile(f"^{label}")))

    def sure(self, label: str) -> None:
        """Confirm on the page that asks once more."""
        self.at_each(self.page)
        go(self.page.get_by_role("button", name=re.compile(f"^确认{label}")))

    def told(self, words: str) -> None:
        """The page says that it was done."""
        expect(self.page.locator(".messagelist")).to_contain_text(words)

    def accept(self) -> None:
        """受理: everything is in order."""
        self.page.locator("[data-all-ok]").click()
        self.press("受理")
        self.told("已受理")

    def agree(self, opinion: str) -> None:
        """Finish a review step in favour."""
        self.page.locator("input[name=result][value=agree]").check()
        self.page.locator("textarea[name=opinion]").fill(opinion)
        self.press("完成环节")
        self.told("环节已完成")

    def grant(self) -> None:
        """准予许可, confirmed."""
        self.press("准予许可")
        self.sure("准予许可")
        self.told("已准予许可")

    def issue(self) -> None:
        """制证, confirmed."""
        self.press("制证")
        self.sure("制证")
        self.told("已取号制证")


@contextmanager
def officer(browser: Browser, portal: Portal, username: str, number: str) -> Iterator[Officer]:
    """An officer in a window of their own, with the case open."""
    with window(browser, portal, width=1440) as page:
        one = Officer(page, username)
        one.open(number)
        yield one
