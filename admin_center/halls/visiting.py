"""The centre as a visitor sees it: halls with windows by zone, towns with villages, today's hours."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from admin_center.calendar.selectors import workdays
from admin_center.halls.models import Site, Window


def centre() -> dict[str, Any]:
    """District and cluster centres with their windows by zone; towns with their villages."""
    sites = list(Site.objects.filter(is_active=True).order_by("id"))
    windows: dict[int, dict[str, list[Window]]] = {}
    rows = Window.objects.filter(is_active=True, site__is_active=True).select_related("department")
    for window in rows.annotate(item_count=Count("items")).order_by("site_id", "id"):
        windows.setdefault(window.site_id, {}).setdefault(window.zone, []).append(window)
    villages: dict[int, list[Site]] = {}
    for site in sites:
        if site.level == Site.Level.VILLAGE and site.parent_id:
            villages.setdefault(site.parent_id, []).append(site)
    return {
        "halls": [_hall(s, windows) for s in sites if s.level in (Site.Level.DISTRICT, Site.Level.CLUSTER)],
        "towns": [
            {"site": s, "villages": villages.get(s.pk, [])} for s in sites if s.level == Site.Level.TOWNSHIP
        ],
    }


def _hall(site: Site, windows: dict[int, dict[str, list[Window]]]) -> dict[str, Any]:
    return {
        "site": site,
        "zones": [{"name": zone, "windows": w} for zone, w in windows.get(site.pk, {}).items()],
    }


def hall_words(day: date) -> str:
    """Whether the hall works on that day, and its hours, in words."""
    calendar = workdays()
    if calendar.is_working(day):
        return _("大厅今日 8:30—12:00，13:30—17:00")
    opens = calendar.next_working(day)
    return _("大厅今日休息，%(on)s开门") % {"on": date_format(opens, _("n月j日"))}
