"""Background work on files; tokens in, state checked again, safe to run twice."""

import logging
from datetime import timedelta

from celery import shared_task

from core.files.models import FileState, StoredFile
from core.files.scan import ScannerDown
from core.files.services.check_file import check_stored
from core.now import now

log = logging.getLogger(__name__)
STUCK_AFTER = timedelta(seconds=30)
MOST_PER_SWEEP = 100


@shared_task(name="core.files.check", ignore_result=True)
def check(token: str) -> None:
    """Judge one file. A silent scanner leaves it in quarantine for the sweep."""
    try:
        check_stored(token)
    except StoredFile.DoesNotExist:
        log.info("file %s is gone", token)
    except ScannerDown as error:
        log.warning("file %s waits: virus scanner gives %s", token, error)


@shared_task(name="core.files.sweep", ignore_result=True)
def sweep() -> int:
    """Judge what fell through: files still in quarantine after half a minute, oldest first."""
    waiting = StoredFile.objects.filter(state=FileState.QUARANTINED, created_at__lt=now() - STUCK_AFTER)
    done = 0
    for token in list(waiting.order_by("id").values_list("token", flat=True)[:MOST_PER_SWEEP]):
        try:
            check_stored(token)
            done += 1
        except Exception as error:  # noqa: BLE001 – one bad file must not stop the others
            log.error("file %s cannot be checked: %s", token, type(error).__name__)
    return done
