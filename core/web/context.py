"""What every template may know."""

from django.conf import settings
from django.http import HttpRequest

from core.now import local, now
from core.web.middleware import wants_large_type


def portal(request: HttpRequest) -> dict[str, object]:
    """Demo mark, large type, the hour in Shanghai and the public help line."""
    return {
        "demo": settings.DEMO,
        "elder": wants_large_type(request),
        "portal_now": local(now()),
        "hotline": "12345",
    }
