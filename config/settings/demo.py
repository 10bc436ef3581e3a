"""`make run`: a demonstration on one machine. Never for real data."""

import os

from .base import *  # noqa: F403

DEMO = os.environ.get("PORTAL_DEMO", "1") == "1"
SECRET_KEY = SECRET_KEY or "demonstration-only-" + "k" * 40  # noqa: F405
PORTAL_KEYS = PORTAL_KEYS or "1:" + "11" * 32  # noqa: F405
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "core.letters.channels.DemoEmailBackend"
PORTAL_SMS_BACKEND = "core.letters.channels.DemoSms"
