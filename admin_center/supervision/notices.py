"""Who is told about a card: its handlers; from yellow on their head; at red the supervisors too.

Words are filled in after commit, from references; nothing personal stands in them.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from accounts.models import DepartmentGroupObjectPermission, StaffMembership, User
from accounts.models.departments import Verb
from admin_center.clocks import registry
from admin_center.clocks.enums import Level
from admin_center.supervision.models import Card
from core.letters.services import notify
from core.now import local, today
from core.outbox.registry import Promise

Post = StaffMembership.Post
ISSUED_TOPIC = {
    Level.WARNING: "staff.due_soon",
    Level.YELLOW: "staff.yellow_card",
    Level.RED: "staff.red_card",
}
HANDLING = (Post.CLERK, Post.REVIEWER)


def tell_issued(promise: Promise) -> None:
    """Keep a `card.issued` promise. A card revoked meanwhile is not announced."""
    card = _card(promise)
    if card.state == Card.State.REVOKED:
        return
    _tell(card, ISSUED_TOPIC[Level(card.level)], receivers(card), promise)


def tell_answered(promise: Promise) -> None:
    """Keep a `card.answered` promise: the supervisors have something to judge."""
    card = _card(promise)
    _tell(card, "staff.card_answered", supervisors(card.department_id), promise)


def tell_ended(promise: Promise) -> None:
    """Keep a `card.ended` promise: the department learns what became of its card."""
    card = _card(promise)
    _tell(card, "staff.card_ended", {*handlers(card), *at_post(card.department_id, (Post.HEAD,))}, promise)


def receivers(card: Card) -> set[int]:
    """Ids of the users who are told that the card was issued, by its level."""
    told = set(handlers(card))
    if card.level != Level.WARNING:
        told |= at_post(card.department_id, (Post.HEAD,))
    if card.level == Level.RED:
        told |= supervisors(card.department_id)
    return told


def handlers(card: Card) -> set[int]:
    """Whoever has the subject in hand; where nobody is named, everybody who handles in the department."""
    subject = registry.subject_of(card.subject_kind)
    named = set(subject.handlers(card.subject_id)) if subject else set()
    return named or at_post(card.department_id, HANDLING)


def at_post(department_id: int | None, posts: Iterable[str]) -> set[int]:
    """Active users who hold one of the posts in the department today."""
    if department_id is None:
        return set()
    on = today()
    rows = StaffMembership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        department_id=department_id,
        post__in=list(posts),
        starts_on__lte=on,
        user__is_active=True,
    )
    return set(rows.values_list("user_id", flat=True))


def supervisors(department_id: int | None) -> set[int]:
    """Active users whose groups supervise the department."""
    if department_id is None:
        return set()
    groups = DepartmentGroupObjectPermission.objects.filter(
        content_object_id=department_id, permission__codename=Verb.SUPERVISE
    )
    users = User.objects.filter(is_active=True, groups__in=groups.values("group"))
    return set(users.values_list("pk", flat=True))


def _card(promise: Promise) -> Card:
    """By id, or by key where the act that issued it did not know the id yet."""
    said = promise.payload
    which: Any = {"pk": said["card"]} if "card" in said else {"key": said["key"]}
    return Card.objects.select_related("department").get(**which)


def _tell(card: Card, topic: str, user_ids: Iterable[int], promise: Promise) -> None:
    about = registry.describe(card.subject_kind, card.subject_id)
    office = card.department
    params = {
        "item": about.title,
        "item_en": about.title_en or about.title,
        "number": about.number,
        "date": (card.due_on or local(card.issued_at).date()).isoformat(),
        "office": office.name if office else "",
        "office_en": (office.name_en or office.name) if office else "",
    }
    for user in User.objects.filter(pk__in=set(user_ids)).order_by("pk"):
        notify(
            recipient=user,
            topic=topic,
            params=params,
            subject_kind=card.subject_kind,
            subject_id=card.subject_id,
            key=f"{promise.key}:{user.pk}",
            link=about.link,
            at=promise.at,
        )
