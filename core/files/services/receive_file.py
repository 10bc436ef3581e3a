"""Taking a file in: streamed to disk, in quarantine until its content was checked."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from core.files import storage
from core.files.checks import HEAD, Problem, Reason, check_head
from core.files.checks.names import clean_name
from core.files.models import FileState, StoredFile
from core.files.services.check_file import check_stored
from core.now import now

CHECK_TASK = "core.files.check"


def receive(upload: "UploadedFile[bytes]", *, by: Any) -> StoredFile:
    """Store an upload in quarantine and have it checked by a worker.

    What is wrong at first sight (another kind of file, too large, empty) raises Refused and stores nothing.
    """
    stored = _store(upload, by)
    transaction.on_commit(partial(_ask_for_check, stored.token), robust=True)
    return stored


def receive_checked(upload: "UploadedFile[bytes]", *, by: Any) -> StoredFile:
    """Store an upload and check it at once; a file that fails raises Refused and leaves nothing behind."""
    stored = check_stored(_store(upload, by).token)
    if stored.state == FileState.REFUSED:
        reason = stored.refusal
        forget(stored)
        raise Refused(_(reason), code="file_refused")
    return stored


def forget(stored: StoredFile) -> None:
    """Remove row and bytes of a file that nothing refers to."""
    path = stored.path
    stored.delete()
    transaction.on_commit(partial(storage.discard, path))


def _store(upload: "UploadedFile[bytes]", by: Any) -> StoredFile:
    at, name = now(), clean_name(upload.name or "")
    try:
        kept = storage.keep(_checked_chunks(upload, name), at=at, most=settings.PORTAL_FILE_MAX_BYTES)
    except storage.TooLarge:
        raise Refused(_(Reason.TOO_LARGE.sentence), code="too_large") from None
    except Problem as problem:
        raise Refused(_(problem.reason.sentence), code=problem.reason.name.lower()) from None
    if not kept.size:
        storage.discard(kept.path)
        raise Refused(_(Reason.EMPTY.sentence), code="empty")
    return StoredFile.objects.create(
        path=kept.path, name=name, size=kept.size, sha256=kept.sha256, uploaded_by=by, created_at=at
    )


def _checked_chunks(upload: "UploadedFile[bytes]", name: str) -> Iterator[bytes]:
    """The chunks as they come; the first ones already show what kind of file it is."""
    head, waiting = b"", True
    for chunk in upload.chunks():
        if waiting:
            head += chunk
            if len(head) < HEAD:
                continue
            check_head(head[:HEAD], name)
            waiting = False
            chunk = head
        yield chunk
    if waiting and head:
        check_head(head, name)
        yield head


def _ask_for_check(token: str) -> None:
    current_app.send_task(CHECK_TASK, args=[token], retry=False, ignore_result=True)
