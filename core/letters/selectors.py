"""What a person's message page needs."""

from typing import Any

from django.db.models import QuerySet

from core.letters.models import Message


def inbox(user: Any) -> QuerySet[Message]:
    """Messages to this person, newest first."""
    return Message.objects.filter(recipient=user).order_by("-id")


def unread_count(user: Any) -> int:
    """How many of them were never opened, counted up to 99."""
    return Message.objects.filter(recipient=user, read_at__isnull=True)[:99].count()
