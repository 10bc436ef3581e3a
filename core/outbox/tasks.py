"""The relay as a task: woken after commit and by beat; a wake-up that is lost costs seconds only."""

from celery import shared_task

from core.outbox.relay import drain
from core.outbox.wake import clear_wake

MOST_PER_RUN = 500


@shared_task(name="core.outbox.relay", ignore_result=True)
def relay_outbox() -> int:
    """Keep what is due now."""
    clear_wake()
    return drain(MOST_PER_RUN)
