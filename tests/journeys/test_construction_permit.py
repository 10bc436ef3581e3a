"""施工许可, from the search box to a certificate that an independent tool finds valid."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.papers import drawing, scan, words_of
from tests.journeys.people import Applicant, act_for, fetched, go, officer, sign_in, until, window
from tests.journeys.sound import sound
from tests.support.portal import Portal

ITEM = "construction-permit"
NAME = "建筑工程施工许可证核发"
COMPANY = "浙江某建设有限公司"
ANSWERS = {
    "project_name": "莫角山路2号厂房工程",
    "proj_permit_no": "余规许〔2026〕18号",
    "floor_area": "６，４２０",
    "contract_price": "1860",
    "contractor": "杭州某建筑工程有限公司",
    "supervisor": "杭州某工程监理有限公司",
    "designer": "浙江某建筑设计院有限公司",
    "proj_manager": "阿卜杜拉·㛃",
    "plan_start_y": "2027",
    "plan_start_m": "3",
    "plan_start_d": "1",
    "plan_end_y": "2028",
    "plan_end_m": "2",
    "plan_end_d": "28",
    "cond__fire_review_needed": "yes",
    "cond__must_supervise": "no",
}


@pytest.mark.parametrize("said", ["施工许可", "sgxk", "开工"])
def test_the_item_is_found_by_name_by_initials_and_by_everyday_words(
    browser: Browser, portal: Portal, said: str
) -> None:
    with window(browser, portal) as page:
        page.goto("/")
        page.get_by_label("您想办什么事？").fill(said)
        go(page.get_by_role("button", name="搜索"))
        first_three = (
            page.locator("main").get_by_role("link", name=re.compile("施工许可|许可|核发")).all()[:3]
        )
        assert NAME in [link.inner_text().strip() for link in first_three]
        go(page.get_by_role("link", name=NAME).first)
        guide = page.locator("main").inner_text()
        for word in (
            "法律规定",
            "我们承诺",
            "不收",
            "土地权属证明",
            "施工图设计文件审查报告",
            "建筑法",
            "踏勘",
        ):
            assert word in guide, word
        for place in ("窗口", "电话", "投诉"):
            assert place in guide, place


class Story(dict[str, str]):
    """What the chapters hand on: number, code, addresses. A chapter without its past is not told."""

    def __missing__(self, key: str) -> str:
        pytest.fail("an earlier chapter of this file did not come to its end")


@pytest.fixture(scope="module")
def story() -> Story:
    """Empty at the first chapter."""
    return Story()


def test_1_the_agent_applies_for_the_company(browser: Browser, portal: Portal, story: Story) -> None:
    with window(browser, portal) as page:
        sign_in(page, "zhangwei")
        act_for(page, COMPANY)
        me = Applicant(page, ITEM, ANSWERS)
        me.begin()
        expect(page.locator("main")).to_contain_text(f"为{COMPANY}办理")
        go(page.locator("main .btn-row").get_by_role("link", name="开始填"))
        _autosaved(page)
        page.go_back()
        me.fill_topics()
        me.lay("land_title", scan("土地证 第一页"), scan("土地证 第二页", pages=3), drawing("红线图"))
        me.fill_materials()
        me.fill_topics()
        answers = page.locator("main").inner_text()
        assert "6,420 ㎡" in answers
        assert "阿卜杜拉·㛃" in answers
        assert "3个文件" in answers
        sound(page)
        story["number"] = me.check_and_submit()
        sound(page)
        story["case"] = page.url
        story["code"] = page.locator(".case-no b").nth(1).inner_text()
        receipt = words_of(fetched(page.get_by_role("link", name="下载回执（PDF）").first))
    assert re.fullmatch(r"YH-\d{4}-\d{3}-\d{5,}", story["number"])
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}-\w{4}", story["code"])
    for words in (story["number"], COMPANY, story["code"].replace("-", "")):
        assert words in receipt.replace("-", "") or words in receipt, words


def _autosaved(page: Page) -> None:
    """An answer is kept within two seconds, without any button, and stands there again."""
    box = page.locator("form[data-autosave] input[type=text]:visible").first
    kept = box.input_value()
    box.press("End")
    box.press_sequentially("甲")
    expect(page.locator("[data-saved]")).to_contain_text("已保存", timeout=45_000)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        box.press_sequentially("乙")
    page.reload()
    assert page.locator("form[data-autosave] input[type=text]:visible").first.input_value() == f"{kept}甲乙"
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.locator("form[data-autosave] input[type=text]:visible").first.fill(kept)


def test_2_the_clerk_sends_one_complete_list(browser: Browser, portal: Portal, story: Story) -> None:
    with officer(browser, portal, "clerk.construction", story["number"]) as clerk:
        page = clerk.page
        expect(page.locator(".st-bar")).not_to_contain_text("准予许可")
        for place, key, words in (
            (1, "bid_notice", "缺招标人盖章页，请补传盖章的一页。"),
            (2, "fund_proof", "资金证明已过有效期，请换成三个月内开具的。"),
        ):
            line = page.locator(f"tr[data-material={key}]")
            line.locator("input[value=missing]").check(force=True)
            page.locator(f"textarea[name='reason:{key}']").fill(words)
            expect(page.locator("#listed-2")).to_have_text(str(place))
        page.locator("[data-all-ok]").click()
        accept = page.locator("[data-act=accept]")
        expect(accept).to_be_disabled()
        go(page.locator("[data-act=supplement]"))
        clerk.told("已一次告知申请人补正")


def test_3_the_applicant_is_told_and_supplements(browser: Browser, portal: Portal, story: Story) -> None:
    with window(browser, portal) as page:
        page.goto("/demo/outbox/")
        told = page.locator(".outbox li").filter(has_text="补")
        until(page, lambda: told.filter(has_text=_short(story)).count() > 0, "no SMS about the supplement")
        sign_in(page, "zhangwei")
        act_for(page, COMPANY)
        must = page.locator(".must", has_text="施工许可").first
        expect(must).to_contain_text("要您处理")
        page.goto(story["case"])
        go(page.get_by_role("link", name="去补正"))
        expect(page.locator("main h1")).to_have_text("要补的共2项")
        expect(page.locator("#m-bid_notice")).to_contain_text("缺招标人盖章页")
        expect(page.locator("#m-fund_proof")).to_contain_text("已过有效期")
        go(page.get_by_role("button", name="提交补正"))
        expect(page.locator(".errors")).to_be_visible()
        sound(page)
        page.locator("#f-bid_notice").set_input_files(scan("中标通知书盖章页"))
        page.get_by_role("button", name=re.compile("先上传这一项.*中标")).click()
        expect(page.locator("#m-bid_notice .files li")).to_have_count(1)
        page.locator("#f-fund_proof").set_input_files(scan("资金证明"))
        go(page.get_by_role("button", name="提交补正"))
        expect(page.locator("main")).to_contain_text("补正已提交")


def _short(story: Story) -> str:
    return story["number"].rsplit("-", 1)[-1]


def test_4_the_clerk_accepts(browser: Browser, portal: Portal, story: Story) -> None:
    with officer(browser, portal, "clerk.construction", story["number"]) as clerk:
        expect(clerk.page.locator("#desk")).to_contain_text("资金证明")
        clerk.accept()


def test_5_review_and_survey_by_the_reviewer(browser: Browser, portal: Portal, story: Story) -> None:
    with officer(browser, portal, "reviewer.construction", story["number"]) as reviewer:
        reviewer.press("完成环节")
        expect(reviewer.page.locator("#error")).to_be_visible()
        reviewer.agree("图纸与审查报告一致。")
        reviewer.open(story["number"])
        reviewer.agree("两人到现场查看，围挡和场地平整已完成。")


def test_6_only_the_head_can_grant(browser: Browser, portal: Portal, story: Story) -> None:
    with window(browser, portal, width=1440) as page:
        sign_in(page, "clerk.construction", "/admin/approvals/case/")
        page.locator("main input[name=q]").fill(story["number"])
        go(page.locator("main").get_by_role("button", name="查找"))
        expect(page.locator(".breadcrumbs")).to_contain_text(story["number"])
        expect(page.locator(".st-bar")).not_to_contain_text("准予许可")
        token = page.locator("#desk input[name=csrfmiddlewaretoken]").input_value()
        forced = page.request.post(
            f"{page.url}grant/",
            form={"csrfmiddlewaretoken": token, "sure": "yes"},
            headers={"Referer": page.url},
        )
        assert forced.status == 403
    with officer(browser, portal, "head.construction", story["number"]) as head:
        expect(head.page.locator("main")).to_contain_text("围挡和场地平整已完成")
        head.grant()


def test_7_the_certificate_is_made_signed_and_downloaded(
    browser: Browser, portal: Portal, story: Story, tmp_path: Path
) -> None:
    with officer(browser, portal, "clerk.construction", story["number"]) as clerk:
        clerk.issue()
    with window(browser, portal) as page:
        sign_in(page, "zhangwei")
        act_for(page, COMPANY)
        page.goto(story["case"])
        ready = page.locator(".result").get_by_role("link", name=re.compile("^下载（PDF）"))
        until(page, lambda: ready.count() > 0, "the certificate was never made")
        certificate = tmp_path / "certificate.pdf"
        certificate.write_bytes(fetched(ready))
        sound(page)
        go(page.get_by_role("link", name="核验真伪，给别人看"))
        story["verify"] = page.url
    said = subprocess.run(
        ["pdfsig", str(certificate)],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    ).stdout
    assert "Signature is Valid." in said, said
    assert "Total document signed" in said, said
    words = words_of(certificate.read_bytes())
    assert COMPANY in words
    assert "演示" in words
    assert "建筑工程施工许可证" in words


def test_8_anybody_can_verify_it_and_follow_the_case_without_names(
    browser: Browser, portal: Portal, story: Story
) -> None:
    with window(browser, portal, width=390) as page:
        page.goto(story["verify"])
        expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "valid")
        expect(page.locator("[data-verdict]")).to_contain_text("有效")
        shown = page.locator("main").inner_text()
        assert "阿卜杜拉" not in shown
        assert not page.get_by_role("link", name="下载这份文书").count()
        sound(page)
        page.goto(f"{story['verify'].rstrip('/')[:-4]}aaaa/")
        expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "unknown")
        _ask(page, story["number"].lower(), story["code"].lower())
        known = page.locator("main").inner_text()
        assert "施工许可" in known
        assert "准予" in known
        for secret in (COMPANY, "莫角山", "张伟", "土地权属"):
            assert secret not in known, secret
        sound(page)


def test_9_a_wrong_code_and_an_unknown_number_get_the_same_answer(
    browser: Browser, portal: Portal, story: Story
) -> None:
    unknown = "YH-2026-025-99999"
    with window(browser, portal) as page:
        _ask(page, story["number"], "AAAA-AAAA-AAAA-AAAA")
        first = page.content().replace(story["number"], "NUMBER")
        _ask(page, unknown, "AAAA-AAAA-AAAA-AAAA")
        second = page.content().replace(unknown, "NUMBER")
    assert first == second
    assert "没有查到" in first


def _ask(page: Page, number: str, code: str) -> None:
    page.goto("/status/")
    page.get_by_label("受理编号").fill(number)
    page.get_by_label("查询码").fill(code)
    go(page.get_by_role("button", name="查询"))


def test_the_timeline_tells_every_turn(browser: Browser, portal: Portal, story: Story) -> None:
    with window(browser, portal) as page:
        sign_in(page, "zhangwei")
        page.goto(story["case"])
        course = page.locator(".cong").inner_text()
        for turn in ("补正", "受理", "审查", "踏勘", "准予", "送达"):
            assert turn in course, turn
        page.goto("/my/messages/")
        titles = page.locator("main .cases").inner_text()
        assert "补正" in titles
        assert "受理" in titles
        page.goto("/demo/outbox/")
        about = page.locator(".outbox li").filter(has_text=_short(story))
        assert about.count() >= 3, (
            "receipt, supplement, acceptance and result are told outside the portal too"
        )


def test_a_stranger_sees_neither_case_nor_certificate(browser: Browser, portal: Portal, story: Story) -> None:
    with window(browser, portal) as page:
        sign_in(page, "lihua")
        for address in (story["case"], f"{story['case']}receipt/", f"{story['verify']}download/"):
            assert page.request.get(address).status == 404, address
    with window(browser, portal) as page:
        sign_in(page, "clerk.tobacco", "/admin/")
        token = story["case"].rstrip("/").rsplit("/", 1)[-1]
        assert page.request.get(f"{portal.url}/admin/approvals/case/{token}/").status == 404
