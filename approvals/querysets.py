"""Which cases and steps a member of staff may see: one policy, read from guardian's group tables.

No row is kept per case: a case is visible through its department, a department that has a step in it,
its item, or the site that received it.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import DepartmentGroupObjectPermission
from accounts.models.departments import Verb
from accounts.policy import Visitor, ids_where, rights_on
from admin_center.halls.models import SiteGroupObjectPermission
from admin_center.registry.models import ServiceItemGroupObjectPermission
from approvals.enums import StepKind, StepState

if TYPE_CHECKING:
    from approvals.models import Case, Step  # noqa: F401 - only for the types below

M = TypeVar("M", bound=Model)

# Which power the next hand on a step needs.
KIND_VERB: dict[str, Verb] = {
    StepKind.ACCEPT: Verb.RECEIVE,
    StepKind.REVIEW: Verb.REVIEW,
    StepKind.SITE_SURVEY: Verb.REVIEW,
    StepKind.EXPERT_REVIEW: Verb.REVIEW,
    StepKind.PUBLIC_NOTICE: Verb.REVIEW,
    StepKind.CO_OPINION: Verb.REVIEW,
    StepKind.REVOCATION: Verb.DECIDE,
    StepKind.DECIDE: Verb.DECIDE,
    StepKind.CERTIFICATE: Verb.ISSUE,
}
CASEWORK = frozenset({Verb.RECEIVE, Verb.REVIEW, Verb.DECIDE, Verb.ISSUE})
SEEING = CASEWORK | {Verb.SUPERVISE}


def seen_through(user: Visitor, table: type[Model]) -> frozenset[int]:
    """Ids of the objects of one guardian table through which the user sees cases."""
    rights = rights_on(user, table)
    return frozenset().union(*(ids for verb, ids in rights.items() if verb in SEEING))


class CaseQuerySet(QuerySet["Case"]):
    """Cases, filtered by who asks."""

    def visible_to(self, user: Visitor) -> "CaseQuerySet":
        """Cases that the job of this member of staff lets them open; at most three extra questions."""
        departments = seen_through(user, DepartmentGroupObjectPermission)
        items = seen_through(user, ServiceItemGroupObjectPermission)
        sites = seen_through(user, SiteGroupObjectPermission)
        if not (departments or items or sites):
            return self.none()
        steps: Any = self.model._meta.get_field("steps").related_model
        allowed = Q(department__in=departments)
        if departments:
            # Asked case by case over the index of its steps, never over all steps of a department.
            allowed |= Q(Exists(steps.objects.filter(case=OuterRef("pk"), department__in=departments)))
        if items:
            allowed |= Q(item__in=items)
        if sites:
            allowed |= Q(site__in=sites)
        return self.filter(allowed)


class StepQuerySet(QuerySet["Step"]):
    """Steps, filtered by who may do them."""

    def queue_of(self, user: Visitor) -> "StepQuerySet":
        """Steps that wait for a power this user holds in the step's department or on its item."""
        mine = Q(pk__in=[])
        by_verb: dict[str, list[str]] = {}
        for kind, verb in KIND_VERB.items():
            by_verb.setdefault(verb, []).append(kind)
        shared: dict[frozenset[int], list[str]] = {}
        for right, kinds in by_verb.items():
            departments = ids_where(user, right, DepartmentGroupObjectPermission)
            if departments:
                shared.setdefault(departments, []).extend(kinds)
            items = ids_where(user, right, ServiceItemGroupObjectPermission)
            if items:
                mine |= Q(case__item__in=items, kind__in=kinds)
        for departments, kinds in shared.items():
            mine |= Q(department__in=departments, kind__in=kinds)
        return self.filter(mine, state=StepState.READY)

    def in_order(self) -> "StepQuerySet":
        """The order of the index `step_queue`: what falls due first comes first."""
        return self.order_by("due_on", "id")
