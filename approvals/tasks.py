"""Celery's doors to the sweeps: no arguments, state checked again under lock, safe to run twice."""

from celery import shared_task

from approvals.services import bulk, digest, drafts, sweeps


@shared_task(name="approvals.deem_overdue_cases")
def deem_overdue_cases() -> int:
    """Every minute; the dates do not depend on when it runs."""
    return sweeps.deem_overdue_cases() + sweeps.lapse_overdue_cases() + sweeps.renew_silent_cases()


@shared_task(name="approvals.archive_ended_cases")
def archive_ended_cases() -> int:
    """Nightly."""
    return sweeps.archive_ended_cases()


@shared_task(name="approvals.keep_drafts")
def keep_drafts() -> int:
    """Hourly: remind of drafts that end soon, delete those that ended."""
    return drafts.remind_expiring_drafts() + drafts.delete_expired_drafts()


@shared_task(name="approvals.carry_out_held")
def carry_out_held() -> int:
    """Every few seconds: bulk acts that nobody took back within their thirty seconds."""
    return bulk.carry_out_due()


@shared_task(name="approvals.send_digests")
def send_digests() -> int:
    """Every ten minutes; says once a morning what waits."""
    return digest.send_digests()
