"""What a person's message page needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language

from core.letters.models import Channel, Delivery, Message
from core.letters.states import said_of
from core.letters.words import BY_TOPIC

TO_STAFF = "staff."
MOST_TOLD = 50
WHAT_BECAME = ("message", "channel", "state", "reason", "attempts", "key")


def inbox(user: Any) -> QuerySet[Message]:
    """Messages to this person, newest first."""
    return Message.objects.filter(recipient=user).order_by("-id")


def unread_count(user: Any) -> int:
    """How many of them were never opened, counted up to 99."""
    return Message.objects.filter(recipient=user, read_at__isnull=True)[:99].count()


@dataclass(frozen=True, slots=True)
class Telling:
    """One message to the people of a matter: its title and what became of it by each channel, in words."""

    at: datetime
    title: str
    ways: list[tuple[str, str]]


def told_about(prefix: str, keys: Sequence[str] = ()) -> list[Telling]:
    """What people outside were told of one matter, newest first. Two statements.

    Its messages are those whose key begins with `prefix` or is one of `keys`: both have an index.
    """
    ways = Delivery.objects.only(*WHAT_BECAME).order_by("id")
    rows = Message.objects.filter(Q(key__startswith=prefix) | Q(key__in=keys))
    rows = rows.exclude(topic__startswith=TO_STAFF).only("topic", "created_at").order_by("-id")
    return [
        Telling(row.created_at, _title(row.topic), [_way(one) for one in row.deliveries.all()])  # type: ignore[attr-defined]
        for row in rows.prefetch_related(Prefetch("deliveries", queryset=ways))[:MOST_TOLD]
    ]


def _title(topic: str) -> str:
    wording = BY_TOPIC.get(topic)
    return wording.of(Channel.PORTAL, get_language() or "")[0] if wording else topic


def _way(one: Delivery) -> tuple[str, str]:
    return one.get_channel_display(), said_of(one)


def became_of(keys: list[str]) -> dict[str, str]:
    """key → what became of the delivery with it, in words."""
    rows = Delivery.objects.filter(key__in=keys).only(*WHAT_BECAME)
    return {row.key: said_of(row) for row in rows}
