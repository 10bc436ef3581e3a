"""What a deployment's letters need before it starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning


def sms_is_configured(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A deployment without an SMS gateway cannot send sign-in codes; demonstrations have their own."""
    if settings.DEMO or not settings.PORTAL_SMS_BACKEND.endswith("UnconfiguredSms"):
        return []
    return [
        CheckWarning(
            "No SMS gateway: nobody can register or reset a password, and every SMS fails by name.",
            hint="Set PORTAL_SMS_URL and PORTAL_SMS_TOKEN.",
            id="core.W001",
        )
    ]
