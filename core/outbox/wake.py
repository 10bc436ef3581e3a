"""Waking the relay through Redis. Without Redis nothing is lost: beat and the poll find the row later."""

import logging
from functools import partial

from celery import current_app
from django.core.cache import cache
from django.db import transaction

log = logging.getLogger(__name__)

TASK = "core.outbox.relay"
_FLAG = "outbox:awake"
_FLAG_SECONDS = 5


def clear_wake() -> None:
    """From now on a new row needs a new wake-up."""
    try:
        cache.delete(_FLAG)
    except Exception as error:  # noqa: BLE001 – Redis only wakes
        log.warning("outbox: wake flag not cleared: %s", type(error).__name__)


def _send() -> None:
    try:
        if cache.add(_FLAG, 1, _FLAG_SECONDS):
            current_app.send_task(TASK, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 – Redis only wakes
        log.warning("outbox: relay not woken: %s", type(error).__name__)


def wake_relay(using: str = "default") -> None:
    """Wake the relay once the present transaction has been committed."""
    transaction.on_commit(partial(_send), using=using, robust=True)
