"""Conditions of several departments laid side by side, and which of them cannot both be met.

A condition that a department writes as a line of four (subject, relation, figure, unit) is compared with the
lines of the other departments. Two lines clash when they speak of the same subject and

- no figure satisfies both: 容积率不大于 2.0 beside 容积率不小于 2.5;
- one says must and the other must not;
- the figures stand in units that cannot be converted: then people have to compare.

Pairs are enough: ranges of one figure that overlap two by two overlap all together. What departments write
as free text is shown side by side and compared by people.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.casefile import CaseFile
from approvals.casefile.file import StepRow
from core.errors import Refused

AT_MOST, AT_LEAST, EQUAL, MUST, MUST_NOT = "at_most", "at_least", "equal", "must", "must_not"
RELATIONS = {
    AT_MOST: gettext_lazy("不大于"),
    AT_LEAST: gettext_lazy("不小于"),
    EQUAL: gettext_lazy("等于"),
    MUST: gettext_lazy("必须"),
    MUST_NOT: gettext_lazy("不得"),
}
MOST_LINES = 8
SETTLED_MIN = 10
# Units that measure the same thing: base unit and how many of it one is.
UNITS = {
    "mm": ("m", "0.001"),
    "毫米": ("m", "0.001"),
    "cm": ("m", "0.01"),
    "厘米": ("m", "0.01"),
    "米": ("m", "1"),
    "km": ("m", "1000"),
    "公里": ("m", "1000"),
    "平方米": ("m2", "1"),
    "平米": ("m2", "1"),
    "公顷": ("m2", "10000"),
    "ha": ("m2", "10000"),
    "万元": ("元", "10000"),
    "小时": ("分钟", "60"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One condition as a line: 容积率 不大于 2.0, or 必须 连续种植行道乔木. `figure` is empty beside must."""

    subject: str
    relation: str
    figure: str = ""
    unit: str = ""

    @property
    def words(self) -> str:
        """The line as a sentence."""
        relation = str(RELATIONS.get(self.relation, self.relation))
        if self.relation in (MUST, MUST_NOT):
            return f"{relation}{self.subject}"
        return f"{self.subject}{relation} {self.figure}{' ' if self.unit else ''}{self.unit}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A term with its number in the list of all departments' conditions and the step it was given in."""

    number: int
    step: StepRow
    place: int
    term: Term


@dataclass(frozen=True, slots=True)
class Clash:
    """Two terms that cannot both be met, and why. `key` names the pair for the decider's answer."""

    one: Placed
    other: Placed
    why: str

    @property
    def key(self) -> str:
        """Steps and places; another round of a step is another key, so an old answer never settles it."""
        return "~".join(f"{side.step.id}.{side.place}" for side in (self.one, self.other))


def read_terms(lines: Iterable[Mapping[str, str]]) -> list[Term]:
    """The lines that say something. Refused, in a sentence that names the line: half a condition."""
    found = []
    for number, line in enumerate(lines, 1):
        subject, relation = _plain(line.get("subject")), _plain(line.get("relation"))
        figure, unit = _plain(line.get("figure")), _plain(line.get("unit"))
        if subject or figure or unit:
            _check(number, subject, relation, figure, unit)
            found.append(Term(subject, relation, _figure_words(figure), unit))
    if len(found) > MOST_LINES:
        raise Refused(
            _("条件最多分 %(n)d 条填写，其余写在意见里。") % {"n": MOST_LINES}, code="too_many_terms"
        )
    return found


def _plain(value: Any) -> str:
    return str(value or "").strip()[:60]


def _check(number: int, subject: str, relation: str, figure: str, unit: str) -> None:
    said = {"n": number, "text": figure}
    if not subject:
        raise Refused(_("第 %(n)d 条条件没有写对什么的要求，例如“容积率”。") % said, code="no_subject")
    if relation not in RELATIONS:
        raise Refused(_("第 %(n)d 条条件请选择不大于、不小于、等于、必须或不得。") % said, code="no_relation")
    if relation in (MUST, MUST_NOT):
        if figure or unit:
            raise Refused(
                _("第 %(n)d 条条件选了必须或不得，数字和单位请留空，或者改选不大于、不小于、等于。") % said,
                code="figure_beside_must",
            )
    elif not figure:
        raise Refused(_("第 %(n)d 条条件请填写数字，例如 2.0。") % said, code="no_figure")
    elif _number(figure) is None:
        raise Refused(_("第 %(n)d 条条件的“%(text)s”不是数字，例如 2.0。") % said, code="bad_figure")


def _figure_words(figure: str) -> str:
    return unicodedata.normalize("NFKC", figure).replace(",", "").replace("%", "")


def _number(figure: str) -> Decimal | None:
    try:
        number = Decimal(_figure_words(figure))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 15 else None


def answered(file: CaseFile) -> list[StepRow]:
    """The latest answer of each reviewer and department; who is asked again counts by the new answer."""
    return list({step.node: step for step in sorted(file.steps, key=lambda s: s.round)}.values())


def placed(file: CaseFile) -> list[Placed]:
    """Every term in force, numbered through in the order of the steps."""
    found: list[Placed] = []
    for step in sorted(answered(file), key=lambda s: (s.position, s.id)):
        for place, line in enumerate(step.terms, 1):
            found.append(Placed(len(found) + 1, step, place, Term(**line)))
    return found


def clashes(terms: Sequence[Placed]) -> list[Clash]:
    """The pairs of terms of different departments that cannot both be met, in the order of their numbers."""
    found = []
    for one, other in combinations(terms, 2):
        if one.step.department_id != other.step.department_id and _same(one.term, other.term):
            why = _why(one.term, other.term)
            if why:
                found.append(Clash(one, other, why))
    return found


def unsettled(file: CaseFile, settled: Mapping[str, str]) -> list[Clash]:
    """The clashes for which the decider has not yet written, in a sentence, what holds."""
    found = clashes(placed(file))
    return [one for one in found if len(settled.get(one.key, "").strip()) < SETTLED_MIN]


def _same(one: Term, other: Term) -> bool:
    return _key(one.subject) == _key(other.subject)


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in "“”\"'，,。.、（）()")


def _measure(term: Term) -> tuple[str, Decimal]:
    unit = _key(term.unit)
    base, factor = UNITS.get(unit, (unit, "1"))
    return base, (_number(term.figure) or Decimal(0)) * Decimal(factor)


def _why(one: Term, other: Term) -> str:
    said = {"subject": one.subject, "one": one.words, "other": other.words}
    pair = {one.relation, other.relation}
    if pair & {MUST, MUST_NOT}:
        return _("一方要求必须、一方要求不得：“%(subject)s”。") % said if pair == {MUST, MUST_NOT} else ""
    (unit, first), (unit_2, second) = _measure(one), _measure(other)
    if unit != unit_2:
        return _("“%(subject)s”两边的单位不同，不能自动比较，请人工核对。") % said
    if _overlap(one.relation, first, other.relation, second):
        return ""
    return _("没有一个数字能同时满足“%(one)s”和“%(other)s”。") % said


def _overlap(relation: str, first: Decimal, relation_2: str, second: Decimal) -> bool:
    low = max((n for r, n in ((relation, first), (relation_2, second)) if r != AT_MOST), default=None)
    high = min((n for r, n in ((relation, first), (relation_2, second)) if r != AT_LEAST), default=None)
    return low is None or high is None or low <= high
