"""The sign of life that beat and a worker give together."""

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from redis import Redis

from core.now import now
from core.web.health import ALIVE, ALIVE_SECONDS, HEARTBEAT


@shared_task(name="core.web.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Remember that a task sent by beat was just run by a worker.

    The plain key is for the container engine, which asks Redis without loading Django.
    """
    cache.set(HEARTBEAT, now().timestamp(), timeout=None)
    Redis.from_url(settings.REDIS_URL).set(ALIVE, 1, ex=ALIVE_SECONDS)
