"""Telling a person: a message in the portal, and a letter by the channel they chose."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import translation

from core.letters.models import Channel, Delivery, DeliveryState, Message
from core.letters.quiet import first_loud
from core.letters.registry import Addresses, addresses_of
from core.letters.templates import render
from core.now import now
from core.outbox.wake import wake

SEND_TASK: Final = "core.letters.send"
GIVE_UP_AFTER: Final = timedelta(hours=4)
# Of these four hours the last belongs to the channel after the chosen one.
KEPT_FOR_NEXT: Final = timedelta(hours=1)
NO_ADDRESS: Final = "no address"

# What is tried after the chosen channel failed; the portal has the message in any case.
FALLBACK: dict[str, tuple[str, ...]] = {
    Channel.SMS: (Channel.SMS, Channel.EMAIL),
    Channel.EMAIL: (Channel.EMAIL,),
    Channel.PORTAL: (),
}


def notify(
    *,
    recipient: Any,
    topic: str,
    params: Mapping[str, Any],
    subject_kind: str,
    subject_id: int,
    key: str,
    link: str = "",
    at: datetime | None = None,
) -> Message:
    """Tell `recipient` (a user) about one turn of one matter; the same `key` tells once.

    `topic` is one of core.letters.words; `params` are its placeholders (dates as ISO text); `at` is
    the time of the act. Writes the portal message and queues the first outside channel.
    """
    found = Message.objects.filter(key=key).first()
    if found:
        return found
    to = addresses_of(recipient)
    text = render(topic=topic, channel=Channel.PORTAL, language=to.language, params=params)
    happened = at or now()
    with transaction.atomic():
        message, made = Message.objects.get_or_create(
            key=key,
            defaults={
                "recipient": recipient,
                "topic": topic,
                "subject_kind": subject_kind,
                "subject_id": subject_id,
                "title": text.title,
                "body": text.body,
                "params": dict(params),
                "link": link,
                "created_at": happened,
            },
        )
        if made:
            _ended(message, Channel.PORTAL, DeliveryState.SENT)
            queue_next(message, to, FALLBACK[to.contact])
    return message


def first_channel(to: Addresses) -> str:
    """The channel a letter leaves by first; the portal where no other has an address."""
    return next((channel for channel in FALLBACK[to.contact] if to.of(channel)), Channel.PORTAL)


def queue_next(
    message: Message, to: Addresses, channels: Sequence[str], *, until: datetime | None = None
) -> Delivery | None:
    """Queue the first of `channels` that has an address; those without one end as skipped.

    It is tried until `until`, or four hours, less one where another channel could follow.
    """
    for place, channel in enumerate(channels, 1):
        address = to.of(channel)
        if not address:
            _ended(message, channel, DeliveryState.SKIPPED, NO_ADDRESS)
            continue
        due = first_loud(channel, now())
        follows = any(to.of(other) for other in channels[place:])
        end = until or due + GIVE_UP_AFTER - (KEPT_FOR_NEXT if follows else timedelta())
        delivery, _made = Delivery.objects.get_or_create(
            key=delivery_key(message, channel),
            defaults={
                "message": message,
                "channel": channel,
                "address": address,
                "text": outside_text(message, channel, to.language),
                "next_try_at": due,
                "expires_at": end,
            },
        )
        wake(SEND_TASK)
        return delivery
    return None


def delivery_key(message: Message, channel: str) -> str:
    """The key a provider gets at every repeat."""
    return f"{message.key}:{channel}"


def outside_text(message: Message, channel: str, language: str) -> str:
    """What leaves the house; a letter ends with the portal's start page, never with a deeper link."""
    text = render(topic=message.topic, channel=channel, language=language, params=message.params).body
    if channel != Channel.EMAIL:
        return text
    with translation.override(language):
        where = translation.gettext("请登录网上行政服务中心查看：")
        who = translation.gettext("余杭区行政服务中心")
    return f"{text}\n\n{where}{settings.PORTAL_URL}/\n{who}"


def _ended(message: Message, channel: str, state: str, reason: str = "") -> None:
    at = now()
    Delivery.objects.get_or_create(
        key=delivery_key(message, channel),
        defaults={
            "message": message,
            "channel": channel,
            "state": state,
            "reason": reason,
            "next_try_at": at,
            "expires_at": at,
            "ended_at": at,
        },
    )


def mark_read(*, by: Any, token: str) -> bool:
    """The recipient has opened the message; whether it was unread before."""
    return bool(Message.objects.filter(recipient=by, token=token, read_at__isnull=True).update(read_at=now()))
