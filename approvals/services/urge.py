"""催办 by the applicant: the act, and who is told of it."""

from django.db import IntegrityError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import StaffMembership, User
from admin_center.calendar.selectors import workdays
from admin_center.supervision.notices import HANDLING, at_post
from approvals.casefile import Changes
from approvals.casefile.file import CASE
from approvals.enums import StepKind, StepState
from approvals.models import Case, Step
from approvals.rules import urging
from approvals.services.act import perform
from core.errors import Refused
from core.letters.services import notify
from core.now import now, today
from core.outbox.models import Outbox
from core.outbox.registry import Promise

Post = StaffMembership.Post
POST_OF = {StepKind.ACCEPT: Post.CLERK, StepKind.CERTIFICATE: Post.CLERK, StepKind.DECIDE: Post.HEAD}


def urge_case(case_id: int, *, by: User) -> Changes:
    """Remind the office. Refused: too early, or done already on this working day."""
    key = urging.urge_key(case_id, today(), workdays())
    if Outbox.objects.filter(key=key).exists():
        raise _already()
    try:
        return perform(case_id, by=by.pk, decide=lambda file: urging.urge(file, by=by.pk, at=now()))
    except IntegrityError:
        if Outbox.objects.filter(key=key).exists():
            raise _already() from None  # two at once: the unique key had the last word
        raise


def _already() -> Refused:
    return Refused(_("今天已经催办过，窗口和负责人都收到了提醒。下一个工作日可以再催。"), code="urged_today")


def receivers(case: Case) -> set[int]:
    """Whoever has an open step of the case in hand, and the head of that department."""
    told: set[int] = set()
    steps = Step.objects.filter(case=case, state=StepState.READY).values_list("department", "kind")
    for department, kind in steps:
        post = POST_OF.get(StepKind(kind), Post.REVIEWER)
        told |= at_post(department, (post,)) or at_post(department, HANDLING)
        told |= at_post(department, (Post.HEAD,))
    return told


def keep_urged_promise(promise: Promise) -> None:
    """Tell the office; each person once, whatever is repeated."""
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
    for user in User.objects.filter(Q(pk__in=receivers(case)), is_active=True).order_by("pk"):
        notify(
            recipient=user,
            topic="staff.urged",
            params=params,
            subject_kind=CASE,
            subject_id=case.pk,
            key=f"{promise.key}:{user.pk}",
            link=reverse("admin:approvals_case_page", args=[case.token]),
            at=promise.at,
        )
