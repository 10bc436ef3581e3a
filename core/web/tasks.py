"""The sign of life that beat and a worker give together."""

from celery import shared_task
from django.core.cache import cache

from core.now import now
from core.web.health import HEARTBEAT


@shared_task(name="core.web.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Remember that a task sent by beat was just run by a worker."""
    cache.set(HEARTBEAT, now().timestamp(), timeout=None)
