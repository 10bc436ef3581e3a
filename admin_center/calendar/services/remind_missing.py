"""From 1 December on, the importers are told once that next year's notice is not in the table."""

from datetime import date

from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.models import User
from admin_center.calendar.permissions import IMPORT_RIGHT
from admin_center.calendar.selectors import workdays
from core.letters.services import notify
from core.now import today

FROM_MONTH = 12


def remind_missing() -> int:
    """How many importers were (or had been) told; 0 while there is time or nothing is missing."""
    on = today()
    first = date(on.year + 1, 1, 1)
    if on.month < FROM_MONTH or not workdays().is_provisional(first):
        return 0
    users = _importers()
    for user in users:
        notify(
            recipient=user,
            topic="staff.calendar_missing",
            params={"date": first.isoformat()},
            subject_kind="calendar",
            subject_id=first.year,
            key=f"calendar:missing:{first.year}:{user.pk}",
        )
    return len(users)


def _importers() -> list[User]:
    app, codename = IMPORT_RIGHT.split(".")
    right = Permission.objects.filter(content_type__app_label=app, codename=codename)
    holds = Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    return list(User.objects.filter(holds, is_active=True).distinct().order_by("pk"))
