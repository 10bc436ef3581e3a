"""Every table of the centre; each subject has its own room."""

from admin_center.calendar.models import CalendarDay, CalendarEdition
from admin_center.clocks.models import Clock, ClockEntry
from admin_center.halls.models import (
    Site,
    SiteGroupObjectPermission,
    SiteUserObjectPermission,
    StaffPosting,
    Window,
)
from admin_center.registry.models import (
    CatalogueRecord,
    ItemVersion,
    MandateScope,
    ServiceItem,
    ServiceItemGroupObjectPermission,
    ServiceItemUserObjectPermission,
)
from admin_center.supervision.models import Card, CardAnswer, Delta

__all__ = [
    "CalendarDay",
    "CalendarEdition",
    "Card",
    "CardAnswer",
    "CatalogueRecord",
    "Clock",
    "ClockEntry",
    "Delta",
    "ItemVersion",
    "MandateScope",
    "ServiceItem",
    "ServiceItemGroupObjectPermission",
    "ServiceItemUserObjectPermission",
    "Site",
    "SiteGroupObjectPermission",
    "SiteUserObjectPermission",
    "StaffPosting",
    "Window",
]
