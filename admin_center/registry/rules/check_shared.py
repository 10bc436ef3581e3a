"""Checks of the files shared by all items: fields, materials, samples, synonyms, FAQ, visits, plans."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from admin_center.registry.enums import FieldType, MaterialOrigin
from admin_center.registry.models import OnlineLevel
from admin_center.registry.rules.shape import (
    ANY_TEXT,
    FIELD_SHAPE,
    MATERIAL_SHAPE,
    SLUG,
    TEXT,
    Kind,
    faults_of_shape,
    group,
    many,
    matching,
    maybe,
    one_of,
    whole,
)
from admin_center.registry.source import Catalogue

MAX_WORD = 30
DUE_ON = Kind("日期，例如 2027-03-31", lambda value: len(str(value)) == 10 and str(value)[4] == "-")
VISITS_SHAPE = {
    "slug": matching(SLUG, "事项的 slug"),
    "visits": whole(0, 9),
    "reason_zh": ANY_TEXT,
    "reason_en": ANY_TEXT,
}
PLAN_SHAPE = {
    "slug": matching(SLUG, "事项的 slug"),
    "target_level": one_of(OnlineLevel.values),
    "due_on": DUE_ON,
    "owner": matching(SLUG, "机构的 slug"),
}
FAQ_SHAPE = {
    "question_zh": TEXT,
    "answer_zh": TEXT,
    "question_en": TEXT,
    "answer_en": TEXT,
    "for": maybe(
        group(
            {
                "slugs": maybe(many(TEXT, at_least=1)),
                "kind": maybe(many(TEXT, at_least=1)),
                "audience": maybe(many(TEXT, at_least=1)),
                "online_level": maybe(many(TEXT, at_least=1)),
                "immediate": maybe(many(Kind("true 或 false", lambda value: isinstance(value, bool)))),
            }
        )
    ),
}


def shapes(catalogue: Catalogue) -> Iterator[str]:
    """Faults of form in the shared files."""
    for title, entries, shape in (
        ("字段", catalogue.fields, FIELD_SHAPE),
        ("问题", catalogue.questions, FIELD_SHAPE),
        ("材料", catalogue.materials, MATERIAL_SHAPE),
    ):
        for key, entry in entries.items():
            yield from (f"{title} {key} 的 {where}：{what}" for where, what in faults_of_shape(entry, shape))
    yield from rows("到场次数", catalogue.visits, VISITS_SHAPE)
    yield from rows("开通计划", catalogue.plans, PLAN_SHAPE)
    yield from rows("常见问题", catalogue.faqs, FAQ_SHAPE)
    for word, slugs in catalogue.synonyms.items():
        if not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs) or not slugs:
            yield f"通俗说法 {word}：后面应是事项 slug 的列表"
        if not isinstance(word, str) or not 1 <= len(word) <= MAX_WORD:
            yield f"通俗说法 {word}：应是 1 到 {MAX_WORD} 个字"
    for origin in ("form", *MaterialOrigin.values):
        if not isinstance(catalogue.samples_by_origin.get(origin), str):
            yield f"样本说明 by_origin：缺少“{origin}”"


def rows(title: str, entries: Iterable[Any], shape: dict[str, Kind]) -> Iterator[str]:
    """Faults of form in a list of entries, named by slug or by position."""
    for number, entry in enumerate(entries, 1):
        name = entry.get("slug") if isinstance(entry, dict) else None
        for where, what in faults_of_shape(entry, shape):
            yield f"{title} {name or f'第 {number} 条'} 的 {where}：{what}"


def meaning(catalogue: Catalogue) -> Iterator[str]:
    """Faults of meaning in the shared files."""
    slugs = {item["slug"] for item in catalogue.items}
    for key, entry in {**catalogue.fields, **catalogue.questions}.items():
        yield from _field(key, entry, catalogue)
    for key in catalogue.samples_by_key:
        if key not in catalogue.materials:
            yield f"样本说明 {key}：没有这份材料"
    for where, slug in _named_items(catalogue):
        if slug not in slugs:
            yield f"{where}：没有事项“{slug}”"
    for title, entries in (("到场次数", catalogue.visits), ("开通计划", catalogue.plans)):
        yield from known_once(title, [entry["slug"] for entry in entries], slugs)


def _named_items(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(place, slug) wherever a shared file names an item."""
    for key, entry in catalogue.materials.items():
        if entry.get("result_of"):
            yield f"材料 {key} 的 result_of", entry["result_of"]
    for word, named in catalogue.synonyms.items():
        yield from ((f"通俗说法 {word}", slug) for slug in named)
    for entry in catalogue.faqs:
        marks = entry.get("for") or {}
        yield from ((f"常见问题“{entry['question_zh']}”", slug) for slug in marks.get("slugs") or [])


def known_once(title: str, named: list[str], known: set[str]) -> Iterator[str]:
    """Every slug of a list exists and stands there once."""
    yield from (f"{title} {slug}：名单里没有它" for slug in named if slug not in known)
    yield from (f"{title} {slug}：写了 {times} 次" for slug, times in Counter(named).items() if times > 1)


def _field(key: str, entry: dict[str, Any], catalogue: Catalogue) -> Iterator[str]:
    is_choice = entry["type"] == FieldType.CHOICE
    if is_choice != bool(entry.get("choices")):
        yield f"字段 {key} 的 choices：选择题要有选项，其他类型不能有"
    if is_choice:
        values = [choice["value"] for choice in entry["choices"]]
        labels = [choice["label_zh"] for choice in entry["choices"]]
        if len(set(values)) != len(values) or len(set(labels)) != len(labels):
            yield f"字段 {key} 的 choices：选项不能重复"
    if entry["type"] in (FieldType.MONEY, FieldType.AREA) and not entry.get("unit"):
        yield f"字段 {key} 的 unit：金额和面积要写单位"
    later_than = catalogue.fields.get(entry.get("after") or "")
    if entry.get("after") and (later_than is None or later_than["type"] != FieldType.DATE):
        yield f"字段 {key} 的 after：“{entry['after']}”不是日期字段"
