"""Waking tasks through Redis. Without Redis nothing is lost: beat's next tick finds the row."""

import logging
from functools import lru_cache, partial

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from redis import Redis

log = logging.getLogger(__name__)

RELAY = "core.outbox.relay"
_FLAG_SECONDS = 5


def _flag(task: str) -> str:
    return f"awake:{task}"


def clear_wake(task: str = RELAY) -> None:
    """The task has begun: from now on a new row needs a new wake-up."""
    try:
        cache.delete(_flag(task))
    except Exception as error:  # noqa: BLE001 – Redis only wakes
        log.warning("wake flag of %s not cleared: %s", task, type(error).__name__)


@lru_cache(maxsize=4)
def _redis(address: str) -> Redis:
    """One client for the whole process: Django's cache builds a new one for every call."""
    return Redis.from_url(address, socket_connect_timeout=2, socket_timeout=2)


def _is_first(task: str) -> bool:
    client = _redis(str(settings.CACHES["default"]["LOCATION"]))
    return bool(client.set(cache.make_and_validate_key(_flag(task)), 1, nx=True, ex=_FLAG_SECONDS))


def _send(task: str) -> None:
    try:
        if _is_first(task):
            current_app.send_task(task, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 – Redis only wakes
        log.warning("%s not woken: %s", task, type(error).__name__)


def wake(task: str, using: str = "default") -> None:
    """Wake a task once the present transaction has been committed; wake-ups within seconds are one."""
    transaction.on_commit(partial(_send, task), using=using, robust=True)


def wake_relay(using: str = "default") -> None:
    """Wake the outbox relay once the present transaction has been committed."""
    wake(RELAY, using)
