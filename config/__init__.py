"""Settings, URL plan, Celery, WSGI: sees everything, is seen by nobody."""

from .celery import app as celery_app

__all__ = ["celery_app"]
