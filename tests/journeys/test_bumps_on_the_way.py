"""Keyboard alone, a form that changed meanwhile, wrong addresses, wrong numbers, wrong files, English."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.papers import locked_scan, renamed_program, scan
from tests.journeys.people import Applicant, go, sign_in, window
from tests.journeys.sound import fits, sound
from tests.support.portal import Portal

SHORT = "online-identity-account"
HERE = """() => { const one = document.activeElement;
  return {tag: one.tagName, type: one.type || "", name: one.name || "", value: one.value || "",
          text: (one.textContent || "").trim(), checked: !!one.checked,
          inside: !!one.closest("main"), optional: !!one.closest(".field")?.querySelector(".optional"),
          chosen: !!(one.name && document.querySelector(`[name="${one.name}"]:checked`))}; }"""
TYPED = {"email": "lihua@example.invalid", "phone": "0571-0000-0300"}


def _tab_to(page: Page, words: str) -> None:
    """Tab until the focus is on what is called so, answering what is asked on the way; then Enter."""
    for _press in range(120):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["inside"] and re.search(words, here["text"]) and here["tag"] in ("A", "BUTTON"):
            width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert float(width.removesuffix("px")) >= 3, f"focus on {words} cannot be seen"
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        if here["type"] in ("radio", "checkbox"):
            if not here["chosen"]:
                page.keyboard.press("Space")
        elif here["tag"] == "INPUT" and here["inside"] and not here["value"] and not here["optional"]:
            page.keyboard.type(TYPED.get(here["name"], "李华"))
    raise AssertionError(f"the keyboard never reached {words!r} on {page.url}")


def test_a_short_item_is_applied_for_by_keyboard_alone(browser: Browser, portal: Portal) -> None:
    with window(browser, portal) as page:
        sign_in(page, "lihua")
        me = Applicant(page, SHORT)
        me.begin()
        sound(page)
        _tab_to(page, "^开始填|^接着填")
        for _page in range(8):
            if page.url.endswith("/check/"):
                break
            if "/materials/" in page.url:
                me.fill_materials()  # the browser's own file dialogue is not a page
                _tab_to(page, "^继续$")
            else:
                _tab_to(page, "^保存并继续")
        sound(page)
        _tab_to(page, "^确认并提交申请")
        expect(page.get_by_role("heading", name="申请已提交，这一页就是回执")).to_be_visible()
        sound(page)


def test_a_form_that_changed_meanwhile_keeps_the_answers(browser: Browser, portal: Portal) -> None:
    slug = "government-information-disclosure"
    with window(browser, portal) as page:
        sign_in(page, "lihua")
        me = Applicant(page, slug)
        me.begin()
        go(page.get_by_role("link", name="开始填"))
        name = page.locator("form[data-autosave] input[name=name]")
        name.fill("李·华")
        go(page.get_by_role("button", name="先存着"))
        portal.manage("shell", "-c", NEW_EDITION.format(slug=slug))
        page.goto(f"/my/drafts/{me.token}/check/")
        expect(page).to_have_url(re.compile("/changed/$"))
        expect(page.locator("main")).to_contain_text("新问的")
        expect(page.locator("main")).to_contain_text("希望什么时候拿到")
        sound(page)
        go(page.get_by_role("button", name="按新要求接着填"))
        expect(page.locator("main")).to_contain_text("您填过的内容都带过来了")
        go(page.locator(".tasks a").first)
        expect(page.locator("form[data-autosave] input[name=name]")).to_have_value("李·华")


NEW_EDITION = """
import copy
from admin_center.registry.models import ItemVersion, ServiceItem
from core.now import now
item = ServiceItem.objects.select_related('live_version').get(slug='{slug}')
version = copy.copy(item.live_version)
version.pk, version._state.adding = None, True
version.edition += 1
version.digest = ('0' * 63) + str(version.edition % 10)
version.published_at = now()
content = copy.deepcopy(version.content)
content['form_fields'].append(dict(key='wanted_by', label_zh='希望什么时候拿到', label_en='Wanted by',
                                   type='text', topic='matter', required=True))
