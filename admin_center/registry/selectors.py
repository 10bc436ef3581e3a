"""What the guide and list pages read about items. Every list has a fixed number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import Department
from admin_center.registry.models import ItemVersion, OnlineLevel, ServiceItem

OFFLINE = (OnlineLevel.INFO, OnlineLevel.DOWNLOAD)


def open_items() -> QuerySet[ServiceItem]:
    """Items that people may read about: active and published. Contents are not fetched."""
    return (
        ServiceItem.objects.filter(is_active=True, live_version__isnull=False)
        .select_related("department", "live_version")
        .defer("live_version__content", "live_version__steps", "search_text", "pinyin")
        .order_by("number")
    )


def item_for_guide(slug: str) -> ServiceItem | None:
    """The item with its whole live version and its department, or None.

    Its windows are the halls' business: `admin_center.halls.selectors.windows_handling`.
    """
    return (
        ServiceItem.objects.filter(slug=slug, is_active=True, live_version__isnull=False)
        .select_related("department", "live_version")
        .first()
    )


def items_by_department() -> list[tuple[Department, list[ServiceItem]]]:
    """Departments that own items, each with its items in the catalogue's order."""
    found: dict[int, tuple[Department, list[ServiceItem]]] = {}
    for item in open_items():
        found.setdefault(item.department_id, (item.department, []))[1].append(item)
    return sorted(found.values(), key=lambda pair: pair[1][0].number)


def items_for(
    *, audience: str = "", department: str = "", kind: str = "", level: str = "", words: str = ""
) -> QuerySet[ServiceItem]:
    """A filtered list; an audience of individual or enterprise includes the items for both."""
    rows = open_items()
    if audience in (ServiceItem.Audience.INDIVIDUAL, ServiceItem.Audience.ENTERPRISE):
        rows = rows.filter(audience__in=[audience, ServiceItem.Audience.BOTH])
    if department:
        rows = rows.filter(department__slug=department)
    if kind in ServiceItem.Kind.values:
        rows = rows.filter(kind=kind)
    if level in OnlineLevel.values:
        rows = rows.filter(online_level=level)
    if words:
        rows = rows.filter(name__contains=words)
    return rows


def items_by_first_letter() -> list[tuple[str, list[ServiceItem]]]:
    """Items under the first pinyin letter of their official name, A to Z."""
    found: dict[str, list[ServiceItem]] = {}
    for item in open_items():
        found.setdefault(item.initials[:1].upper() or "#", []).append(item)
    return sorted(found.items())


def items_not_yet_online() -> QuerySet[ServiceItem]:
    """Items received at a window only, with their opening plans (in the version's content)."""
    return (
        ServiceItem.objects.filter(is_active=True, live_version__isnull=False, online_level__in=OFFLINE)
        .select_related("department", "live_version")
        .order_by("number")
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts for the concentration and online ratios; every share has its denominator beside it."""

    items: int
    online: int
    wholly_online: int
    immediate: int
    approvals: int
    approvals_in_hall: int


def coverage(items: QuerySet[ServiceItem] | None = None) -> Coverage:
    """How many items are online, immediate, and handled in a district hall (C1, N10)."""
    rows = items if items is not None else open_items()
    approval = Q(kind__in=(ServiceItem.Kind.PERMIT, ServiceItem.Kind.NON_PERMIT))
    in_hall = Q(windows__site__level="district", windows__is_active=True)
    counts = rows.order_by().aggregate(
        items=Count("pk", distinct=True),
        online=Count("pk", distinct=True, filter=~Q(online_level__in=OFFLINE)),
        wholly_online=Count("pk", distinct=True, filter=Q(online_level=OnlineLevel.FULLY_ONLINE)),
        immediate=Count("pk", distinct=True, filter=Q(live_version__immediate=True)),
        approvals=Count("pk", distinct=True, filter=approval),
        approvals_in_hall=Count("pk", distinct=True, filter=approval & in_hall),
    )
    return Coverage(**counts)


def versions_of(item: ServiceItem) -> QuerySet[ItemVersion]:
    """Every edition of an item, newest first, without contents."""
    return item.versions.defer("content", "steps").order_by("-edition")


def named(slugs: Iterable[str]) -> dict[str, ServiceItem]:
    """Open items by slug, for links from a guide to the items whose results it asks for."""
    return {item.slug: item for item in open_items().filter(slug__in=set(slugs))}
