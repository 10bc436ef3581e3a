"""Judging a file in quarantine, cleaning pictures, asking the virus scanner."""

import logging

from django.db import transaction

from core.files import storage
from core.files.checks import Judgement, Reason, check_file
from core.files.checks.images import clean_jpeg, clean_png
from core.files.models import FileState, ScanState, StoredFile
from core.files.scan import scan
from core.now import now

log = logging.getLogger(__name__)
_CLEANERS = {"jpg": clean_jpeg, "png": clean_png}


def check_stored(token: str) -> StoredFile:
    """Judge one file; safe to run twice and at the same time, a judged file is left alone.

    Pictures are rewritten without cameras' notes, so their digest and size change here. The bytes of a
    refused file are deleted, its row keeps the reason. Raises ScannerDown when the scanner is silent.
    """
    stored = StoredFile.objects.get(token=token)
    if stored.state != FileState.QUARANTINED:
        return stored
    try:
        return _judge(stored)
    except FileNotFoundError:
        # Another worker was faster and took the original away; anything else is a real loss.
        stored.refresh_from_db()
        if stored.state == FileState.QUARANTINED:
            raise
        return stored


def _judge(stored: StoredFile) -> StoredFile:
    place = storage.absolute(stored.path)
    judged = check_file(place, stored.name)
    said = scan(place) if judged.reason is None else ScanState.NOT_SCANNED
    if said == ScanState.INFECTED:
        judged = Judgement(judged.kind, Reason.VIRUS.sentence)
    cleaned = _cleaned(stored, judged) if judged.reason is None else None
    return _take(stored, judged, said, cleaned)


def _cleaned(stored: StoredFile, judged: Judgement) -> storage.Kept | None:
    cleaner = _CLEANERS.get(judged.kind)
    if cleaner is None:
        return None
    data = storage.absolute(stored.path).read_bytes()
    clean = cleaner(data)
    return None if clean == data else storage.keep([clean], at=stored.created_at)


def _take(stored: StoredFile, judged: Judgement, said: ScanState, cleaned: storage.Kept | None) -> StoredFile:
    result: dict[str, object] = {
        "state": FileState.REFUSED if judged.reason else FileState.CLEAN,
        "refusal": judged.reason or "",
        "kind": judged.kind,
        "pages": judged.pages,
        "scan": said,
        "checked_at": now(),
    }
    if cleaned:
        result |= {"path": cleaned.path, "sha256": cleaned.sha256, "size": cleaned.size}
    with transaction.atomic():
        won = StoredFile.objects.filter(pk=stored.pk, state=FileState.QUARANTINED).update(**result)
    # Which bytes are no longer wanted: the original when it was cleaned or refused, our copy when overtaken.
    if won and (cleaned or judged.reason):
        transaction.on_commit(lambda: storage.discard(stored.path))
    elif cleaned and not won:
        storage.discard(cleaned.path)
    if judged.reason:
        log.info("file %s refused: %s", stored.token, judged.kind or "unknown kind")
    return StoredFile.objects.get(pk=stored.pk)
