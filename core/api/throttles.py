"""How much one caller may ask: counted in Redis per user, or per address for strangers."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core.web.address import client_address
from core.web.limits import Limit

READS = Limit("api-reads", most=600, seconds=60)
WRITES = Limit("api-writes", most=120, seconds=60)
STRANGERS = Limit("api-strangers", most=120, seconds=60)
SAFE = ("GET", "HEAD", "OPTIONS")


class PerCaller(BaseThrottle):
    """600 reads and 120 writes a minute for a signed-in caller, 120 requests for a stranger."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count one."""
        if request.user is None or not request.user.is_authenticated:
            return STRANGERS.hit(client_address(request))
        limit = READS if request.method in SAFE else WRITES
        return limit.hit(f"user {request.user.pk}")

    def wait(self) -> float:
        """Seconds until the window is over at the latest."""
        return 60.0
