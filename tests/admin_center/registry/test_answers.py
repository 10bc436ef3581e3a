"""What people type becomes an answer, or a sentence that says what to do; never a crash."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.rules.numbers import id_check_letter, org_code_check_letter, uscc_check_letter
from admin_center.registry.answers import (
    CLEANERS,
    AnswerError,
    accept_checksum,
    active_materials,
    clean_answer,
    display,
    hints,
    topics,
)
from admin_center.registry.enums import FieldType
from admin_center.registry.models import ItemVersion
from core.now import moved

NAME = {"key": "name", "type": "text", "label_zh": "姓名", "prefill": "person.name"}
TEXT = {"key": "project_name", "type": "text", "label_zh": "项目名称"}
LONG = {"key": "apply_reason", "type": "text", "label_zh": "申请理由", "multiline": True}
ID = {"key": "id_no", "type": "id_number", "label_zh": "公民身份号码"}
CODE = {"key": "org_code", "type": "uscc", "label_zh": "组织机构代码"}
PHONE = {"key": "phone", "type": "phone", "label_zh": "联系电话"}
DATE = {"key": "plan_start", "type": "date", "label_zh": "计划开工日期"}
BIRTH = {"key": "birth", "type": "date", "label_zh": "出生日期", "bounds": "past"}
MONEY = {"key": "invest_total", "type": "money", "label_zh": "总投资（万元）", "unit": "万元"}
YUAN = {"key": "draw_amt", "type": "money", "label_zh": "提取金额（元）", "unit": "元"}
AREA = {"key": "floor_area", "type": "area", "label_zh": "总建筑面积（㎡）", "unit": "㎡"}
COUNT = {"key": "staff_count", "type": "number", "label_zh": "从业人员数", "whole": True}
SHARE = {"key": "green_rate", "type": "number", "label_zh": "绿地率（%）", "unit": "%"}
ADDRESS = {"key": "home_addr", "type": "address", "label_zh": "户籍地址"}
YES_NO = {"key": "cond__x", "type": "yes_no", "label_zh": "是吗？"}
CHOICE = {
    "key": "sex",
    "type": "choice",
    "label_zh": "性别",
    "choices": [
        {"value": "male", "label_zh": "男", "label_en": "Male"},
        {"value": "female", "label_zh": "女", "label_en": "Female"},
    ],
}
GOOD_ID = "11010519491231002X"


def code_of(field: dict, raw: object) -> str:
    with pytest.raises(AnswerError) as caught:
        clean_answer(field, raw)
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    "typed", [GOOD_ID, "11010519491231002x", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_an_id_number_is_taken_however_it_is_typed(typed: str) -> None:
    assert clean_answer(ID, typed) == GOOD_ID


def test_only_the_check_place_may_be_overridden_by_staff() -> None:
    assert code_of(ID, "110105194912310021") == "checksum"
    assert accept_checksum(ID, "110105194912310021")[0] == "110105194912310021"
    assert accept_checksum(ID, "110105194912310021")[1]
    assert accept_checksum(ID, GOOD_ID) == (GOOD_ID, "")
    with pytest.raises(AnswerError):
        accept_checksum(ID, "110105194913310021")


@pytest.mark.parametrize(
    "typed",
    ["11010519491231002", "11010519491331002X", "990105194912310021", "abc", "11010529991231002X", "²" * 18],
)
def test_a_malformed_id_number_is_a_matter_of_form(typed: str) -> None:
    assert code_of(ID, typed) == "format"


@given(
    st.dates(min_value=datetime(1900, 1, 1).date(), max_value=datetime(2020, 1, 1).date()),
    st.integers(0, 999),
)
def test_every_number_with_a_right_check_place_is_taken_and_every_slip_is_caught(born, serial) -> None:
    first = f"330110{born:%Y%m%d}{serial:03d}"
    good = first + id_check_letter(first)
    assert clean_answer(ID, good) == good
    wrong = good[:16] + str((int(good[16]) + 1) % 10) + good[17]
    assert code_of(ID, wrong) == "checksum"


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_unified_codes_with_a_right_check_place_are_taken(first: str) -> None:
    good = first + uscc_check_letter(first)
    assert clean_answer(CODE, good) == good
    assert clean_answer(CODE, good.lower()) == good


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
def test_old_organisation_codes_are_taken_with_or_without_hyphen(first: str) -> None:
    good = first + org_code_check_letter(first)
    assert clean_answer(CODE, good) == clean_answer(CODE, f"{first}-{good[8]}") == f"{first}-{good[8]}"


def test_codes_that_fail_say_why() -> None:
    assert code_of(CODE, "D2143569-1") == "checksum"
    assert code_of(CODE, "123") == "format"
    assert code_of(CODE, "I" * 18) == "format"


@pytest.mark.parametrize(
    "name", ["张三", "阿卜杜拉·买买提", "𠮷𡈽龑", "Anna-Maria O’Neill", "欧阳" + "娜" * 48]
)
def test_names_may_be_rare_long_or_dotted(name: str) -> None:
    assert clean_answer(NAME, name) == name


def test_every_dot_becomes_the_middle_dot() -> None:
    for dot in "•‧・．":
        assert clean_answer(NAME, f"阿里{dot}木") == "阿里·木"


def test_a_name_of_fifty_one_characters_or_with_digits_is_refused() -> None:
    assert code_of(NAME, "娜" * 51) == "format"
    assert code_of(NAME, "张3") == "format"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0571-86220000", "0571-86220000"),
        ("0571 8622 0000 转 12", "0571-86220000转12"),
        ("0571-0000-1001", "0571-00001001"),
        ("12345", "12345"),
    ],
)
def test_telephones_are_brought_to_one_form(typed: str, kept: str) -> None:
    assert clean_answer(PHONE, typed) == kept
    assert clean_answer(PHONE, kept) == kept


@pytest.mark.parametrize("typed", ["123", "23800138000", "电话", "138001380001"])
def test_a_wrong_telephone_is_refused(typed: str) -> None:
    assert code_of(PHONE, typed) == "format"


@pytest.mark.parametrize(
    "raw",
    [
        {"year": "2026", "month": "2", "day": "9"},
        {"year": "２０２６", "month": "02", "day": "09"},
        "2026-02-09",
        "2026年2月9日",
        "20260209",
    ],
)
def test_a_date_comes_from_three_boxes_or_from_one_text(raw: object) -> None:
    assert clean_answer(DATE, raw) == "2026-02-09"


def test_dates_that_do_not_exist_or_lie_ahead_are_refused() -> None:
    assert code_of(DATE, {"year": "2025", "month": "2", "day": "29"}) == "format"
    assert code_of(DATE, {"year": "2025", "month": "", "day": ""}) == "empty"
    with moved(datetime(2026, 11, 24, 4, tzinfo=UTC)):
        assert clean_answer(BIRTH, "2026-11-24") == "2026-11-24"
        assert code_of(BIRTH, "2026-11-25") == "range"


def test_money_keeps_the_decimal_and_its_unit() -> None:
    assert clean_answer(MONEY, "1，200.50 万元") == "1200.5"
    assert clean_answer(MONEY, "0.000001") == "0.000001"
    assert display(MONEY, "1200.5") == "1,200.5 万元"
    assert code_of(YUAN, "0.001") == "range"
    assert code_of(MONEY, "-5") == "format"
    assert code_of(MONEY, "1e9") == "format"
    assert code_of(MONEY, "9" * 16) == "range"
    assert code_of(MONEY, "NaN") == "format"


def test_numbers_and_areas_keep_to_their_bounds() -> None:
    assert clean_answer(COUNT, "012") == "12"
    assert code_of(COUNT, "1.5") == "range"
    assert clean_answer(AREA, "88.5平方米") == "88.5"
    assert code_of(AREA, "0") == "range"
    assert clean_answer(SHARE, "35%") == "35"
    assert code_of(SHARE, "101") == "range"


def test_choices_take_value_or_label_and_nothing_else() -> None:
    assert clean_answer(CHOICE, "male") == clean_answer(CHOICE, "男") == "male"
    assert code_of(CHOICE, "其他") == "format"
    assert display(CHOICE, "female") == "女"
    assert clean_answer(YES_NO, "是") == "yes"
    assert code_of(YES_NO, "maybe") == "format"


def test_an_address_of_three_boxes_becomes_one_line() -> None:
    parts = {"town": "塘栖镇", "community": "丁山河村", "detail": "12号"}
    assert clean_answer(ADDRESS, parts) == "塘栖镇 丁山河村 12号"
    assert code_of(ADDRESS, {"town": "", "community": "", "detail": ""}) == "empty"


def test_text_loses_control_characters_but_no_rare_ones() -> None:
    assert clean_answer(TEXT, "  余杭\x00区\u200b 𠮷 楼 ") == "余杭区 𠮷 楼"
    assert clean_answer(LONG, "一\r\n二") == "一\n二"
    assert code_of(TEXT, "长" * 201) == "range"


def test_an_unknown_type_is_refused_in_words() -> None:
    assert code_of({"key": "x", "type": "colour"}, "red") == "unknown_type"


FIELDS = [NAME, TEXT, LONG, ID, CODE, PHONE, DATE, MONEY, AREA, COUNT, ADDRESS, YES_NO, CHOICE]


def test_the_sample_fields_cover_every_type() -> None:
    assert {field["type"] for field in FIELDS} == set(FieldType.values) == {str(kind) for kind in CLEANERS}


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["year", "month", "day", "town"]), inner)
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FIELDS), JSONISH)
def test_whatever_is_posted_ends_in_an_answer_or_a_sentence_and_answers_stay_as_they_are(field, raw) -> None:
    try:
        value = clean_answer(field, raw)
    except AnswerError as error:
        assert str(error)
        return
    assert isinstance(value, str) and value
    assert clean_answer(field, value) == value
    assert display(field, value)


@pytest.mark.django_db
def test_every_conditional_material_can_be_switched_on_and_off() -> None:
    switched = 0
    for version in ItemVersion.objects.filter(edition=1):
        fields = {field["key"]: field for field in version.content["form_fields"]}
        for material in version.content["materials"]:
            when = material["when"]
            if not when:
                continue
            field = fields[when["field"]]
            options = [c["value"] for c in field.get("choices") or []] or ["yes", "no"]
            other = next(option for option in options if option not in when["in"])
            keys_on = {m["key"] for m in active_materials(version, {when["field"]: when["in"][0]})}
            keys_off = {m["key"] for m in active_materials(version, {when["field"]: other})}
            assert material["key"] in keys_on
            assert material["key"] not in keys_off
            assert material["key"] not in {m["key"] for m in active_materials(version, {})}
            switched += 1
    assert switched == 194


@pytest.mark.django_db
def test_every_question_stands_on_one_page_of_at_most_six() -> None:
    for version in ItemVersion.objects.filter(edition=1):
        pages = topics(version)
        asked = [field["key"] for page in pages for field in page.fields]
        assert sorted(asked) == sorted(field["key"] for field in version.content["form_fields"])
        assert all(1 <= len(page.fields) <= 6 for page in pages)
        assert len({page.key for page in pages}) == len(pages)


def test_boxes_get_their_autocomplete_and_keyboard() -> None:
    assert hints(NAME) == {"autocomplete": "name", "maxlength": "50"}
    assert hints(PHONE)["inputmode"] == "tel"
