"""每日提醒: on the morning of an office day everybody who handles cases hears once what waits.

A head hears of the whole department, the others of their own queue. Nothing waits, nothing is sent.
"""

from datetime import date
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import StaffMembership, User
from admin_center.calendar.selectors import workdays
from approvals.enums import StepKind, StepState
from approvals.models import Step
from core.letters.models import Message
from core.letters.services import notify
from core.now import local, now, today

Post = StaffMembership.Post
TOLD: Final = (Post.CLERK, Post.REVIEWER, Post.HEAD)
# Shanghai hours between which it is sent: after noon it would be no digest of the morning any more.
FROM_HOUR: Final = 8
UNTIL_HOUR: Final = 12


def send_digests() -> int:
    """How many were told now. May run as often as it likes: one message a day and person."""
    on = today()
    if not workdays().is_working(on) or not FROM_HOUR <= local(now()).hour < UNTIL_HOUR:
        return 0
    posts = _posts(on)
    keys = {_key(on, user_id): user_id for user_id in posts}
    told = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    waiting = [user_id for key, user_id in keys.items() if key not in told]
    users = User.objects.filter(pk__in=waiting, is_active=True).order_by("pk")
    return sum(_tell(user, posts[user.pk], on) for user in users)


def _key(on: date, user_id: int) -> str:
    return f"digest:{on.isoformat()}:{user_id}"


def _posts(on: date) -> dict[int, set[int]]:
    """User → the departments they head (none for the others)."""
    rows = StaffMembership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on, post__in=TOLD
    )
    found: dict[int, set[int]] = {}
    for user_id, department_id, post in rows.values_list("user", "department", "post"):
        heads = found.setdefault(user_id, set())
        if post == Post.HEAD:
            heads.add(department_id)
    return found


def _tell(user: User, heads: set[int], on: date) -> bool:
    mine = Step.objects.filter(department__in=heads, state=StepState.READY) if heads else None
    steps = Step.objects.queue_of(user) if mine is None else mine
    counts = steps.filter(Q(due_on__lte=on) | Q(kind=StepKind.ACCEPT, case__round__gt=1)).aggregate(
        today=Count("pk", filter=Q(due_on=on)),
        over=Count("pk", filter=Q(due_on__lt=on)),
        back=Count("pk", filter=Q(kind=StepKind.ACCEPT, case__round__gt=1)),
    )
    if not any(counts.values()):
        return False
    notify(
        recipient=user,
        topic="staff.digest",
        params={
            "date": on.isoformat(),
            "count": str(counts["today"]),
            "over": str(counts["over"]),
            "back": str(counts["back"]),
        },
        subject_kind="digest",
        subject_id=on.toordinal(),
        key=_key(on, user.pk),
        link=reverse("admin:approvals_step_changelist"),
    )
    return True
