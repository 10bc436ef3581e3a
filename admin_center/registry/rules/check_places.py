"""Checks of units, sites, windows and their telephone numbers."""

import re
from collections.abc import Iterator
from typing import Any

from admin_center.registry.enums import SITE_LEVELS
from admin_center.registry.rules.check_shared import known_once, rows
from admin_center.registry.rules.shape import (
    ANY_TEXT,
    SLUG,
    TEXT,
    YES_NO,
    Kind,
    many,
    matching,
    maybe,
    one_of,
)
from admin_center.registry.source import Catalogue

RESERVED_PHONE = re.compile(r"0571-0000-\d{4}")
REGION = re.compile(r"(\d{12})?")
SLUG_KIND = matching(SLUG, "小写字母、数字和连字符")
PHONE = matching(RESERVED_PHONE, "保留号码 0571-0000-xxxx（演示不用真实电话）")
ANYTHING = Kind("任意值", lambda _value: True, optional=True)
ORGANISATION = {
    "slug": SLUG_KIND,
    "name_zh": TEXT,
    "full_name_zh": ANY_TEXT,
    "name_en": TEXT,
    "kind": TEXT,
    "parent": maybe(SLUG_KIND),
    "roles": Kind("“任务: 角色”的一组", lambda value: isinstance(value, dict)),
    "task4_by_collective_phrase": ANYTHING,
    "pilot_batch": maybe(Kind("1 或 2", lambda value: value in (1, 2))),
    "has_window": YES_NO,
    "note": ANYTHING,
}
SITE = {
    "slug": SLUG_KIND,
    "name_zh": TEXT,
    "name_en": ANY_TEXT,
    "level": one_of(SITE_LEVELS),
    "kind": TEXT,
    "parent": maybe(SLUG_KIND),
    "cluster": maybe(SLUG_KIND),
    "region_code": matching(REGION, "12 位区划代码或空"),
    "region_code_status": ANY_TEXT,
    "address_zh": ANY_TEXT,
    "address_verified": YES_NO,
    "service_scope_zh": TEXT,
    "status": TEXT,
    "unit_zh": ANYTHING,
    "unit_en": ANYTHING,
    "unit_type": ANYTHING,
}
WINDOW = {
    "site": SLUG_KIND,
    "slug": SLUG_KIND,
    "name": TEXT,
    "zone": TEXT,
    "department": SLUG_KIND,
    "phone": PHONE,
    "items": maybe(many(TEXT)),
    "item_group": maybe(TEXT),
}
DEPARTMENT_CONTACT = {"slug": SLUG_KIND, "phone": PHONE, "complaint_phone": PHONE}
SITE_CONTACT = {"slug": SLUG_KIND, "phone": PHONE, "hours": TEXT}


def shapes(catalogue: Catalogue) -> Iterator[str]:
    """Faults of form."""
    yield from rows("机构", catalogue.organisations, ORGANISATION)
    yield from rows("服务场所", catalogue.sites, SITE)
    yield from rows("窗口", catalogue.windows, WINDOW)
    yield from rows("机构电话", catalogue.department_contacts, DEPARTMENT_CONTACT)
    yield from rows("场所电话", catalogue.site_contacts, SITE_CONTACT)


def meaning(catalogue: Catalogue) -> Iterator[str]:
    """Faults of meaning: dangling names, wrong order of levels, items nobody handles."""
    departments = {row["slug"] for row in catalogue.organisations}
    sites = {row["slug"]: row for row in catalogue.sites}
    yield from known_once("机构", [row["slug"] for row in catalogue.organisations], departments)
    yield from known_once("服务场所", [row["slug"] for row in catalogue.sites], set(sites))
    yield from known_once("机构电话", [row["slug"] for row in catalogue.department_contacts], departments)
    yield from known_once("场所电话", [row["slug"] for row in catalogue.site_contacts], set(sites))
    for row in catalogue.organisations:
        if row["parent"] and (row["parent"] not in departments or row["parent"] == row["slug"]):
            yield f"机构 {row['slug']} 的 parent：没有上级“{row['parent']}”"
    for row in catalogue.sites:
        yield from _site(row, sites)
    for row in catalogue.department_contacts:
        if row["phone"] == row["complaint_phone"]:
            yield f"机构电话 {row['slug']}：咨询电话和投诉电话不能相同"
    yield from _windows(catalogue, departments, sites)


def _site(row: dict[str, Any], sites: dict[str, Any]) -> Iterator[str]:
    if not row["parent"]:
        if row["level"] != "district":
            yield f"服务场所 {row['slug']} 的 parent：只有区级中心没有上级"
        return
    above = sites.get(row["parent"])
    if above is None:
        yield f"服务场所 {row['slug']} 的 parent：没有“{row['parent']}”"
    elif row["level"] != "district" and SITE_LEVELS.index(above["level"]) >= SITE_LEVELS.index(row["level"]):
        yield f"服务场所 {row['slug']} 的 parent：上级的层级必须更高"
    elif above["slug"] == row["slug"] or above["parent"] == row["slug"]:
        yield f"服务场所 {row['slug']} 的 parent：不能互为上级"


def _windows(catalogue: Catalogue, departments: set[str], sites: dict[str, Any]) -> Iterator[str]:
    slugs = {item["slug"] for item in catalogue.items}
    handled: set[str] = set()
    places: set[tuple[str, str]] = set()
    for row in catalogue.windows:
        name = f"窗口 {row['site']}/{row['slug']}"
        if row["site"] not in sites:
            yield f"{name} 的 site：没有这个服务场所"
            continue
        if row["department"] not in departments:
            yield f"{name} 的 department：没有机构“{row['department']}”"
        if (row["site"], row["slug"]) in places:
            yield f"{name}：同一场所的窗口标识重复"
        places.add((row["site"], row["slug"]))
        named = items_of(row, catalogue)
        yield from (f"{name} 的 items：没有事项“{slug}”" for slug in named if slug not in slugs)
        if sites[row["site"]]["level"] == "district":
            handled.update(named)
    yield from (f"事项 {slug}：没有一个区级窗口办理它" for slug in sorted(slugs - handled))


def items_of(window: dict[str, Any], catalogue: Catalogue) -> list[str]:
    """The slugs a window handles, written out or by a named group."""
    if window.get("item_group"):
        return list(catalogue.item_groups.get(window["item_group"], [f"（没有分组 {window['item_group']}）"]))
    return list(window.get("items") or [])
