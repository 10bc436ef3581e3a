"""What must hold within one item, and between the number series of all items.

Sentences begin with the field; the caller puts the item's name before them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from admin_center.registry.enums import FieldType, IntakePack
from admin_center.registry.models import OnlineLevel
from admin_center.registry.rules.expand import FORM_PREFIX, faq_applies
from admin_center.registry.rules.numbers import shape_of, why_not_pattern
from admin_center.registry.source import Catalogue

Item = dict[str, Any]
OFFLINE = (OnlineLevel.INFO, OnlineLevel.DOWNLOAD)
INTAKE_OF_PACK = {
    IntakePack.LICENCE: (5,),
    IntakePack.REAL_ESTATE: (0,),
    IntakePack.COMPANY: (0, 3),
    IntakePack.GENERAL: (5,),
}


def limits(item: Item, _catalogue: Catalogue) -> Iterator[str]:
    """The promise stays within the statute (优化营商环境条例 art. 36); on the spot means no days at all."""
    days = item["limits"]
    if days["promised_days"] > days["statutory_days"]:
        yield f"limits：承诺 {days['promised_days']} 日超过法定 {days['statutory_days']} 日"
    if item["immediate"] != (days["promised_days"] == 0):
        yield "immediate：即办件的承诺时限是 0 日，承诺 0 日的也必须是即办件"


def steps(item: Item, _catalogue: Catalogue) -> Iterator[str]:
    """Counted steps add up to the promise; only art. 45 or a named special law stops the clock."""
    rows = item["steps"]
    total = sum(row["days"] for row in rows if row["counted"])
    if total != item["limits"]["promised_days"]:
        yield f"steps：各环节合计 {total} 日，与承诺 {item['limits']['promised_days']} 日不符"
    for row in rows:
        if not row["counted"] and not row.get("uncounted_basis"):
            yield f"steps.{row['step']}：不计入时限的环节要写明法律依据"
        if not row["counted"] and row["step"] in ("public_notice", "site_survey"):
            yield f"steps.{row['step']}：公示和现场踏勘计入时限（不在行政许可法第四十五条所列之内）"
        if (
            not row["counted"]
            and row["step"] == "expert_review"
            and "expert_review" not in item["pause_grounds"]
        ):
            yield "pause_grounds：有不计时的专家评审，却没有列入可暂停情形"
    kinds = [row["step"] for row in rows]
    if kinds[0] != "accept" or "decide" not in kinds:
        yield "steps：第一个环节是受理，并且要有决定"
    if len(set(kinds)) != len(kinds):
        yield "steps：同一种环节只能出现一次"


def persons(item: Item, _catalogue: Catalogue) -> Iterator[str]:
    """Accepter ≠ decider unless an immediate item says otherwise."""
    if item["one_person_allowed"] and not item["immediate"]:
        yield "one_person_allowed：只有即办件可以由一人办结"
    if item["one_person_allowed"] == item["needs_second_person"]:
        yield "needs_second_person：与 one_person_allowed 互相矛盾"


def intake(item: Item, _catalogue: Catalogue) -> Iterator[str]:
    """The intake answer is owed within the days of its law."""
    rule = item["intake"]
    allowed = INTAKE_OF_PACK[IntakePack(rule["pack"])]
    if rule["days"] not in allowed:
        yield f"intake.days：“{IntakePack(rule['pack']).label}”的受理答复期限只能是 {allowed} 日之一"
    if item["kind"] == "permit" and rule["pack"] != IntakePack.LICENCE:
        yield "intake.pack：行政许可适用 licence"


def result(item: Item, _catalogue: Catalogue) -> Iterator[str]:
    """The document number has a lawful pattern."""
    why = why_not_pattern(item["result"]["number_pattern"])
    if why:
        yield f"result.number_pattern：{why}"


def fee(item: Item, _catalogue: Catalogue) -> Iterator[str]:
    """No charge, no amounts."""
    if not item["fee"]["charged"] and item["fee"].get("amounts"):
        yield "fee.amounts：不收费的事项不能有金额"


def channels(item: Item, _catalogue: Catalogue) -> Iterator[str]:
    """Level and channels agree; a wholly online item asks nobody to come."""
    online = "online" in item["channels"]
    if online and item["online_level"] in OFFLINE:
        yield "channels：只公开信息或下载表格的事项不能网上受理"
    if not online and item["online_level"] not in OFFLINE:
        yield "channels：网上办理深度已到网上预审以上，应有 online"
    if item["online_level"] == OnlineLevel.FULLY_ONLINE:
        shown = [row["key"] for row in item["materials"] if row["verify_original"]]
        if shown:
            yield f"materials.{shown[0]}：全程网办的事项不能要求到场核对原件"
    for level in ("township", "village"):
        if (level in item["channels"]) != (level in item["accept_levels"]):
            yield f"accept_levels：{level} 在渠道和受理层级里写得不一致"


def basis(item: Item, catalogue: Catalogue) -> Iterator[str]:
    """A licence answers at least one common question."""
    if item["kind"] == "permit" and not any(faq_applies(entry, item) for entry in catalogue.faqs):
        yield "faqs：行政许可至少要有一条常见问题"


def materials(item: Item, catalogue: Catalogue) -> Iterator[str]:
    """Every material is known, asked once, and its condition can be answered on the form."""
    seen: set[str] = set()
    choices = _answers_of(item, catalogue)
    for row in item["materials"]:
        key = row["key"]
        if key in seen:
            yield f"materials.{key}：重复出现"
        seen.add(key)
        if key.startswith(FORM_PREFIX):
            if not (row.get("name_zh") and row.get("name_en")):
                yield f"materials.{key}：事项自己的表格要写名称"
        elif key not in catalogue.materials:
            yield f"materials.{key}：materials.yaml 里没有这份材料"
        if bool(row.get("when")) != bool(row.get("condition_zh")):
            yield f"materials.{key}：有条件的材料要同时写明条件和对应的问题（when）"
        elif row.get("when"):
            yield from _condition(key, row["when"], choices)


def _answers_of(item: Item, catalogue: Catalogue) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {key: {"yes", "no"} for key in item["questions"]}
    for row in item["form_fields"]:
        known = catalogue.fields.get(row["key"])
        if known and known["type"] == FieldType.CHOICE:
            found[row["key"]] = {choice["value"] for choice in known.get("choices", [])}
    return found


def _condition(key: str, when: dict[str, Any], choices: dict[str, set[str]]) -> Iterator[str]:
    if when["field"] not in choices:
        yield f"materials.{key}：表单里没有问题“{when['field']}”，这份材料的条件无法判断"
        return
    unknown = sorted(set(when["in"]) - choices[when["field"]])
    if unknown:
        yield f"materials.{key}：“{when['field']}”没有选项“{unknown[0]}”"


def fields(item: Item, catalogue: Catalogue) -> Iterator[str]:
    """Every field and question is known and asked once."""
    keys = [row["key"] for row in item["form_fields"]]
    for key in keys:
        if key not in catalogue.fields:
            yield f"form_fields.{key}：fields.yaml 里没有这个字段"
    for key in item["questions"]:
        if key not in catalogue.questions:
            yield f"questions.{key}：fields.yaml 里没有这个问题"
    asked = keys + item["questions"]
    for key in sorted({key for key in asked if asked.count(key) > 1}):
        yield f"form_fields.{key}：同一件事问了两次"
    used = {row["when"]["field"] for row in item["materials"] if row.get("when")}
    for key in item["questions"]:
        if key not in used:
            yield f"questions.{key}：没有材料用到这个问题，不必问"


def shared_series(items: Iterable[Item]) -> Iterator[str]:
    """Two items must never be able to print the same number."""
    first: dict[str, str] = {}
    for item in items:
        shape = shape_of(item["result"]["number_pattern"])
        if shape in first:
            yield f"事项 {item['slug']} 的 result.number_pattern：与事项 {first[shape]} 的文号样式相同"
        first.setdefault(shape, item["slug"])
