"""Four more real items of four more departments: at once, refused, withdrawn, and without any script."""

import re

import pytest
from playwright.sync_api import Browser, expect

from accounts.demo.names import id_number
from tests.journeys.papers import words_of
from tests.journeys.people import Applicant, act_for, fetched, go, officer, sign_in, until, window
from tests.support.portal import Portal

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
COMPANY = "浙江某建设有限公司"
FUND = {
    # Fetched at the window: where it is asked for online the portal delivers by itself.
    "delivery_mode": "window",
    "work_unit": "杭州某智造有限公司",
    "fund_acct_no": "0571000012",
    "draw_reason": "retired",
    "draw_amt": "48000",
    "bank_no": "6222000000001234",
}
SHOP = {
    "ent_name": "运河人家便利店",
    "biz_reg_no": "330184600012345",
    "legal_rep": "李华",
    # Full-width digits and a gap, as an input method leaves them.
    "legal_rep_id": " ".join(id_number("19900518", 21).translate(WIDE).partition("１９９０")),
    "biz_area": "46",
}
ROAD = {
    "ent_name": COMPANY,
    "road_kind": "occupation",
    "road_area": "80",
    "apply_reason": "外墙维修需要临时搭设脚手架",
    "contact": "张伟",
    "cond__by_organisation": "yes",
    "valid_to_y": "2027",
    "valid_to_m": "6",
    "valid_to_d": "30",
}
STALL = {
    "sex": "male",
    "biz_name": "良渚书屋",
    "biz_area": "60",
    "staff_count": "2",
    "biz_scope": "图书、文具零售",
    "fund_amt": "5",
    "home_addr_detail": "杭州市余杭区临平演示路1号",
}


def test_an_immediate_item_is_done_in_one_visit(browser: Browser, portal: Portal) -> None:
    with window(browser, portal) as page:
        sign_in(page, "lihua")
        number = Applicant(page, "provident-fund-withdrawal", FUND).submit()
        case = page.url
    with officer(browser, portal, "clerk.housing-fund", number) as clerk:
        clerk.accept()
        with officer(browser, portal, "head.housing-fund", number) as head:
            head.grant()
        clerk.open(number)
        clerk.issue()
        clerk.open(number)
        clerk.page.locator("#deliver input[name=mode][value=window]").check()
        clerk.press("送达")
        expect(clerk.page.locator("#error")).to_contain_text("领取人")
        clerk.page.locator("#deliver input[name=receiver]").fill("李华")
        clerk.press("送达")
        clerk.told("已登记送达")
    with window(browser, portal) as page:
        sign_in(page, "lihua")
        page.goto(case)
        expect(page.locator(".clock-says")).to_contain_text("当场办结")
        expect(page.locator(".cong")).to_contain_text("送达")


def test_a_refusal_needs_reasons_and_tells_the_way_on(browser: Browser, portal: Portal) -> None:
    with window(browser, portal) as page:
        sign_in(page, "lihua")
        number = Applicant(page, "tobacco-retail-licence", SHOP).submit()
        case = page.url
    with officer(browser, portal, "clerk.tobacco", number) as clerk:
        clerk.accept()
    with officer(browser, portal, "reviewer.tobacco", number) as reviewer:
        reviewer.agree("材料属实。")
        reviewer.open(number)
        reviewer.page.locator("input[name=result][value=disagree]").check()
        reviewer.page.locator("textarea[name=opinion]").fill("店面离小学大门三十米。")
        reviewer.press("完成环节")
        reviewer.told("环节已完成")
    with officer(browser, portal, "head.tobacco", number) as head:
        page = head.page
        page.locator(".st-bar").get_by_role("link", name=re.compile("^不予许可")).click()
        page.locator("textarea[name=legal_basis]").fill("《烟草专卖许可证管理办法》第二十五条")
        go(page.get_by_role("button", name="不予许可，下一步核对"))
        expect(page.locator("#error")).to_contain_text("理由")
        expect(page.locator("#error")).to_contain_text("您填写的内容都还在")
        expect(page.locator("textarea[name=legal_basis]")).to_have_value(
            "《烟草专卖许可证管理办法》第二十五条"
        )
        page.locator("[name='failed:2']").check()
        page.locator("[name='failed_why:2']").fill("店面离小学大门三十米，少于规定的五十米。")
        go(page.get_by_role("button", name="不予许可，下一步核对"))
        head.sure("不予许可")
        head.told("已作出不予许可决定")
    with window(browser, portal, width=390) as page:
        sign_in(page, "lihua")
        page.goto(case)
        ready = page.locator(".result").get_by_role("link", name=re.compile("^下载（PDF）"))
        until(page, lambda: ready.count() > 0, "the decision was never made")
        said = page.locator("main").inner_text()
        for words in ("不予许可", "少于规定的五十米", "第二十五条", "行政复议", "六十日", "诉讼"):
            assert words in said, words
        letter = words_of(fetched(ready))
        for words in ("少于规定的五十米", "行政复议", "行政诉讼", "演示"):
            assert words in letter, words


