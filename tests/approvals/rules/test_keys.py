"""Which keys may be chosen for the workbench: the pure rule."""

import pytest

from approvals.rules.keys import DEFAULTS, KEYS, read_key, why_not_keys


def test_the_houses_own_keys_do_not_collide() -> None:
    assert why_not_keys(DEFAULTS) == {}
    assert len(DEFAULTS) == len(KEYS)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("J", "J"),
        (" ｊ ", "j"),
        ("esc", "Escape"),
        ("↓", "ArrowDown"),
        ("？", "?"),
        ("enter", "Enter"),
        ("", ""),
    ],
)
def test_keys_are_read_as_people_write_them(written: str, key: str) -> None:
    assert read_key(written) == key


@pytest.mark.parametrize(
    ("name", "key", "why"),
    [
        ("down", "k", "“k”在同一页上已用于“上一行”，请换一个。"),
        ("main", "x", "“x”在同一页上已用于“选中”，请换一个。"),
        ("leave", "ArrowDown", "“↓”在同一页上已用于“下一件材料”，请换一个。"),
        ("down", "", "请填一个键。"),
        ("down", "jj", "请填键盘上的一个字母或符号，或者 Esc、Enter、↑、↓、←、→。"),
        ("down", "下", "请填键盘上的一个字母或符号，或者 Esc、Enter、↑、↓、←、→。"),
        ("down", "7", "数字键留给分组和常用语，请换一个。"),
    ],
)
def test_a_key_that_will_not_do_is_refused_in_a_sentence(name: str, key: str, why: str) -> None:
    assert why_not_keys(DEFAULTS | {name: key})[name] == why


def test_list_and_case_may_share_a_key() -> None:
    assert why_not_keys(DEFAULTS | {"down": "v"}) == {}


def test_two_keys_can_be_swapped() -> None:
    assert why_not_keys(DEFAULTS | {"down": "k", "up": "j"}) == {}
