"""What the pages about places read: the three levels, windows, and where an item can be handed in."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet

from admin_center.halls.models import Site, Window
from admin_center.registry.models import ServiceItem

LEVELS = [level.value for level in Site.Level]


@dataclass(slots=True)
class Place:
    """A site and the sites under it."""

    site: Site
    children: list["Place"] = field(default_factory=list)


def site_tree() -> list[Place]:
    """Every active site under its parent, one statement. A child whose parent is closed stands at the top."""
    places = {site.pk: Place(site) for site in Site.objects.filter(is_active=True).order_by("pk")}
    roots: list[Place] = []
    for place in places.values():
        above = places.get(place.site.parent_id or 0)
        (above.children if above else roots).append(place)
    return roots


def site_page(slug: str) -> Site | None:
    """A site with its open windows, their departments and items."""
    windows = Window.objects.filter(is_active=True).select_related("department").prefetch_related("items")
    return (
        Site.objects.filter(slug=slug, is_active=True)
        .select_related("parent")
        .prefetch_related(Prefetch("windows", queryset=windows))
        .first()
    )


def windows_handling(item: ServiceItem, *, level: str = "") -> QuerySet[Window]:
    """Open windows where an item is handled, district first; `level` keeps one level only."""
    rows = Window.objects.filter(is_active=True, site__is_active=True, items=item).select_related(
        "site", "department"
    )
    if level:
        rows = rows.filter(site__level=level)
    return rows.order_by("site_id", "pk")


def places_near(words: str, *, limit: int = 5) -> list[Site]:
    """The townships and village rooms an address or a place name speaks of, the smallest place first.

    The address is compared with the names of towns and villages; without a match the district centre.
    """
    said = words.strip()
    if not said:
        return []
    found = []
    for site in (
        Site.objects.filter(is_active=True).exclude(level=Site.Level.CLUSTER).select_related("parent")
    ):
        unit = str(site.content.get("unit_zh") or "")
        short = (
            unit.removesuffix("街道")
            .removesuffix("社区")
            .removesuffix("镇")
            .removesuffix("乡")
            .removesuffix("村")
        )
        if unit and unit in said:
            found.append((len(unit) + 10, LEVELS.index(site.level), site))
        elif len(short) >= 2 and short in said:
            found.append((len(short), LEVELS.index(site.level), site))
    if not found:
        return list(Site.objects.filter(is_active=True, level=Site.Level.DISTRICT, parent=None)[:1])
    found.sort(key=lambda row: (-row[0], -row[1], row[2].pk))
    return [site for _points, _level, site in found[:limit]]


def nearest_township(address: str) -> Site | None:
    """The township centre an address belongs to, or None when it names none."""
    for site in places_near(address):
        if site.level == Site.Level.TOWNSHIP:
            return site
        if site.level == Site.Level.VILLAGE:
            return site.parent
    return None


def sites_receiving(item: ServiceItem) -> QuerySet[Site]:
    """Sites with an open window for an item, district first."""
    handles = Q(windows__items=item, windows__is_active=True)
    return Site.objects.filter(handles, is_active=True).distinct().order_by("pk")
