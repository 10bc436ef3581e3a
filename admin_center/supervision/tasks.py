"""Supervision's ticks: thin, safe to run twice and at once."""

from celery import shared_task

from admin_center.supervision.sweep import sweep


@shared_task(name="admin_center.supervision.sweep", ignore_result=True)
def sweep_clocks() -> None:
    """Issue the cards that are due."""
    sweep()
