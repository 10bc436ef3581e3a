"""Writes the items of the catalogue: identities, and a new edition of the content only where it changed."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchVector

from accounts.models import Department
from admin_center.registry import index
from admin_center.registry.models import CatalogueRecord, ItemVersion, ServiceItem
from admin_center.registry.rules.expand import Expander, digest_of
from admin_center.registry.services.records import Ledger, Outcome, merge
from admin_center.registry.source import Catalogue

KIND = CatalogueRecord.Kind.ITEM.value
ORIGIN = "catalogue"
# Columns that decide how an item is found.
INDEXED = ("search_text", "pinyin", "initials")


def load_items(
    catalogue: Catalogue,
    departments: dict[str, Department],
    *,
    at: datetime,
    ledger: Ledger,
    outcome: Outcome,
) -> dict[str, ServiceItem]:
    """Create or update every item and publish changed contents; returns the items by slug."""
    known = {row.slug: row for row in ServiceItem.objects.select_for_update().order_by("pk")}
    words = _words_by_item(catalogue)
    created, changed = [], []
    for source in catalogue.items:
        wanted = _columns(source, departments, words.get(source["slug"], []))
        row = known.get(source["slug"])
        if row is None:
            row = ServiceItem(slug=source["slug"], **wanted)
            ledger.remember(KIND, source["slug"], digest_of(wanted))
            created.append(row)
        elif merge(KIND, source["slug"], row, wanted, ledger, outcome):
            changed.append(row)
    sources = {item["slug"]: item for item in catalogue.items}
    loaded = [*(row for row in known.values() if row.slug in sources), *created]
    stale = reindex(loaded, sources, departments)
    ServiceItem.objects.bulk_create(created)
    outcome.count(outcome.created, KIND, len(created))
    if changed:
        ServiceItem.objects.bulk_update(
            changed, list(_columns(catalogue.items[0], departments, [])), batch_size=200
        )
    if stale:
        ServiceItem.objects.bulk_update([row for row in stale if row.slug in known], INDEXED, batch_size=200)
        ServiceItem.objects.filter(pk__in=[row.pk for row in stale]).update(
            search_vector=SearchVector("search_text", config="simple")
        )
    known.update({row.slug: row for row in created})
    _publish(catalogue, known, at=at, outcome=outcome)
    return known


def reindex(
    rows: list[ServiceItem], sources: dict[str, dict[str, Any]], departments: dict[str, Department]
) -> list[ServiceItem]:
    """Compute the search columns of items from names, everyday words and texts; the rows that changed.

    Nothing is saved here.
    """
    stale = []
    for row in rows:
        source = sources[row.slug]
        body = [
            source["result"]["name_zh"],
            departments[source["department"]].name,
            row.name_en,
            *source["conditions"],
        ]
        columns = index.columns(row.name, row.synonyms, body)
        if any(getattr(row, name) != value for name, value in columns.items()):
            stale.append(row)
            for name, value in columns.items():
                setattr(row, name, value)
    return stale


def _words_by_item(catalogue: Catalogue) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word, slugs in catalogue.synonyms.items():
        for slug in slugs:
            found.setdefault(slug, []).append(word)
    return found


def _columns(source: dict[str, Any], departments: dict[str, Department], words: list[str]) -> dict[str, Any]:
    return {
        "number": source["number"],
        "name": source["name_zh"],
        "name_en": source["name_en"],
        "department_id": departments[source["department"]].pk,
        "kind": source["kind"],
        "audience": source["audience"],
        "online_level": source["online_level"],
        "synonyms": words,
    }


def _publish(catalogue: Catalogue, known: dict[str, ServiceItem], *, at: datetime, outcome: Outcome) -> None:
    latest: dict[int, ItemVersion] = {}  # the newest edition from the catalogue
    live: dict[int, ItemVersion] = {}
    highest: dict[int, int] = {}
    lives = {row.live_version_id for row in known.values()}
    for version in ItemVersion.objects.defer("content", "steps").order_by("edition"):
        highest[version.item_id] = version.edition
        if version.origin == ORIGIN:
            latest[version.item_id] = version
        if version.pk in lives:
            live[version.item_id] = version
    expander = Expander(catalogue)
    fresh = []
    for source in catalogue.items:
        item = known[source["slug"]]
        content = expander.content(source)
        digest = digest_of(content)
        if item.pk in latest and latest[item.pk].digest == digest:
            continue
        if item.pk in live and live[item.pk].origin != ORIGIN:
            outcome.conflicts.append(f"事项 {item.slug}：现行版本由管理员发布，目录的新内容没有发布。")
            continue
        fresh.append(version_of(item, content, digest, edition=highest.get(item.pk, 0) + 1, at=at))
        outcome.published.append(item.slug)
    ItemVersion.objects.bulk_create(fresh)
    turned = []
    for version in fresh:
        version.item.live_version = version
        turned.append(version.item)
    ServiceItem.objects.bulk_update(turned, ["live_version"], batch_size=200)


def version_of(
    item: ServiceItem,
    content: dict[str, Any],
    digest: str,
    *,
    edition: int,
    at: datetime,
    origin: str = ORIGIN,
) -> ItemVersion:
    """A version row from a content; the columns repeat what the case kernel reads."""
    return ItemVersion(
        item=item,
        edition=edition,
        digest=digest,
        origin=origin,
        content=content,
        unit=content["unit"],
        statutory_days=content["statutory_days"],
        promised_days=content["promised_days"],
        intake_days=content["intake"]["days"],
        delivery_days=content["delivery_days"],
        supplement_days=content["supplement_days"],
        immediate=content["immediate"],
        one_person_allowed=content["one_person_allowed"],
        pause_grounds=content["pause_grounds"],
        steps=content["steps"],
        number_pattern=content["result"]["number_pattern"],
        series_key=f"item:{item.slug}",
        published_at=at,
    )