def test_an_application_is_withdrawn_before_the_decision(browser: Browser, portal: Portal) -> None:
    with window(browser, portal) as page:
        sign_in(page, "zhangwei")
        act_for(page, COMPANY)
        number = Applicant(page, "road-occupation-permit", ROAD).submit()
        with officer(browser, portal, "clerk.urban-management", number) as clerk:
            clerk.accept()
        page.reload()
        case = page.url
        go(page.get_by_role("link", name="撤回申请"))
        page.get_by_label("为什么撤回").fill("施工推迟到明年")
        go(page.get_by_role("button", name="撤回申请"))
        expect(page.locator(".clock-says")).to_contain_text("您已撤回申请")
        assert not page.get_by_role("link", name="撤回申请").count()
        page.goto("/my/?tab=gone")
        expect(page.locator(".cases")).to_contain_text(number)
        page.goto(f"{case}withdraw/")
        expect(page).to_have_url(case)
    with window(browser, portal, width=1440) as page:
        sign_in(page, "reviewer.urban-management", "/admin/approvals/step/")
        expect(page.locator("main")).not_to_contain_text(number.rsplit("-", 1)[-1])


def test_a_licence_is_applied_for_without_any_script(browser: Browser, portal: Portal) -> None:
    with window(browser, portal, scripts=False, width=320) as page:
        sign_in(page, "lihua")
        me = Applicant(page, "individual-business-registration", STALL)
        me.scripted = False
        number = me.submit()
        case = page.url
    with officer(browser, portal, "clerk.commerce-registration", number) as clerk:
        clerk.accept()
    with officer(browser, portal, "reviewer.commerce-registration", number) as reviewer:
        reviewer.agree("名称、场所、范围符合规定。")
    with officer(browser, portal, "head.commerce-registration", number) as head:
        head.grant()
    with officer(browser, portal, "clerk.commerce-registration", number) as clerk:
        clerk.issue()
    with window(browser, portal, scripts=False, width=320) as page:
        sign_in(page, "lihua")
        page.goto(case)
        ready = page.locator(".result").get_by_role("link", name=re.compile("^下载（PDF）"))
        until(page, lambda: ready.count() > 0, "the licence was never made")
        licence = words_of(fetched(ready))
        until(page, lambda: "送达" in page.locator(".cong").inner_text(), "never delivered")
    assert "良渚书屋" in licence or "李华" in licence
    assert "个体工商户营业执照" in licence


@pytest.mark.parametrize("department", ["housing-fund", "tobacco", "urban-management"])
def test_clerks_of_other_departments_find_nothing_of_it(
    browser: Browser, portal: Portal, department: str
) -> None:
    with window(browser, portal, width=1440) as page:
        sign_in(page, f"clerk.{department}", "/admin/approvals/step/")
        offices = page.locator(".st-qhead p").first.inner_text()
        assert "建设局" not in offices
        assert not page.locator("tr[data-row]", has_text="建筑工程施工许可证核发").count()
