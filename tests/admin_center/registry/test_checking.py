"""The check of a catalogue: the shipped one passes, and every kind of fault is said in a sentence."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from admin_center.registry.rules.catalogue import faults_of
from admin_center.registry.rules.numbers import period_of, render, why_not_pattern
from admin_center.registry.source import SHIPPED, Catalogue, read

SHIPPED_CATALOGUE = read(SHIPPED)


@pytest.fixture
def catalogue() -> Catalogue:
    return copy.deepcopy(SHIPPED_CATALOGUE)


def item(catalogue: Catalogue, slug: str) -> dict[str, Any]:
    return next(entry for entry in catalogue.items if entry["slug"] == slug)


def test_the_shipped_catalogue_has_no_fault(catalogue: Catalogue) -> None:
    assert faults_of(catalogue) == []
    assert len(catalogue.items) == 179


def set_in(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(entry: dict[str, Any]) -> None:
        for step in path[:-1]:
            entry = entry[step]
        entry[path[-1]] = value

    return change


FAULTS = [
    ("promise beyond the statute", set_in("limits", "promised_days", value=30), "超过法定"),
    ("steps that do not add up", set_in("steps", 1, "days", value=4), "与承诺"),
    ("a public notice that stops the clock", set_in("steps", 1, "counted", value=False), "写明法律依据"),
    ("one person on a case that takes days", set_in("one_person_allowed", value=True), "只有即办件"),
    ("immediate with a promise of days", set_in("immediate", value=True), "即办件的承诺时限是 0 日"),
    ("a licence answered after ten days", set_in("intake", "days", value=10), "受理答复期限"),
    (
        "a number from a personal identifier",
        set_in("result", "number_pattern", value="余{id_no}-{seq}"),
        "不认识的占位符",
    ),
    (
        "a number without a sequence",
        set_in("result", "number_pattern", value="余〔{yyyy}〕号"),
        "恰好有一个流水号",
    ),
    (
        "amounts where nothing is charged",
        set_in("fee", "amounts", value=[{"label_zh": "每件", "label_en": "Each", "fen": 1}]),
        "不收费的事项",
    ),
    ("a channel above the level", set_in("online_level", value="info"), "不能网上受理"),
    ("a township in one list only", set_in("accept_levels", value=["district", "township"]), "写得不一致"),
    ("a material nobody knows", set_in("materials", 1, "key", value="mystery_paper"), "没有这份材料"),
    ("a condition without its question", set_in("questions", value=[]), "没有问题"),
    ("a field nobody knows", set_in("form_fields", 0, "key", value="mystery_field"), "没有这个字段"),
    ("silence as consent", set_in("silence_rule", value="deemed"), "默许须有法律依据"),
    ("a word for a number", set_in("limits", "statutory_days", value="七"), "之间的整数"),
    ("a key with a slip", set_in("limitz", value={}), "请检查拼写"),
    ("a department nobody knows", set_in("department", value="ministry-of-magic"), "机构名单里没有"),
    ("a number already taken", set_in("number", value=1), "有 2 个事项在用"),
    ("a slug already taken", set_in("slug", value="catering-permit"), "出现了 2 次"),
]


@pytest.mark.parametrize(("name", "change", "words"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_of_an_item_is_named(
    catalogue: Catalogue, name: str, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    change(item(catalogue, "construction-permit"))
    faults = faults_of(catalogue)
    assert any(words in fault for fault in faults), faults


def test_a_missing_key_names_item_and_field(catalogue: Catalogue) -> None:
    del item(catalogue, "construction-permit")["limits"]["unit"]
    assert "事项 construction-permit 的 limits.unit：没有填写" in faults_of(catalogue)[0]


def test_two_items_that_could_print_one_number_are_found(catalogue: Catalogue) -> None:
    item(catalogue, "catering-permit")["result"]["number_pattern"] = "余发改建〔{yyyy}〕{seq:05d}号"
    assert any("文号样式相同" in fault for fault in faults_of(catalogue))


def test_a_wholly_online_item_cannot_ask_to_see_an_original(catalogue: Catalogue) -> None:
    item(catalogue, "enterprise-project-filing")["materials"][1]["verify_original"] = True
    assert any("全程网办的事项不能要求到场核对原件" in fault for fault in faults_of(catalogue))


def test_real_looking_telephones_are_refused(catalogue: Catalogue) -> None:
    catalogue.department_contacts[0]["phone"] = "0571-86220000"
    assert any("保留号码" in fault for fault in faults_of(catalogue))


def test_the_same_telephone_for_advice_and_complaints_is_refused(catalogue: Catalogue) -> None:
    catalogue.department_contacts[0]["complaint_phone"] = catalogue.department_contacts[0]["phone"]
    assert any("不能相同" in fault for fault in faults_of(catalogue))


def test_an_item_without_a_window_is_found(catalogue: Catalogue) -> None:
    for window in catalogue.windows:
        if "passport-application" in window.get("items", []):
            window["items"].remove("passport-application")
    assert any("passport-application：没有一个区级窗口" in fault for fault in faults_of(catalogue))


def test_dangling_names_in_shared_files_are_found(catalogue: Catalogue) -> None:
    catalogue.synonyms["开火车"] = ["train-driving"]
    catalogue.materials["biz_lic"]["result_of"] = "nothing-at-all"
    catalogue.sites[5]["parent"] = "nowhere"
    catalogue.plans.pop()
    text = "\n".join(faults_of(catalogue))
    for words in ("通俗说法 开火车", "材料 biz_lic 的 result_of", "没有“nowhere”", "开通计划和日期"):
        assert words in text


@pytest.mark.parametrize("broken", [None, 3, "text", [], [1]])
def test_entries_of_the_wrong_form_do_not_stop_the_check(catalogue: Catalogue, broken: Any) -> None:
    catalogue.fields["name"] = broken
    catalogue.sites[0] = broken
    catalogue.windows[0] = broken
    item(catalogue, "construction-permit")["steps"] = broken
    item(catalogue, "construction-permit")["fee"] = broken
    assert faults_of(catalogue)


@pytest.mark.parametrize(
    ("pattern", "on", "number", "text", "period"),
    [
        ("余建〔{yyyy}〕{seq}号", date(2026, 11, 24), 7, "余建〔2026〕7号", "2026"),
        ("330110{yyyymmdd}{seq:02d}01", date(2026, 1, 5), 3, "330110202601050301", "20260105"),
        ("余字第{seq:05d}号", date(2026, 1, 5), 123456, "余字第123456号", ""),
    ],
)
def test_numbers_are_printed_from_their_pattern(
    pattern: str, on: date, number: int, text: str, period: str
) -> None:
    assert why_not_pattern(pattern) is None
    assert render(pattern, on, number) == text
    assert period_of(pattern, on) == period


@pytest.mark.parametrize(
    "pattern", ["{seq}{seq}", "{ss_no}{seq}", "{seq:00d}{yyyy}", "无号", "{seq", "{}{seq}"]
)
def test_unlawful_patterns_are_refused(pattern: str) -> None:
    assert why_not_pattern(pattern)
