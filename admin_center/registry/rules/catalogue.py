"""The strict check of a catalogue: a list of plain sentences, empty when everything may be loaded."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from admin_center.registry.models import OnlineLevel
from admin_center.registry.rules import check_items, check_places, check_shared
from admin_center.registry.rules.shape import ITEM_SHAPE, faults_of_shape
from admin_center.registry.source import Catalogue

Check = Callable[[dict[str, Any], Catalogue], Iterator[str]]
ITEM_CHECKS: tuple[Check, ...] = (
    check_items.limits,
    check_items.steps,
    check_items.persons,
    check_items.intake,
    check_items.result,
    check_items.fee,
    check_items.channels,
    check_items.basis,
    check_items.materials,
    check_items.fields,
)


def faults_of(catalogue: Catalogue) -> list[str]:
    """Every fault of the catalogue as a sentence that names the item and the field.

    First the shape of everything; only when it is right, the meaning: rules of one item, rules between
    items, the shared files, and the places.
    """
    faults = [*check_shared.shapes(catalogue), *check_places.shapes(catalogue)]
    for number, item in enumerate(catalogue.items, 1):
        name = item.get("slug") or f"第 {number} 个"
        faults += [f"事项 {name} 的 {where}：{what}" for where, what in faults_of_shape(item, ITEM_SHAPE)]
    if faults:
        return faults
    for item in catalogue.items:
        for check in ITEM_CHECKS:
            faults += [f"事项 {item['slug']} 的 {sentence}" for sentence in check(item, catalogue)]
    faults += _between_items(catalogue)
    faults += check_shared.meaning(catalogue)
    faults += check_places.meaning(catalogue)
    return faults


def _between_items(catalogue: Catalogue) -> Iterator[str]:
    slugs = Counter(item["slug"] for item in catalogue.items)
    yield from (f"事项 {slug}：出现了 {times} 次，标识不能重复" for slug, times in slugs.items() if times > 1)
    numbers = Counter(item["number"] for item in catalogue.items)
    yield from (f"目录序号 {number}：有 {times} 个事项在用" for number, times in numbers.items() if times > 1)
    departments = {row["slug"] for row in catalogue.organisations}
    for item in catalogue.items:
        if item["department"] not in departments:
            yield f"事项 {item['slug']} 的 department：机构名单里没有“{item['department']}”"
    yield from check_items.shared_series(catalogue.items)
    visits = {row["slug"]: row for row in catalogue.visits}
    plans = {row["slug"]: row for row in catalogue.plans}
    for item in catalogue.items:
        yield from _visits(item, visits.get(item["slug"]))
        if "online" not in item["channels"]:
            yield from _plan(item, plans.get(item["slug"]), departments)


def _visits(item: dict[str, Any], row: dict[str, Any] | None) -> Iterator[str]:
    name = f"事项 {item['slug']} 的 visits："
    if row is None:
        yield name + "没有写到场次数"
    elif row["visits"] > 0 and not (row["reason_zh"] and row["reason_en"]):
        yield name + "需要到场就要写明原因"
    elif item["online_level"] == OnlineLevel.FULLY_ONLINE and row["visits"]:
        yield name + "全程网办的事项不需要到场"
    elif item["online_level"] in (OnlineLevel.INFO, OnlineLevel.DOWNLOAD) and not row["visits"]:
        yield name + "没有网上申请的事项不可能不到场"


def _plan(item: dict[str, Any], row: dict[str, Any] | None, departments: set[str]) -> Iterator[str]:
    name = f"事项 {item['slug']} 的 opening_plan："
    if row is None:
        yield name + "还不能网上办理的事项要有开通计划和日期"
    elif row["owner"] not in departments:
        yield name + f"责任单位“{row['owner']}”不在机构名单里"
