"""Load the calendar that ships with the portal: official years 2009–2026 and the projected ones after."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.offices import SYSTEM, give_model_rights
from admin_center.calendar.models import CalendarEdition
from admin_center.calendar.permissions import IMPORT_RIGHT
from admin_center.calendar.services.write_edition import write_edition
from admin_center.calendar.shipped import shipped_editions
from core.now import now


def grant_calendar_rights() -> None:
    """The system administrators see and import calendars."""
    group, _made = Group.objects.get_or_create(name=SYSTEM)
    give_model_rights(
        group, (IMPORT_RIGHT, "admin_center.view_calendaredition", "admin_center.view_calendarday")
    )


@transaction.atomic
def load_calendar() -> list[str]:
    """Write the shipped editions that are missing; answers what was done, one line each.

    A second run does nothing. A year that already has any edition beyond the shipped ones (an imported
    notice) is left alone.
    """
    grant_calendar_rights()
    there = set(CalendarEdition.objects.values_list("year", "edition"))
    done = []
    for shipped in shipped_editions():
        year = shipped.table.year
        if (year, shipped.edition) in there or any(y == year and e > shipped.edition for y, e in there):
            continue
        write_edition(
            shipped.table,
            edition=shipped.edition,
            source=shipped.source,
            known_from=shipped.known_from,
            at=now(),
        )
        done.append(
            _("%(year)s 年第 %(n)s 版：%(source)s")
            % {"year": year, "n": shipped.edition, "source": shipped.source}
        )
    return done
