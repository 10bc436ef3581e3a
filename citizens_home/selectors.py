"""What the public pages need to read."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.models import Department
from admin_center.calendar.selectors import workdays
from admin_center.clocks.enums import State
from admin_center.clocks.models import Clock, ClockEntry
from admin_center.clocks.rules import open_terms
from admin_center.halls.models import Site, Window
from admin_center.halls.selectors import windows_handling
from admin_center.registry.models import ItemVersion, ServiceItem
from admin_center.registry.search import search_items
from admin_center.registry.selectors import open_items
from approvals.models import Case
from core.models import AuditRoot

DECISION_CLOCK = "decision"
FOUND = 60
RECENT = timedelta(days=90)
PAUSED = ClockEntry.objects.filter(clock=OuterRef("pk"), kind="paused")


@dataclass(frozen=True)
class Due:
    """A computed example: accepted on `accepted_on`, answered by `promised_on` at the latest."""

    accepted_on: date
    is_today: bool
    promised_on: date
    statutory_on: date
    is_provisional: bool


def published(item: ServiceItem) -> ItemVersion:
    """The item's current edition; every item read here has one."""
    if item.live_version is None:
        raise ValueError(f"{item.slug} has no published edition")
    return item.live_version


def guide_item(slug: str) -> ServiceItem | None:
    """One item with its whole current edition."""
    return (
        ServiceItem.objects.filter(is_active=True, live_version__isnull=False, slug=slug)
        .select_related("department", "live_version")
        .first()
    )


def windows_of(item: ServiceItem) -> list[Window]:
    """The windows that handle the item, district first."""
    return list(windows_handling(item))


def audience_counts() -> dict[str, int]:
    """How many live items each audience has; items for both count for both."""
    rows = (
        ServiceItem.objects.filter(is_active=True, live_version__isnull=False)
        .order_by()
        .values_list("audience")
        .annotate(n=Count("id"))
    )
    by = dict(rows)
    both = by.get("both", 0)
    return {
        "individual": by.get("individual", 0) + both,
        "enterprise": by.get("enterprise", 0) + both,
        "all": sum(by.values()),
    }


def township_sites() -> list[Site]:
    """The convenience centres of towns and subdistricts, in the order of the catalogue."""
    return list(Site.objects.filter(is_active=True, level=Site.Level.TOWNSHIP).order_by("id"))


def week_figures(today: date) -> dict[str, Any]:
    """Received and decided since Monday, and how many decisions kept the promise. Counts of rows."""
    monday = today - timedelta(days=today.weekday())
    cases = Case.objects.filter(Q(received_on__gte=monday) | Q(decided_on__gte=monday)).aggregate(
        received=Count("id", filter=Q(received_on__gte=monday)),
        decided=Count("id", filter=Q(decided_on__gte=monday)),
        granted=Count("id", filter=Q(decided_on__gte=monday, outcome="granted")),
        online=Count("id", filter=Q(received_on__gte=monday, channel="online")),
    )
    clocks = Clock.objects.filter(
        subject_kind="case", name=DECISION_CLOCK, state=State.STOPPED, stopped_on__gte=monday
    ).aggregate(
        stopped=Count("id"),
        on_time=Count("id", filter=Q(stopped_on__lte=F("promised_due_on"))),
        paused=Count("id", filter=Exists(PAUSED)),
    )
    return {"monday": monday, "today": today, **cases, **clocks}


def recent_decisions(today: date, limit: int = 5) -> list[Case]:
    """The latest grants of ninety days, which the licensing law makes public; no applicant is read."""
    return list(
        Case.objects.filter(decided_on__gte=today - RECENT, outcome="granted")
        .select_related("item", "department")
        .only(
            "decided_on",
            "item__name",
            "item__name_en",
            "item__slug",
            "department__name",
            "department__name_en",
        )
        .order_by("-decided_on", "-id")[:limit]
    )


def find_items(q: str) -> list[ServiceItem]:
    """Live items matching the words, best first; every live item without words.

    English words are looked for in the English names when the Chinese index knows nothing of them.
    """
    if not q:
        return list(open_items())
    return search_items(q, limit=FOUND) or _in_english(q)


def _in_english(q: str) -> list[ServiceItem]:
    said = [word for word in q.casefold().split() if word.isascii()]
    if not said:
        return []
    found = open_items()
    for word in said:
        found = found.filter(name_en__icontains=word)
    return list(found[:FOUND])


def example_due(item: ServiceItem, today: date) -> Due:
    """By when an application accepted today (or on the next working day) is answered; as the clock counts."""
    calendar, version = workdays(), published(item)
    start = calendar.next_working(today)
    dues = open_terms(
        unit=version.unit,
        start_on=start,
        promised_days=version.promised_days,
        statutory_days=version.statutory_days,
        workdays=calendar,
    )
    provisional = calendar.is_provisional(dues.promised_due_on)
    return Due(start, start == today, dues.promised_due_on, dues.statutory_due_on, provisional)


def legal_bases() -> list[ServiceItem]:
    """Live items with only their names and `legal_basis` (the list of the current edition)."""
    return list(
        ServiceItem.objects.filter(is_active=True, live_version__isnull=False)
        .annotate(legal_basis=F("live_version__content__legal_basis"))
        .only("slug", "name", "name_en")
        .order_by("number")
    )


def department_figures(today: date) -> list[dict[str, Any]]:
    """Decision clocks stopped in the last thirty days, by department. Counts of rows."""
    since = today - timedelta(days=30)
    rows = (
        Clock.objects.filter(
            subject_kind="case", name=DECISION_CLOCK, state=State.STOPPED, stopped_on__gte=since
        )
        .order_by()
        .values("department__name", "department__name_en")
        .annotate(
            stopped=Count("id"),
            on_time=Count("id", filter=Q(stopped_on__lte=F("promised_due_on"))),
            paused=Count("id", filter=Exists(PAUSED)),
        )
        .order_by("-stopped", "department__name")
    )
    return [dict(row) for row in rows]


def audit_roots(limit: int) -> list[AuditRoot]:
    """The latest published roots of the event chains."""
    return list(AuditRoot.objects.order_by("-day")[:limit])


def departments_with_items() -> list[Department]:
    """Departments that own live items, in the order of their names, with how many."""
    return list(
        Department.objects.filter(is_active=True)
        .annotate(n=Count("items", filter=Q(items__is_active=True, items__live_version__isnull=False)))
        .filter(n__gt=0)
        .order_by("name")
    )


def plan_owner(item: ServiceItem) -> Department | None:
    """The department that must open the item online; None for items that are online."""
    plan = published(item).content.get("opening_plan")
    if not plan:
        return None
    if plan["owner"] == item.department.slug:
        return item.department
    return Department.objects.filter(slug=plan["owner"]).first()
