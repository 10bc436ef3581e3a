"""A card after it was issued: told by level, answered, judged, revoked with a reason, never deleted."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from guardian.shortcuts import assign_perm

from accounts.models import Department, StaffMembership, User
from admin_center.calendar.services.load_calendar import load_calendar
from admin_center.supervision.models import Card
from admin_center.supervision.permissions import can_see
from admin_center.supervision.services.answer_card import answer_card
from admin_center.supervision.services.judge_card import judge_answer, revoke_card
from admin_center.supervision.sweep import sweep
from core.errors import Forbidden, Refused
from core.letters.models import Message
from core.now import moved
from core.outbox.models import Outbox
from core.outbox.registry import Promise, handler_of
from core.records.models import Event
from tests.admin_center.clocks.making import clock, noon

pytestmark = pytest.mark.django_db
START = date(2026, 3, 2)
YELLOW_DAY, RED_DAY, WARNING_DAY = date(2026, 3, 17), date(2026, 3, 31), date(2026, 3, 12)
Post = StaffMembership.Post


@pytest.fixture
def office() -> dict[str, User]:
    """A department with a clerk, a head, a clerk who has left, a supervisor, and a stranger."""
    load_calendar()
    department = Department.objects.create(slug="office-of-cards", name="测试局")
    users = {}
    for name, post, verbs in (
        ("clerk", Post.CLERK, ("receive",)),
        ("head", Post.HEAD, ("decide",)),
        ("left", Post.CLERK, ()),
        ("supervisor", None, ("supervise",)),
        ("stranger", None, ()),
    ):
        users[name] = user = User.objects.create_user(f"card.{name}", "x", kind="staff", is_staff=True)
        group = Group.objects.create(name=f"cards {name}")
        user.groups.add(group)
        for verb in verbs:
            assign_perm(verb, group, department)
        if post:
            ends_on = date(2026, 2, 1) if name == "left" else None
            StaffMembership.objects.create(
                user=user, department=department, post=post, starts_on=date(2026, 1, 1), ends_on=ends_on
            )
    clock(START, department=department)
    return users


def card_of(day: date) -> Card:
    with moved(noon(day)):
        sweep()
    return Card.objects.latest("id")


def keep_all() -> None:
    for row in Outbox.objects.filter(topic__startswith="card.", sent_at__isnull=True):
        about = row.topic, row.subject_kind, row.subject_id, row.key
        handler = handler_of(row.topic)
        assert handler is not None
        with moved(row.created_at):
            handler(Promise(row.pk, *about, row.payload, row.created_at, 1))
        Outbox.objects.filter(pk=row.pk).update(sent_at=row.created_at)


def told(topic: str) -> set[str]:
    return set(Message.objects.filter(topic=topic).values_list("recipient__username", flat=True))


@pytest.mark.parametrize(
    ("day", "topic", "who"),
    [
        (WARNING_DAY, "staff.due_soon", {"card.clerk"}),
        (YELLOW_DAY, "staff.yellow_card", {"card.clerk", "card.head"}),
        (RED_DAY, "staff.red_card", {"card.clerk", "card.head", "card.supervisor"}),
    ],
)
def test_a_card_goes_to_the_handler_then_the_head_then_the_supervisor(
    office: dict[str, User], day: date, topic: str, who: set[str]
) -> None:
    card_of(day)
    keep_all()
    Outbox.objects.update(sent_at=None)
    keep_all()  # the relay may repeat itself
    assert told(topic) == who
    assert Message.objects.filter(topic=topic).count() == len(who)


def test_a_revoked_card_is_not_announced_any_more(office: dict[str, User]) -> None:
    card = card_of(YELLOW_DAY)
    revoke_card(by=office["supervisor"], card_id=card.pk, reason="停电")
    Outbox.objects.filter(topic="card.ended").delete()
    keep_all()
    assert told("staff.yellow_card") == set()


def test_a_card_is_answered_judged_answered_again_and_accepted(office: dict[str, User]) -> None:
    card = card_of(YELLOW_DAY)
    answer_card(by=office["clerk"], card_id=card.pk, text=" 材料多，人手不足。 ")
    judge_answer(by=office["supervisor"], card_id=card.pk, holds=False, reason="理由不充分")
    card.refresh_from_db()
    assert (card.state, card.end_reason, card.ended_by) == ("rejected", "理由不充分", office["supervisor"])
    answer_card(by=office["head"], card_id=card.pk, text="当日停电，附证明。")
    card.refresh_from_db()
    assert (card.state, card.end_reason, card.ended_at) == ("answered", "", None)
    judge_answer(by=office["supervisor"], card_id=card.pk, holds=True, reason="")
    card.refresh_from_db()
    assert card.state == "accepted"
    assert [a.text for a in card.answers.all()] == ["材料多，人手不足。", "当日停电，附证明。"]
    acts = Event.objects.filter(subject_kind="card", subject_id=card.pk).order_by("seq")
    assert [e.act for e in acts] == ["answer", "rejected", "answer", "accepted"]
    keep_all()
    assert told("staff.card_answered") == {"card.supervisor"}
    assert told("staff.card_ended") == {"card.clerk", "card.head"}


def test_a_card_is_revoked_with_a_reason_and_stays(office: dict[str, User]) -> None:
    card = card_of(RED_DAY)
    for empty in ("", "   "):
        with pytest.raises(Refused, match="理由"):
            revoke_card(by=office["supervisor"], card_id=card.pk, reason=empty)
    revoke_card(by=office["supervisor"], card_id=card.pk, reason="系统故障所致")
    card.refresh_from_db()
    assert (card.state, card.end_reason) == ("revoked", "系统故障所致")
    with pytest.raises(Refused, match="已撤销"):
        revoke_card(by=office["supervisor"], card_id=card.pk, reason="再撤一次")
    with pytest.raises(Refused, match="已撤销"):
        answer_card(by=office["clerk"], card_id=card.pk, text="说明")


def test_who_may_do_what_with_a_card(office: dict[str, User]) -> None:
    card = card_of(RED_DAY)
    for name in ("supervisor", "left", "stranger"):
        with pytest.raises(Forbidden):
            answer_card(by=office[name], card_id=card.pk, text="说明")
    answer_card(by=office["head"], card_id=card.pk, text="说明")
    for name in ("clerk", "head", "left", "stranger"):
        with pytest.raises(Forbidden):
            judge_answer(by=office[name], card_id=card.pk, holds=True, reason="")
        with pytest.raises(Forbidden):
            revoke_card(by=office[name], card_id=card.pk, reason="x")
    assert [name for name in office if can_see(office[name], card)] == ["clerk", "head", "supervisor"]


def test_impossible_acts_on_a_card_are_refused_by_name(office: dict[str, User]) -> None:
    card = card_of(RED_DAY)
    with pytest.raises(Refused, match="待说明"):
        judge_answer(by=office["supervisor"], card_id=card.pk, holds=True, reason="")
    with pytest.raises(Refused, match="情况说明"):
        answer_card(by=office["clerk"], card_id=card.pk, text=" ")
    with pytest.raises(Refused, match="情况说明"):
        answer_card(by=office["clerk"], card_id=card.pk, text="长" * 2001)
    answer_card(by=office["clerk"], card_id=card.pk, text="说明")
    with pytest.raises(Refused, match="已说明"):
        answer_card(by=office["clerk"], card_id=card.pk, text="再说一次")
    with pytest.raises(Refused, match="没有找到"):
        answer_card(by=office["clerk"], card_id=0, text="说明")
