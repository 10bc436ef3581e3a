"""What a person's message page needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from core.letters.models import Channel, Delivery, Message
from core.letters.states import said_of
from core.letters.words import BY_TOPIC

TO_STAFF = "staff."
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
    """What people outside were told of one matter, newest first. One statement.

    Its messages are those whose key begins with `prefix` or is one of `keys`: both have an index.
    """
    rows = Delivery.objects.filter(Q(message__key__startswith=prefix) | Q(message__key__in=keys))
    rows = rows.exclude(message__topic__startswith=TO_STAFF).select_related("message")
    found: dict[int, Telling] = {}
    for one in rows.only(*WHAT_BECAME, "message__topic", "message__created_at").order_by("-message_id", "id"):
        turn = one.message
        told = found.setdefault(turn.pk, Telling(turn.created_at, _title(turn.topic), []))
        told.ways.append((one.get_channel_display(), said_of(one)))
    return list(found.values())


def _title(topic: str) -> str:
    wording = BY_TOPIC.get(topic)
    return wording.of(Channel.PORTAL, get_language() or "")[0] if wording else topic


def became_of(keys: list[str]) -> dict[str, str]:
    """key → what became of the delivery with it, in words."""
    rows = Delivery.objects.filter(key__in=keys).only(*WHAT_BECAME)
    return {row.key: said_of(row) for row in rows}
