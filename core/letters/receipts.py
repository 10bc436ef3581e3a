"""Delivery receipts: what the SMS provider says became of a message.

They come late, twice, in any order, or before the provider has answered the request they belong to. Each
names the key that the provider was given. A state only moves forward; the first end that is told stays.
"""

import hmac
import logging
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction

from core.letters.models import Channel, Delivery, DeliveryState
from core.letters.sending import hand_over
from core.now import now

log = logging.getLogger(__name__)

TIME_HEADER: Final = "X-Receipt-Time"
SIGNATURE_HEADER: Final = "X-Receipt-Signature"
FRESH: Final = timedelta(minutes=5)
# The reason of a delivery that a receipt ended.
RECEIPT: Final = "receipt"
MEANS: Final[dict[str, DeliveryState]] = {
    "accepted": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "failed": DeliveryState.FAILED,
}
_RANK: Final[dict[str, int]] = {DeliveryState.QUEUED: 0, DeliveryState.SENT: 1}
_END: Final = 2


def sign(secret: str, at: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over the time (seconds since 1970 as text), a full stop and the body as it is sent."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, sha256).hexdigest()


def is_genuine(at: str, signature: str, body: bytes) -> bool:
    """Whether the body was signed with one of our keys within five minutes of now; never without a key."""
    if not at.isascii() or not at.isdigit() or len(at) > 12 or not signature.isascii():
        return False
    age = abs(now().timestamp() - int(at))
    right = [hmac.compare_digest(sign(key, at, body), signature) for key in settings.PORTAL_SMS_RECEIPT_KEYS]
    return any(right) and age <= FRESH.total_seconds()


def is_ahead(of: str, state: str) -> bool:
    """Whether `of` lies before `state`: queued, then sent, then one of the ends."""
    return _RANK.get(of, _END) < _RANK.get(state, _END)


def heed(key: str, said: str) -> bool:
    """Take in one receipt (a word of MEANS); whether a delivery moved. An unknown key changes nothing.

    A message that did not arrive goes out by the person's next channel.
    """
    state = MEANS[said]
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",)).filter(key=key, channel=Channel.SMS)
        row = rows.select_related("message").first()
        if row is None or not is_ahead(row.state, state):
            return False
        row.state, row.ended_at = state, row.ended_at or now()
        row.reason = RECEIPT if state == DeliveryState.FAILED else ""
        row.save(update_fields=["state", "ended_at", "reason"])
        if state == DeliveryState.FAILED:
            hand_over(row)
            log.warning("delivery %s by sms failed: the provider's receipt", row.pk)
    return True
