"""Shapes: which keys an entry has and what kind of value each takes. Pure, and small on purpose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from admin_center.registry.enums import (
    ARTICLE_45,
    PREFILL_SOURCES,
    SITE_LEVELS,
    STEP_KINDS,
    UNITS,
    Channel,
    FieldType,
    IntakePack,
    MaterialOrigin,
    ResultTemplate,
    Topic,
)
from admin_center.registry.models import OnlineLevel, ServiceItem

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KEY = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9-]+)?")
MAX_DAYS = 400
MAX_FEN = 100_000_000_00


@dataclass(frozen=True)
class Kind:
    """One kind of value: how to know it, and how to say what is expected."""

    name: str
    holds: Any  # Callable[[Any], bool]
    inner: Any = None  # shape of each entry, or Kind of each entry, for lists; shape for maps
    optional: bool = False


def text(value: Any) -> bool:
    """A text that is not empty and not unreasonably long."""
    return isinstance(value, str) and bool(value.strip()) and len(value) <= 2000


def whole(low: int, high: int) -> Kind:
    """A whole number between two bounds."""
    return Kind(
        f"{low} 到 {high} 之间的整数",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high,
    )


def one_of(names: Any) -> Kind:
    """One of a closed list."""
    known = tuple(str(name) for name in names)
    return Kind("其中之一：" + "、".join(known), lambda value: isinstance(value, str) and value in known)


def matching(pattern: re.Pattern[str], what: str) -> Kind:
    """A text of one form."""
    return Kind(what, lambda value: isinstance(value, str) and bool(pattern.fullmatch(value)))


def many(inner: Any, *, at_least: int = 0, at_most: int = 200) -> Kind:
    """A list whose entries all have one shape."""
    return Kind(
        f"至少 {at_least} 项、至多 {at_most} 项的列表",
        lambda value: isinstance(value, list) and at_least <= len(value) <= at_most,
        inner,
    )


def group(inner: dict[str, Kind]) -> Kind:
    """A map with known keys."""
    return Kind("“名称: 值”的一组", lambda value: isinstance(value, dict), inner)


def maybe(kind: Kind) -> Kind:
    """The same kind, where the key may be left out or empty."""
    return Kind(kind.name, kind.holds, kind.inner, optional=True)


TEXT = Kind("文字", text)
ANY_TEXT = Kind("文字（可以为空）", lambda value: isinstance(value, str) and len(value) <= 2000)
YES_NO = Kind("true 或 false", lambda value: isinstance(value, bool))
NOTHING = Kind("null（默许须有法律依据，目前没有）", lambda value: value is None, optional=True)

WHEN = group({"field": matching(KEY, "字段的 key"), "in": many(TEXT, at_least=1)})
MATERIAL = {
    "key": matching(KEY, "小写字母的 key"),
    "name_zh": maybe(TEXT),
    "name_en": maybe(TEXT),
    "filled_online": maybe(YES_NO),
    "original": whole(0, 20),
    "copies": whole(0, 20),
    "verify_original": YES_NO,
    "condition_zh": maybe(TEXT),
    "when": maybe(WHEN),
}
STEP = {
    "step": one_of(STEP_KINDS),
    "name_zh": TEXT,
    "name_en": TEXT,
    "role": TEXT,
    "role_en": TEXT,
    "days": whole(0, MAX_DAYS),
    "counted": YES_NO,
    "uncounted_basis": maybe(TEXT),
}
FIELD_USE = {
    "key": matching(KEY, "小写字母的 key"),
    "required": maybe(YES_NO),
    "prefill": maybe(one_of(PREFILL_SOURCES)),
}
FEE = {
    "charged": YES_NO,
    "basis_zh": TEXT,
    "basis_en": TEXT,
    "amounts": maybe(many(group({"label_zh": TEXT, "label_en": TEXT, "fen": whole(1, MAX_FEN)}), at_least=1)),
}
LIMITS = {
    "unit": one_of(UNITS),
    "statutory_days": whole(0, MAX_DAYS),
    "statutory_source": one_of(("law", "default_20")),
    "statutory_text": ANY_TEXT,
    "promised_days": whole(0, MAX_DAYS),
}
INTAKE = {"pack": one_of(IntakePack.values), "days": whole(0, 30), "deemed": YES_NO, "basis": TEXT}
RESULT = {
    "name_zh": TEXT,
    "name_en": TEXT,
    "template": one_of(ResultTemplate.values),
    "number_pattern": TEXT,
    "validity_months": maybe(whole(1, 1200)),
}
QUESTION_ASKED = {
    "key": matching(KEY, "小写字母的 key"),
    "question_zh": TEXT,
    "expect": one_of(("yes", "no")),
}
ITEM_SHAPE: dict[str, Kind] = {
    "slug": matching(SLUG, "小写字母、数字和连字符"),
    "number": whole(1, 99999),
    "name_zh": TEXT,
    "name_en": TEXT,
    "department": matching(SLUG, "机构的 slug"),
    "kind": one_of(ServiceItem.Kind.values),
    "audience": one_of(ServiceItem.Audience.values),
    "online_level": one_of(OnlineLevel.values),
    "channels": many(one_of(Channel.values), at_least=1),
    "accept_levels": many(one_of(SITE_LEVELS), at_least=1),
    "identity_level": whole(0, 3),
    "limits": group(LIMITS),
    "intake": group(INTAKE),
    "delivery_days": whole(0, 30),
    "supplement_days": whole(1, 60),
    "immediate": YES_NO,
    "one_person_allowed": YES_NO,
    "needs_second_person": YES_NO,
    "silence_rule": NOTHING,
    "pause_grounds": many(one_of(ARTICLE_45)),
    "legal_basis": many(group({"law": TEXT, "promulgated": ANY_TEXT, "article": ANY_TEXT}), at_least=1),
    "fee": group(FEE),
    "conditions": many(TEXT, at_least=1),
    "eligibility": group(
        {
            "mode": one_of(("all", "any")),
            "questions": many(group(QUESTION_ASKED), at_least=1, at_most=3),
        }
    ),
    "materials": many(group(MATERIAL), at_least=1),
    "steps": many(group(STEP), at_least=2, at_most=20),
    "result": group(RESULT),
    "form_fields": many(group(FIELD_USE), at_least=1, at_most=60),
    "questions": many(matching(KEY, "问题的 key")),
    # The law under which an unanswered supplement list ends the application; none: it waits.
    "lapse_basis": maybe(TEXT),
    "note": maybe(TEXT),
}
FIELD_SHAPE: dict[str, Kind] = {
    "label_zh": TEXT,
    "label_en": TEXT,
    "type": one_of(FieldType.values),
    "topic": one_of(Topic.values),
    "choices": maybe(
        many(group({"value": matching(KEY, "小写字母的值"), "label_zh": TEXT, "label_en": TEXT}), at_least=2)
    ),
    "unit": maybe(TEXT),
    "multiline": maybe(YES_NO),
    "sensitive": maybe(YES_NO),
    "whole": maybe(YES_NO),
    "bounds": maybe(one_of(("past", "future"))),
    "after": maybe(matching(KEY, "字段的 key")),
    "prefill": maybe(one_of(PREFILL_SOURCES)),
}
MATERIAL_SHAPE: dict[str, Kind] = {
    "name_zh": TEXT,
    "name_en": TEXT,
    "issued_by": TEXT,
    "origin": one_of(MaterialOrigin.values),
    "electronic_ok": YES_NO,
    "accept": maybe(many(one_of(("pdf", "jpg", "png")), at_least=1)),
    "result_of": maybe(matching(SLUG, "事项的 slug")),
}


def faults_of_shape(entry: Any, shape: dict[str, Kind], where: str = "") -> Iterator[tuple[str, str]]:
    """(field, sentence) for every key that is missing, unknown, or holds the wrong kind of value."""
    if not isinstance(entry, dict):
        yield where or "条目", "应是“名称: 值”的一组"
        return
    for key in entry:
        if key not in shape:
            yield f"{where}{key}", "不认识这一项，请检查拼写"
    for key, kind in shape.items():
        yield from _faults_of_value(entry.get(key), kind, f"{where}{key}", present=key in entry)


def _faults_of_value(
    value: Any, kind: Kind, where: str, *, present: bool = True
) -> Iterator[tuple[str, str]]:
    if value is None and kind.optional:
        return
    if not present:
        yield where, f"没有填写，应是{kind.name}"
    elif not kind.holds(value):
        yield where, f"应是{kind.name}，现在是“{_short(value)}”"
    elif isinstance(kind.inner, dict):
        yield from faults_of_shape(value, kind.inner, f"{where}.")
    elif isinstance(kind.inner, Kind):
        for number, each in enumerate(value, 1):
            yield from _faults_of_value(each, kind.inner, f"{where} 第 {number} 项")


def _short(value: Any) -> str:
    words = str(value)
    return words if len(words) <= 40 else words[:40] + "…"
