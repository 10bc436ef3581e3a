"""Conditions of departments that cannot both be met: the pure rule."""

from itertools import count
from typing import Any

import pytest

from approvals.casefile.file import StepRow
from approvals.rules.clashes import Placed, Term, clashes, read_terms
from core.errors import Refused

_ids = count(1)


def term(subject: str, relation: str, figure: str = "", unit: str = "") -> Term:
    return Term(subject, relation, figure, unit)


def laid(*terms: Term, offices: tuple[int, ...] = ()) -> list[Placed]:
    """Each term from a department of its own, unless `offices` says whose it is."""
    whose = offices or tuple(range(1, len(terms) + 1))
    found = []
    for number, (one, office) in enumerate(zip(terms, whose, strict=True), 1):
        node = f"opinion-{office}"
        step = StepRow(next(_ids), node, "co_opinion", 1, 1, office, "done", None, None, None, "conditions")
        found.append(Placed(number, step, 1, one))
    return found


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (term("容积率", "at_most", "2.0"), term("容积率", "at_least", "2.5"), True),
        (term("容积率", "at_most", "2.5"), term("容积率", "at_least", "2.0"), False),
        (term("容积率", "at_most", "2.0"), term("容积率", "at_least", "2.0"), False),
        (term("容积率", "at_most", "2.0"), term("容积率", "at_most", "1.5"), False),
        (term("层数", "equal", "6"), term("层数", "equal", "7"), True),
        (term("层数", "equal", "6"), term("层数", "at_most", "6"), False),
        (term("层数", "equal", "7"), term("层数", "at_most", "6"), True),
        (term("消防车道净宽", "at_least", "4", "米"), term("消防车道净宽", "at_most", "3500", "mm"), True),
        (term("用地", "at_least", "2", "公顷"), term("用地", "at_most", "20000", "㎡"), False),
        (term("绿地率", "at_least", "30", "%"), term("绿 地 率", "at_most", "25", "％"), True),
        (term("登高场地内种植乔木", "must_not"), term("登高场地内种植乔木", "must"), True),
        (term("登高场地内种植乔木", "must"), term("登高场地内种植乔木", "must"), False),
        (term("容积率", "at_most", "2.0"), term("建筑密度", "at_least", "2.5"), False),
        (term("设围挡", "must"), term("设围挡", "at_least", "2", "m"), False),
    ],
)
def test_two_conditions_clash_when_nothing_satisfies_both(one: Term, other: Term, clash: bool) -> None:
    assert bool(clashes(laid(one, other))) is clash
    assert bool(clashes(laid(other, one))) is clash


def test_the_reason_names_both_conditions() -> None:
    (found,) = clashes(laid(term("容积率", "at_most", "2.0"), term("容积率", "at_least", "2.5")))
    assert found.why == "没有一个数字能同时满足“容积率不大于 2.0”和“容积率不小于 2.5”。"


def test_units_that_cannot_be_compared_are_left_to_people() -> None:
    (found,) = clashes(laid(term("车位", "at_least", "30", "个"), term("车位", "at_least", "0.8", "户均")))
    assert "请人工核对" in found.why


def test_a_department_does_not_clash_with_itself() -> None:
    lines = (term("容积率", "at_most", "2.0"), term("容积率", "at_least", "2.5"))
    assert clashes(laid(*lines, offices=(7, 7))) == []


def test_three_departments_clash_pair_by_pair() -> None:
    lines = (
        term("层数", "at_most", "6"),
        term("层数", "at_least", "7"),
        term("层数", "at_least", "5"),
    )
    assert [(one.one.number, one.other.number) for one in clashes(laid(*lines))] == [(1, 2)]


def line(**values: str) -> dict[str, str]:
    return {"subject": "", "relation": "", "figure": "", "unit": ""} | values


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (line(figure="2"), "第 1 条条件没有写对什么的要求"),
        (line(subject="容积率"), "请选择不大于"),
        (line(subject="容积率", relation="smaller"), "请选择不大于"),
        (line(subject="容积率", relation="at_most"), "请填写数字"),
        (line(subject="容积率", relation="at_most", figure="两点零"), "“两点零”不是数字"),
        (line(subject="容积率", relation="at_most", figure="1e400"), "不是数字"),
        (line(subject="设围挡", relation="must", figure="2"), "数字和单位请留空"),
    ],
)
def test_half_a_condition_is_refused_by_line(typed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_terms([typed])


def test_empty_lines_say_nothing_and_figures_are_read_as_people_write_them() -> None:
    found = read_terms(
        [line(), line(subject="面积", relation="at_most", figure="１，２００", unit="㎡"), line()]
    )
    assert found == [Term("面积", "at_most", "1200", "㎡")]
    with pytest.raises(Refused, match="最多分 8 条"):
        read_terms([line(subject="设围挡", relation="must")] * 9)
