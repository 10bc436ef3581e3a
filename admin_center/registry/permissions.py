"""Who reads and who edits the item registry in the workbench. The public reads guides without any right."""

from django.db.models import Q, QuerySet

from accounts.models import Department, User
from accounts.models.departments import Verb
from accounts.policy import Visitor, departments_of, departments_where, ids_where, rights_on
from admin_center.registry.models import ItemVersion, ServiceItem, ServiceItemGroupObjectPermission

CENTRE = "service-centre"


def items_visible_to(user: Visitor) -> QuerySet[ServiceItem]:
    """Whoever holds any power in the item's department or on the item; the centre's editors see all."""
    if can_publish_everywhere(user):
        return ServiceItem.objects.all()
    own = frozenset().union(*rights_on(user, ServiceItemGroupObjectPermission).values())
    return ServiceItem.objects.filter(Q(department_id__in=departments_of(user)) | Q(pk__in=own))


def versions_visible_to(user: Visitor) -> QuerySet[ItemVersion]:
    """Editions of the items the user may see."""
    return ItemVersion.objects.filter(item__in=items_visible_to(user))


def can_see_registry(user: Visitor) -> bool:
    """Whoever holds a power in some department or on some item."""
    return bool(departments_of(user) or rights_on(user, ServiceItemGroupObjectPermission))


def can_publish_everywhere(user: Visitor) -> bool:
    """Whoever holds `publish` on the service centre, which keeps the registry."""
    publishing = departments_where(user, Verb.PUBLISH)
    return bool(publishing) and Department.objects.filter(slug=CENTRE, pk__in=publishing).exists()


def can_edit_words(user: User, item: ServiceItem) -> bool:
    """Whoever holds `publish` on the item, on its department, or on the service centre."""
    return (
        item.department_id in departments_where(user, Verb.PUBLISH)
        or item.pk in ids_where(user, Verb.PUBLISH, ServiceItemGroupObjectPermission)
        or can_publish_everywhere(user)
    )
