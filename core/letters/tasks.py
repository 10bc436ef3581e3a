"""Sending as a task: woken after a message is written, and by beat."""

from celery import shared_task

from core.letters import simulator
from core.letters.sending import send_due
from core.letters.services import SEND_TASK
from core.outbox.wake import clear_wake


@shared_task(name=SEND_TASK, ignore_result=True)
def send_letters() -> int:
    """Try what is due now."""
    clear_wake(SEND_TASK)
    return send_due()


@shared_task(name="core.letters.demo_receipts", ignore_result=True)
def simulate_receipts() -> None:
    """Demonstration only: the simulated provider reports."""
    simulator.report_all()
