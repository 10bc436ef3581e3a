"""Housekeeping of the API."""

from celery import shared_task

from core.api.once import forget_old_answers


@shared_task(name="core.api.forget", ignore_result=True)
def forget() -> None:
    """Kept answers live for a day."""
    forget_old_answers()
