"""Is it alive, can it work, how is it doing: for load balancers and monitors, never for people.

`/healthz` asks nobody: the process answers. `/readyz` asks Postgres and Redis. `/metrics` is in the
Prometheus text form and closed to the public: this machine itself, or whoever knows `METRICS_TOKEN`.
"""

import hmac
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from core.now import now

HEARTBEAT = "worker:heartbeat"
ALIVE = "portal:alive"
ALIVE_SECONDS = 90
LOOPBACK = ("127.0.0.1", "::1", "")


@dataclass(frozen=True)
class Health:
    """What could be reached; `worker_age` in seconds since a worker last ran beat's heartbeat."""

    database: bool
    redis: bool
    worker_age: float | None


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        return False


def examine() -> Health:
    """Ask Postgres and Redis once each."""
    try:
        seen = cache.get(HEARTBEAT)
    except (RedisError, OSError):
        return Health(_database_answers(), False, None)
    return Health(_database_answers(), True, None if seen is None else now().timestamp() - float(seen))


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when Postgres and Redis answer, else 503 naming which does not."""
    health = examine()
    body = {"database": health.database, "redis": health.redis}
    return JsonResponse(body, status=200 if all(body.values()) else 503)


def _may_measure(request: HttpRequest) -> bool:
    """A bearer of the token; without a token this machine itself, unless a proxy stands in between."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    return request.META.get("REMOTE_ADDR", "") in LOOPBACK and "X-Forwarded-For" not in request.headers


def _outbox() -> tuple[int, float]:
    """Open promises (counted up to 1000) and the age in seconds of the oldest that is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(max(extract(epoch FROM now() - next_try_at)), 0) FROM ("
            "SELECT next_try_at FROM core_outbox WHERE sent_at IS NULL AND failed_at IS NULL"
            " ORDER BY next_try_at LIMIT 1000) AS open"
        )
        count, oldest = cursor.fetchone() or (0, 0)
    return int(count), max(0.0, float(oldest))


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges in the Prometheus text form."""
    if not _may_measure(request):
        raise Http404
    health = examine()
    gauges: dict[str, float] = {"portal_database_up": health.database, "portal_redis_up": health.redis}
    if health.worker_age is not None:
        gauges["portal_worker_heartbeat_age_seconds"] = round(health.worker_age, 1)
    if health.database:
        count, oldest = _outbox()
        gauges |= {"portal_outbox_open": count, "portal_outbox_oldest_due_seconds": round(oldest, 1)}
    lines = [f"# TYPE {name} gauge\n{name} {float(value):g}\n" for name, value in gauges.items()]
    return HttpResponse("".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8")
