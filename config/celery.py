"""Celery: Redis only wakes workers; truth and schedules live in Postgres."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")


@setup_logging.connect
def _keep_our_logging(**kwargs: object) -> None:
    """Celery leaves the `LOGGING` setting alone when somebody listens here."""


def rooms_with_tasks() -> list[str]:
    """Packages of our apps that hold a `tasks` module or package, whatever floor they are on."""
    own = [name for name in settings.INSTALLED_APPS if (ROOT / name / "apps.py").exists()]
    found = [path.relative_to(ROOT) for name in own for path in (ROOT / name).glob("**/tasks*")]
    return sorted({".".join(path.parent.parts) for path in found if path.name in ("tasks.py", "tasks")})


app.autodiscover_tasks(rooms_with_tasks, related_name="tasks")
