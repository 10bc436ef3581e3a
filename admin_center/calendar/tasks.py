"""The calendar's tick: thin, safe to run twice."""

from celery import shared_task

from admin_center.calendar.services.remind_missing import remind_missing


@shared_task(name="admin_center.calendar.remind", ignore_result=True)
def remind_missing_notice() -> None:
    """Tell the importers that next year's notice is missing."""
    remind_missing()