version.content = content
version.save()
ServiceItem.objects.filter(pk=item.pk).update(live_version=version)
"""


@pytest.mark.parametrize(
    "path", ["/items/no-such-item/", "/items/no-such-item/apply/", "/my/drafts/AAAAAAAAAAAAAAAAAAAAAA/"]
)
def test_an_unknown_address_says_where_to_go_on(browser: Browser, portal: Portal, path: str) -> None:
    with window(browser, portal) as page:
        sign_in(page, "lihua")
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
        assert page.locator("main a").count() > 0
        sound(page)


def test_a_wrong_number_is_explained_and_everything_typed_stays(browser: Browser, portal: Portal) -> None:
    with window(browser, portal) as page:
        sign_in(page, "lihua")
        Applicant(page, SHORT).begin()
        go(page.get_by_role("link", name="开始填"))
        page.locator("input[name=name]").fill("")
        page.locator("input[name=id_no]").fill("330127 19900518 0212")
        go(page.get_by_role("button", name="保存并继续"))
        summary = page.locator(".errors")
        expect(summary).to_be_focused()
        assert page.title().startswith("有误：")
        lines = summary.locator("li").all_inner_texts()
        beside = page.locator(".wrong").all_inner_texts()
        for line in lines:
            assert any(line.rstrip("。") in text for text in beside), f"{line} is said on top only"
        assert any("身份证号" in line for line in lines)
        assert not any(word in " ".join(lines) for word in ("非法", "错误代码", "invalid"))
        expect(page.locator("input[name=id_no]")).to_have_value("330127 19900518 0212")
        summary.get_by_role("link").first.click()
        assert page.evaluate("document.activeElement.tagName") == "INPUT"
        sound(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_wrong_files_are_refused_in_words_and_nothing_is_stored(
    browser: Browser, portal: Portal, scripts: bool
) -> None:
    with window(browser, portal, scripts=scripts, width=320) as page:
        sign_in(page, "lihua")
        me = Applicant(page, "provident-fund-withdrawal")
        me.begin()
        page.goto(f"/my/drafts/{me.token}/materials/")
        before = _stored(portal)
        for file in (renamed_program("身份证"), locked_scan("身份证")):
            section = page.locator("#m-id_card")
            section.locator("input[type=file]").set_input_files(file)
            if not scripts:
                go(section.get_by_role("button", name=re.compile("^上传")))
            refused = page.locator("#m-id_card .wrong").first
            expect(refused).to_contain_text("没有")
            assert not re.search(r"MZ|Exception|Traceback|\b[45]\d\d\b", refused.inner_text())
            assert _stored(portal) == before
            fits(page)
            page.goto(f"/my/drafts/{me.token}/materials/")
            left = page.locator("#m-id_card .files li")
            assert left.count() == left.filter(has=page.locator(".wrong")).count()
            for _line in range(left.count()):
                go(page.get_by_role("button", name=re.compile("^删除.*身份证")).first)
        me.scripted = scripts
        me.lay("id_card", scan("身份证"))
        me.wait_for_checks()
        assert page.locator("#m-id_card .files li").count() == 1


def _stored(portal: Portal) -> set[Path]:
    return {path for path in (portal.folder / "files").rglob("*") if path.is_file()}


@pytest.mark.parametrize("path", ["/en/my/", "/en/status/", "/en/items/construction-permit/apply/"])
def test_the_applicants_pages_speak_english_too(browser: Browser, portal: Portal, path: str) -> None:
    with window(browser, portal, locale="en-GB") as page:
        sign_in(page, "lihua", "/en/my/")
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok
        assert page.locator("html").get_attribute("lang") == "en"
        heading = page.locator("main h1").inner_text()
        assert not re.search("[\u4e00-\u9fff]", heading), heading
        buttons = page.locator("main button:visible, main .btn:visible").all_inner_texts()
        assert not [text for text in buttons if re.search("[\u4e00-\u9fff]", text) and "浙江" not in text]
        sound(page)
