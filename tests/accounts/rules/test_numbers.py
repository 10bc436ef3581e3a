"""Numbers of people and organisations: forgiving in form, exact in arithmetic, kind in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.presenters import masked_code, masked_id, masked_name, masked_phone
from accounts.rules.numbers import (
    ID_CHECKS,
    ORG_LETTERS,
    USCC_LETTERS,
    id_check_letter,
    normal,
    normal_phone,
    org_code_check_letter,
    uscc_check_letter,
    why_not_id_number,
    why_not_mobile,
    why_not_org_code,
    why_not_person_name,
    why_not_uscc,
)

ON = date(2026, 11, 24)
GOOD = "11010519491231002X"  # the example of the standard


@pytest.mark.parametrize(
    "typed", [GOOD, GOOD.lower(), "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_the_example_of_the_standard_passes_however_it_is_typed(typed: str) -> None:
    assert why_not_id_number(typed, on=ON) is None
    assert normal(typed) == GOOD


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("", "请输入"),
        (GOOD[:-1], "18 位"),
        ("A" + GOOD[1:], "数字"),
        ("99" + GOOD[2:], "前两位"),
        ("11010519491331002X", "出生日期"),
        ("110105203012310029", "出生日期"),
        (GOOD[:-1] + "1", "最后一位"),
    ],
)
def test_a_faulty_citizen_number_is_explained_by_its_place(number: str, part: str) -> None:
    assert part in (why_not_id_number(number, on=ON) or "")


def test_numbers_of_yuhang_and_linping_pass_whatever_the_year_of_birth() -> None:
    for first in ("33011019900518002", "33011319900518002", "33012519750101001"):
        assert why_not_id_number(first + id_check_letter(first), on=ON) is None


def iso7064(text: str, letters: str, modulus: int, radix: int) -> int:
    """The pure system of ISO 7064, written independently of the weights under test."""
    rest = 0
    for letter in text:
        rest = (rest + letters.index(letter)) * radix % modulus
    return (1 - rest) % modulus


@given(st.text("0123456789", min_size=17, max_size=17))
def test_check_place_agrees_with_iso_7064_mod_11_2(first17: str) -> None:
    assert id_check_letter(first17) == "0123456789X"[iso7064(first17, "0123456789", 11, 2)]
    assert len(ID_CHECKS) == 11


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_any_single_slip_is_noticed(first17: str, place: int, by: int) -> None:
    slipped = first17[:place] + str((int(first17[place]) + by) % 10) + first17[place + 1 :]
    assert id_check_letter(first17) != id_check_letter(slipped)


@given(st.text(USCC_LETTERS, min_size=17, max_size=17))
def test_a_credit_code_checks_itself(first17: str) -> None:
    code = first17 + uscc_check_letter(first17)
    assert why_not_uscc(code) is None
    weighted = sum(USCC_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    assert (weighted + USCC_LETTERS.index(code[17])) % 31 == 0
    wrong = USCC_LETTERS[(USCC_LETTERS.index(code[17]) + 1) % 31]
    assert "最后一位" in (why_not_uscc(code[:17] + wrong) or "")


@given(st.text(ORG_LETTERS, min_size=8, max_size=8))
def test_an_old_organisation_code_checks_itself(first8: str) -> None:
    assert why_not_org_code(f"{first8}-{org_code_check_letter(first8)}") is None


def test_known_codes() -> None:
    assert why_not_org_code("D2143569-X") is None
    assert why_not_uscc("91350100M000100Y43") is None
    assert "不会出现“IO”" in (why_not_uscc("9135010OM0001I0Y43") or "")
    assert "18 位" in (why_not_uscc("9135") or "")


@pytest.mark.parametrize(
    "typed", ["13800000000", "+86 138-0000-0000", "0086138 0000 0000", "１３８００００００００"]
)
def test_mobile_numbers_are_accepted_as_people_write_them(typed: str) -> None:
    assert why_not_mobile(typed) is None
    assert normal_phone(typed) == "13800000000"


@pytest.mark.parametrize("typed", ["", "12800000000", "1380000000", "138000000000", "abc"])
def test_other_numbers_are_not_mobiles(typed: str) -> None:
    assert why_not_mobile(typed)


@pytest.mark.parametrize("name", ["张三", "古丽·巴合提", "㛃𠮷峣", "欧阳" * 12, "Anne-Marie O'Neil"])
def test_real_names_pass(name: str) -> None:
    assert why_not_person_name(name) is None


@pytest.mark.parametrize("name", ["", "张3", "<b>", "名" * 51, "张\u200b三"])
def test_what_is_no_name_is_explained(name: str) -> None:
    assert why_not_person_name(name)


@given(st.text(max_size=60))
def test_any_text_gets_an_answer_and_no_error(text: str) -> None:
    for check in (why_not_uscc, why_not_org_code, why_not_mobile, why_not_person_name):
        check(text)
    why_not_id_number(text, on=ON)
    for mask in (masked_name, masked_id, masked_phone, masked_code):
        mask(text)


def test_masks_tell_little() -> None:
    assert masked_name("欧阳娜娜") == "欧*"
    assert masked_id(GOOD) == "*" * 14 + "002X"
    assert masked_phone("13812345678") == "138****5678"
    assert masked_code("91350100M000100Y43") == "9135**********0Y43"
