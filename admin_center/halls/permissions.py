"""Who keeps sites and windows in the workbench. The public reads them without any right."""

from accounts.models import User
from accounts.models.departments import Verb
from accounts.policy import Visitor, departments_of, ids_where, rights_on
from admin_center.halls.models import Site, SiteGroupObjectPermission
from admin_center.registry.permissions import can_publish_everywhere


def can_see_places(user: Visitor) -> bool:
    """Whoever holds a power in some department or at some site."""
    return bool(departments_of(user) or rights_on(user, SiteGroupObjectPermission))


def can_edit_site(user: User, site: Site) -> bool:
    """Whoever holds `publish` at the site or on the service centre."""
    return site.pk in ids_where(user, Verb.PUBLISH, SiteGroupObjectPermission) or can_publish_everywhere(user)
