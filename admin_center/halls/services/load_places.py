"""Writes the sites and windows of the catalogue."""

from typing import Any

from accounts.models import Department
from admin_center.halls.models import Site, Window
from admin_center.registry.models import CatalogueRecord, ServiceItem
from admin_center.registry.rules.check_places import items_of
from admin_center.registry.rules.expand import digest_of
from admin_center.registry.services.records import Ledger, Outcome, merge
from admin_center.registry.source import Catalogue

SITE = CatalogueRecord.Kind.SITE.value
WINDOW = CatalogueRecord.Kind.WINDOW.value
WINDOW_COLUMNS = ("name", "department_id", "zone", "phone", "hours")


def load_sites(catalogue: Catalogue, *, ledger: Ledger, outcome: Outcome) -> dict[str, Site]:
    """Create or update every site; returns them by slug. Parents are set after all exist."""
    contacts = {row["slug"]: row for row in catalogue.site_contacts}
    clusters = {row["slug"]: row for row in catalogue.clusters}
    known = {row.slug: row for row in Site.objects.select_for_update().order_by("pk")}
    created, changed = [], []
    for source in catalogue.sites:
        wanted = _site_columns(source, contacts.get(source["slug"], {}), clusters)
        row = known.get(source["slug"])
        if row is None:
            created.append(Site(slug=source["slug"], **wanted))
            ledger.remember(SITE, source["slug"], digest_of(wanted))
        elif merge(SITE, source["slug"], row, wanted, ledger, outcome):
            changed.append(row)
    Site.objects.bulk_create(created)
    outcome.count(outcome.created, SITE, len(created))
    if changed:
        Site.objects.bulk_update(changed, list(_site_columns(catalogue.sites[0], {}, clusters)))
    known.update({row.slug: row for row in created})
    placed = [row for row in catalogue.sites if row["parent"] and known[row["slug"]].parent_id is None]
    for source in placed:
        known[source["slug"]].parent = known[source["parent"]]
    Site.objects.bulk_update([known[row["slug"]] for row in placed], ["parent"])
    return known


def _site_columns(
    source: dict[str, Any], contact: dict[str, Any], clusters: dict[str, Any]
) -> dict[str, Any]:
    return {
        "name": source["name_zh"],
        "name_en": source["name_en"],
        "level": source["level"],
        "kind": source["kind"],
        "cluster": source["cluster"] or "",
        "region_code": source["region_code"],
        "address": source["address_zh"],
        "hours": contact.get("hours", ""),
        "phone": contact.get("phone", ""),
        "content": {
            "service_scope_zh": source["service_scope_zh"],
            "cluster_name_zh": clusters.get(source["cluster"], {}).get("name_zh", ""),
            "cluster_name_en": clusters.get(source["cluster"], {}).get("name_en", ""),
            "unit_zh": source.get("unit_zh") or "",
            "unit_en": source.get("unit_en") or "",
            "unit_type": source.get("unit_type") or "",
            "status": source["status"],
        },
    }


def load_windows(
    catalogue: Catalogue,
    sites: dict[str, Site],
    departments: dict[str, Department],
    items: dict[str, ServiceItem],
    *,
    ledger: Ledger,
    outcome: Outcome,
) -> None:
    """Create or update every window and what it handles."""
    hours = {row["slug"]: row["hours"] for row in catalogue.site_contacts}
    known = {(row.site_id, row.slug): row for row in Window.objects.select_for_update().order_by("pk")}
    created, changed, handled = [], [], {}
    present = _handled()
    for source in catalogue.windows:
        site = sites[source["site"]]
        key = f"{source['site']}/{source['slug']}"
        row = known.get((site.pk, source["slug"]))
        slugs = items_of(source, catalogue)
        wanted = _window_columns(source, departments, hours) | {"item_slugs": sorted(slugs)}
        if row is None:
            row = Window(site=site, slug=source["slug"], **{name: wanted[name] for name in WINDOW_COLUMNS})
            ledger.remember(WINDOW, key, digest_of(wanted))
            created.append(row)
            handled[key] = (row, slugs)
            continue
        row.item_slugs = present.get(row.pk, [])  # type: ignore[attr-defined]  # compared, never stored
        if merge(WINDOW, key, row, wanted, ledger, outcome):
            changed.append(row)
            handled[key] = (row, slugs)
    Window.objects.bulk_create(created)
    outcome.count(outcome.created, WINDOW, len(created))
    if changed:
        Window.objects.bulk_update(changed, list(WINDOW_COLUMNS))
    _write_handled(handled, items)


def _window_columns(
    source: dict[str, Any], departments: dict[str, Department], hours: dict[str, str]
) -> dict[str, Any]:
    return {
        "name": source["name"],
        "department_id": departments[source["department"]].pk,
        "zone": source["zone"],
        "phone": source["phone"],
        "hours": hours.get(source["site"], ""),
    }


def _handled() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    pairs = Window.items.through.objects.order_by("serviceitem__slug").values_list(
        "window_id", "serviceitem__slug"
    )
    for window_id, slug in pairs:
        found.setdefault(window_id, []).append(slug)
    return found


def _write_handled(handled: dict[str, tuple[Window, list[str]]], items: dict[str, ServiceItem]) -> None:
    through = Window.items.through
    windows = [row.pk for row, _slugs in handled.values()]
    through.objects.filter(window_id__in=windows).delete()
    through.objects.bulk_create(
        [
            through(window_id=row.pk, serviceitem_id=items[slug].pk)
            for row, slugs in handled.values()
            for slug in dict.fromkeys(slugs)
        ],
        batch_size=2000,
    )
