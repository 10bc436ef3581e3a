"""What a file really is, judged by its content alone, and why it cannot be taken.

Pure over a path: no database, no settings, no network, bounded memory. Reasons are plain Chinese sentences
for the person who handed the file in; they say what to do instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .images import check_jpeg, check_png
from .names import expected_kind, extension_of
from .packages import check_package
from .pdfs import check_pdf
from .reasons import Problem, Reason

HEAD = 2048
KINDS = ("pdf", "jpg", "png", "docx", "xlsx", "ofd")

_CHECKS: dict[str, Callable[[Path], int | None]] = {"pdf": check_pdf, "jpg": check_jpeg, "png": check_png}
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"dex\n",
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06", b"PK\x07\x08")
_OTHER_IMAGES = (b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF", b"\x00\x00\x01\x00", b"8BPS")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<svg", b"<html", b"<!doctype", b"<script", b"<?xml", b"<?php", b"<%", b"mime-version:")


@dataclass(frozen=True)
class Judgement:
    """`reason` is None for a good file; `kind` is one of KINDS or empty; `pages` only for PDFs."""

    kind: str
    reason: str | None = None
    pages: int | None = None


def sniff(head: bytes) -> str:
    """The kind announced by the first bytes: pdf, jpg, png or package; raises Problem for all others."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"PK\x03\x04"):
        return "package"
    raise Problem(_why_not(head))


def _why_not(head: bytes) -> Reason:
    if not head:
        return Reason.EMPTY
    if head.startswith(_PROGRAMS):
        return Reason.PROGRAM
    if head.startswith(_OLE):
        return Reason.OLD_OFFICE
    if head.startswith(_ARCHIVES):
        return Reason.ARCHIVE
    if head.startswith(_OTHER_IMAGES) or head[4:8] == b"ftyp":
        return Reason.OTHER_IMAGE
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip().lower()
    if any(mark in start for mark in _MARKUP):
        return Reason.WEB_PAGE
    if b"%PDF-" in head:
        return Reason.PDF_PREFIX
    return Reason.UNKNOWN


def check_head(head: bytes, name: str) -> None:
    """The quick look at the first bytes and the name while a file is still arriving; raises Problem."""
    kind, wanted = sniff(head), expected_kind(name)
    family = {"docx": "package", "xlsx": "package", "ofd": "package"}.get(wanted, wanted)
    if not wanted or family != kind:
        raise Problem(Reason.OTHER_NAME if wanted or extension_of(name) else Reason.NO_EXTENSION)


def check_file(path: Path, name: str = "") -> Judgement:
    """The full judgement of a file. With its name, the ending of the name has to agree with the content."""
    kind = ""
    try:
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD))
        pages = None
        if kind == "package":
            kind = check_package(path)
        else:
            pages = _CHECKS[kind](path)
        if name and expected_kind(name) != kind:
            raise Problem(Reason.OTHER_NAME)
    except Problem as problem:
        return Judgement(kind if kind in KINDS else "", problem.reason.sentence)
    return Judgement(kind, None, pages)


__all__ = ["HEAD", "KINDS", "Judgement", "Problem", "Reason", "check_file", "check_head", "sniff"]
