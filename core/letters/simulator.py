"""SIMULATOR, demonstration only: plays the SMS provider that reports what became of each message.

It calls the portal's own address over HTTP, signed like a real provider. Numbers ending in 44 are nobody's;
every other message is reported twice, or in reverse, as real providers do.
"""

import json
import logging
from collections.abc import Iterator
from http.client import HTTPException
from urllib.request import Request, urlopen

from django.conf import settings

from core.letters.models import Channel, Delivery, DeliveryState
from core.letters.receipts import SIGNATURE_HEADER, TIME_HEADER, sign
from core.now import now

log = logging.getLogger(__name__)

ADDRESS = "/api/v1/receipts/sms/"
AT_ONCE = 50
NOBODYS = "44"


def report_all() -> int:
    """Report on what was handed over and has no receipt yet; how many. Nothing outside a demonstration."""
    if not settings.DEMO:
        return 0
    rows = Delivery.objects.filter(
        channel=Channel.SMS, state=DeliveryState.SENT, provider_reference__startswith="demo-"
    )
    told = 0
    for row in rows.order_by("-id")[:AT_ONCE]:
        try:
            for word in _story(row):
                _call(row.key, word)
        except (OSError, HTTPException) as error:
            log.warning("SMS simulator: the portal cannot be reached (%s)", type(error).__name__)
            break
        told += 1
    return told


def _story(row: Delivery) -> Iterator[str]:
    end = "failed" if row.address.endswith(NOBODYS) else "delivered"
    yield from ("accepted", end, end) if row.pk % 2 else (end, "accepted")


def _call(key: str, state: str) -> None:
    body = json.dumps({"key": key, "state": state}).encode()
    at = str(int(now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        TIME_HEADER: at,
        SIGNATURE_HEADER: sign(settings.PORTAL_SMS_RECEIPT_KEYS[0], at, body),
    }
    request = Request(settings.PORTAL_URL + ADDRESS, data=body, headers=headers, method="POST")  # noqa: S310 – our own
    with urlopen(request, timeout=5) as answer:  # noqa: S310 – our own address
        answer.read()
