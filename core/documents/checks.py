"""What a deployment needs before it can seal a letter or a certificate."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Error as CheckError
from django.core.checks import Warning as CheckWarning

from core.documents import seal
from core.now import now

SOON = timedelta(days=30)


def seal_is_configured(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A deployment brings its seal's certificate: without one every paper stays 制证中."""
    if settings.DEMO:
        return []
    if not settings.PORTAL_SEAL_PEM:
        return [
            CheckWarning(
                "No seal: no letter and no certificate can be made, they all stay in the making.",
                hint="Set PORTAL_SEAL_PEM to a PEM file with the private key and the certificate.",
                id="core.W002",
            )
        ]
    try:
        until = seal.valid_until()
    except (seal.NoSeal, OSError, ValueError, TypeError) as error:
        return [CheckError(f"PORTAL_SEAL_PEM cannot be used: {error}", id="core.E002")]
    if until < now() + SOON:
        return [
            CheckWarning(
                f"The certificate of the seal ends on {until:%Y-%m-%d}.",
                hint="Put the new key and certificate into the file of PORTAL_SEAL_PEM, without a restart.",
                id="core.W003",
            )
        ]
    return []
