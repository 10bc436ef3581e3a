"""Who may touch the calendar: readers see it in public; only its importers add an edition."""

from accounts.models import User

IMPORT_RIGHT = "admin_center.add_calendaredition"


def can_import(user: User) -> bool:
    """The system administrators, through their group."""
    return user.has_perm(IMPORT_RIGHT)
