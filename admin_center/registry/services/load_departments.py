"""Writes the units of the catalogue into accounts."""

from typing import Any

from accounts.models import Department
from admin_center.registry.models import CatalogueRecord
from admin_center.registry.rules.expand import digest_of
from admin_center.registry.services.records import Ledger, Outcome, merge
from admin_center.registry.source import Catalogue

KIND = CatalogueRecord.Kind.DEPARTMENT.value


def load_departments(catalogue: Catalogue, *, ledger: Ledger, outcome: Outcome) -> dict[str, Department]:
    """Create or update every unit; returns them by slug. Parents are set after all exist."""
    phones = {row["slug"]: row for row in catalogue.department_contacts}
    known = {row.slug: row for row in Department.objects.select_for_update().order_by("pk")}
    created = []
    changed = []
    for source in catalogue.organisations:
        wanted = _columns(source, phones.get(source["slug"], {}))
        row = known.get(source["slug"])
        if row is None:
            created.append(Department(slug=source["slug"], **wanted))
            ledger.remember(KIND, source["slug"], digest_of(wanted))
        elif merge(KIND, source["slug"], row, wanted, ledger, outcome):
            changed.append(row)
    Department.objects.bulk_create(created)
    outcome.count(outcome.created, KIND, len(created))
    if changed:
        Department.objects.bulk_update(changed, list(_columns(catalogue.organisations[0], {})))
    known.update({row.slug: row for row in created})
    _set_parents(catalogue, known)
    return known


def _columns(source: dict[str, Any], phones: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": source["name_zh"],
        "full_name": source["full_name_zh"],
        "name_en": source["name_en"],
        "kind": source["kind"],
        "has_window": source["has_window"],
        "pilot_batch": source["pilot_batch"],
        "roles": {task: role for task, role in source["roles"].items() if role},
        "phone": phones.get("phone", ""),
        "complaint_phone": phones.get("complaint_phone", ""),
    }


def _set_parents(catalogue: Catalogue, known: dict[str, Department]) -> None:
    moved = []
    for source in catalogue.organisations:
        row = known[source["slug"]]
        above = known[source["parent"]].pk if source["parent"] else None
        if row.parent_id is None and above is not None:
            row.parent_id = above
            moved.append(row)
    Department.objects.bulk_update(moved, ["parent"])
