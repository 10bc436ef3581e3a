"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address.

    `X-Forwarded-For` counts only when the peer is one of `settings.PORTAL_TRUSTED_PROXIES`, and then
    only its last entry that is not such a proxy: earlier ones are whatever the client wrote.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    trusted = frozenset(getattr(settings, "PORTAL_TRUSTED_PROXIES", ()))
    if peer not in trusted:
        return peer
    hops = [hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    return next((hop for hop in reversed(hops) if hop and hop not in trusted), peer)
