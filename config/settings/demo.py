"""`make run`: a demonstration on one machine. Never for real data."""

import os

from config.settings import running

running.adopt()

from config import beat

from .base import *  # the addresses of the running portal come first

DEMO = os.environ.get("PORTAL_DEMO", "1") == "1"
SECRET_KEY = SECRET_KEY or "demonstration-only-" + "k" * 40
PORTAL_KEYS = PORTAL_KEYS or "1:" + "11" * 32
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "core.letters.channels.DemoEmailBackend"
PORTAL_SMS_BACKEND = "core.letters.channels.DemoSms"
PORTAL_SMS_RECEIPT_KEYS = ["demonstration-only-" + "r" * 40]
CELERY_BEAT_SCHEDULE = beat.schedule(demo=DEMO)
