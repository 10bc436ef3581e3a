"""What every act on a card shares: the lock, the event, the promise to tell people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from admin_center.supervision.models import Card
from core.errors import Refused
from core.outbox.branches import OUTBOX
from core.records.append import append_event
from core.records.models import Event
from core.writes import compose


def locked_card(card_id: int) -> Card:
    """The card, locked until the transaction ends."""
    card = Card.objects.select_for_update(of=("self",)).filter(pk=card_id).first()
    if card is None:
        raise Refused(_("没有找到这张牌。"), code="no_card")
    return card


def record(card: Card, act: str, *, by: User, role: str, at: datetime, data: Mapping[str, Any]) -> Event:
    """One event in the card's own chain; words stay in the rows, the event only refers to them."""
    return append_event(
        subject_kind="card", subject_id=card.pk, act=act, by=by.pk, role=role, at=at, data=data
    )


def promise(topic: str, card: Card, turn: str, *, at: datetime) -> None:
    """Promise to tell the people concerned about one turn of the card."""
    row = {
        "topic": topic,
        "subject_kind": card.subject_kind,
        "subject_id": card.subject_id,
        "key": f"{topic}:{card.pk}:{turn}",
        "payload": {"card": card.pk},
        "created_at": at,
        "next_try_at": at,
    }
    compose.write((OUTBOX,), {"outbox": [row]})
