"""Item versions as plans; a published version never changes, so each process keeps it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db import connection

from admin_center.registry.models import ItemVersion

from .file import Node, Plan


def _nodes(steps: list[Mapping[str, Any]]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for position, step in enumerate(steps, 1):
        before = (nodes[-1].key,) if nodes else ()
        nodes.append(
            Node(
                key=step["step"],
                kind=step.get("kind", step["step"]),
                name=step.get("name_zh", step["step"]),
                days=int(step.get("days", 0)),
                counted=bool(step.get("counted", True)),
                requires=tuple(step.get("requires", before)),
                position=position,
            )
        )
    return tuple(nodes)


def _law(content: Mapping[str, Any]) -> str:
    lines = []
    for basis in content.get("legal_basis", []):
        article = basis.get("article") or ""
        lines.append(f"《{basis['law']}》{article}")
    return "、".join(lines)


def plan_of(version: ItemVersion) -> Plan:
    """The plan of a loaded version (its item already joined)."""
    item = version.item
    return Plan(
        version_id=version.pk,
        item_id=item.pk,
        item_slug=item.slug,
        item_number=item.number,
        item_name=item.name,
        item_kind=item.kind,
        department_id=item.department_id,
        unit=version.unit,
        statutory_days=version.statutory_days,
        promised_days=version.promised_days,
        intake_days=version.intake_days,
        delivery_days=version.delivery_days,
        supplement_days=version.supplement_days,
        immediate=version.immediate,
        one_person_allowed=version.one_person_allowed,
        pause_grounds=tuple(version.pause_grounds),
        lapse_basis=str(version.content.get("lapse_basis") or ""),
        extension_days=int(version.content.get("extension_days") or 10),
        valid_months=int(version.content.get("result", {}).get("validity_months") or 0),
        number_pattern=version.number_pattern,
        series_key=version.series_key,
        result_name=version.content.get("result", {}).get("name_zh", item.name),
        legal_basis=_law(version.content),
        nodes=_nodes(version.steps),
        questions={
            one["key"]: str(one.get("label_zh", "")) for one in version.content.get("form_fields", [])
        },
    )


@lru_cache(maxsize=2048)
def _plan(database: str, version_id: int) -> Plan:
    return plan_of(ItemVersion.objects.select_related("item").get(pk=version_id))


def plan(version_id: int) -> Plan:
    """The plan of a version id. One query per process, database and version."""
    return _plan(str(connection.settings_dict["NAME"]), version_id)
