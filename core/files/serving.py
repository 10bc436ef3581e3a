"""Sending stored bytes to a browser: always as an attachment, never guessed, never cached by others."""

from io import BytesIO
from pathlib import Path

from django.http import FileResponse

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
}


def attachment(place: Path, *, name: str, kind: str = "") -> FileResponse:
    """The file at `place` as a download called `name`; an unknown kind is sent as plain bytes."""
    content_type = CONTENT_TYPES.get(kind, "application/octet-stream")
    response = FileResponse(place.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    return _guarded(response)


def made_here(
    data: bytes, *, name: str, content_type: str = "application/pdf", inline: bool = False
) -> FileResponse:
    """Bytes this portal drew itself; only these may be shown inside the browser (`inline`)."""
    response = FileResponse(BytesIO(data), as_attachment=not inline, filename=name, content_type=content_type)
    response["Content-Length"] = str(len(data))
    return _guarded(response)


def _guarded(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    # Even if a browser opened it, nothing inside may run or load.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
