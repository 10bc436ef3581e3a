"""A message to whoever has a case in hand, and to the head of that office."""

from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse

from accounts.models import StaffMembership, User
from admin_center.supervision.notices import HANDLING, at_post
from approvals.casefile.file import CASE
from approvals.enums import StepKind, StepState
from approvals.models import Case, Step
from core.letters.services import notify
from core.outbox.registry import Promise

Post = StaffMembership.Post
POST_OF = {StepKind.ACCEPT: Post.CLERK, StepKind.CERTIFICATE: Post.CLERK, StepKind.DECIDE: Post.HEAD}


def receivers(case: Case, kinds: Collection[str] = StepKind.values) -> set[int]:
    """Whoever has an open step of these kinds in hand, and the head of that department."""
    told: set[int] = set()
    steps = Step.objects.filter(case=case, state=StepState.READY, kind__in=kinds).values_list(
        "department", "kind"
    )
    for department, kind in steps:
        post = POST_OF.get(StepKind(kind), Post.REVIEWER)
        told |= at_post(department, (post,)) or at_post(department, HANDLING)
        told |= at_post(department, (Post.HEAD,))
    return told


def tell_office(promise: Promise, topic: str, kinds: Collection[str] = StepKind.values) -> None:
    """Tell the office of one turn; each person once, whatever is repeated. The payload names the date."""
    case = Case.objects.select_related("item", "department").get(pk=promise.subject_id)
    office = case.department
    params = {
        "item": case.item.name,
        "item_en": case.item.name_en,
        "number": case.number,
        "date": promise.payload["date"],
        "office": office.name,
        "office_en": office.name_en or office.name,
    }
    for user in User.objects.filter(Q(pk__in=receivers(case, kinds)), is_active=True).order_by("pk"):
        notify(
            recipient=user,
            topic=topic,
            params=params,
            subject_kind=CASE,
            subject_id=case.pk,
            key=f"{promise.key}:{user.pk}",
            link=reverse("admin:approvals_case_page", args=[case.token]),
            at=promise.at,
        )
