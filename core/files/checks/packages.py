"""DOCX, XLSX and OFD: zip packages that hold what they say and nothing that runs.

The directory is judged before anything is unpacked; then every part is unpacked once, in pieces, counted and
searched, and thrown away.
"""

import re
import stat
import zipfile
import zlib
from pathlib import Path

from .reasons import Problem, Reason

MOST_ENTRIES = 4000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
SMALL = 2 * 1024 * 1024
PIECE = 256 * 1024
LOCAL_HEADER = 30
DESCRIPTOR = 24
_MARKS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "OFD.xml": "ofd"}
_MACRO = re.compile(
    r"vba(project|data)|activex|macrosheets|dialogsheets|customui|\.(exe|dll|js|vbs|bat|cmd|ps1|jar|hta|lnk|scr)$",
    re.I,
)
_EMBEDDED = re.compile(r"(embeddings/(?!.*\.(docx|xlsx|pptx)$)|oleobject|afchunk)", re.I)
_ENTITY = (b"<!DOCTYPE", b"<!ENTITY")
_ACTIVE_TYPE = re.compile(rb"macroEnabled|vbaProject|activeX", re.I)
_RELATION = re.compile(rb"<Relationship\b[^>]{0,4000}>", re.I)
_PULLED_IN = re.compile(
    rb'Type\s*=\s*["\'][^"\']{0,400}/(attachedTemplate|oleObject|subDocument|frame|aFChunk|image)["\']', re.I
)
_EXTERNAL_MODE = re.compile(rb'TargetMode\s*=\s*["\']External', re.I)
_FIELD = re.compile(rb"DDEAUTO|<ddeLink|instrText[^>]{0,100}>\s*DDE\b", re.I)
MOST_RELATIONS = 4 * 1024 * 1024
OVERLAP = 4096


def check_package(path: Path) -> str:
    """docx, xlsx or ofd; raises Problem."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            _check_directory(entries, path.stat().st_size, package)
            kind = next((kind for mark, kind in _MARKS.items() if mark in package.NameToInfo), "")
            if not kind or (kind != "ofd" and "[Content_Types].xml" not in package.NameToInfo):
                raise Problem(Reason.NOT_OFFICE)
            total = 0
            for entry in entries:
                total += _read_part(package, entry, MOST_UNPACKED - total)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        UnicodeDecodeError,
    ):
        raise Problem(Reason.BROKEN) from None
    return kind


def _check_directory(entries: list[zipfile.ZipInfo], size: int, package: zipfile.ZipFile) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Problem(Reason.BOMB)
    if len(package.comment) > 64 or len({entry.filename.lower() for entry in entries}) != len(entries):
        raise Problem(Reason.ZIP_ODD)
    for entry in entries:
        _check_entry(entry)
    _check_places(entries, size, package)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    odd_name = (
        name.startswith(("/", "\\"))
        or "\x00" in name
        or "\\" in name
        or ".." in name.split("/")
        or ":" in name
    )
    if odd_name or stat.S_ISLNK(entry.external_attr >> 16):
        raise Problem(Reason.ZIP_ODD)
    if entry.flag_bits & 0x1:
        raise Problem(Reason.ZIP_ENCRYPTED)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Problem(Reason.ZIP_ODD)
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        raise Problem(Reason.BOMB)
    if _MACRO.search(name):
        raise Problem(Reason.MACRO)
    if _EMBEDDED.search(name):
        raise Problem(Reason.EMBEDDED)


def _check_places(entries: list[zipfile.ZipInfo], size: int, package: zipfile.ZipFile) -> None:
    """Parts lie one after the other from the first byte on: no overlap, no prefix, no gap to hide in."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        gap = entry.header_offset - end
        if gap < 0:
            raise Problem(Reason.BOMB)
        if gap > DESCRIPTOR:
            raise Problem(Reason.POLYGLOT)
        end = entry.header_offset + _local_header_size(package, entry) + entry.compress_size
    if end > size:
        raise Problem(Reason.BROKEN)


def _local_header_size(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Read from the file itself: the extra field there may differ from the one in the directory."""
    file = package.fp
    if file is None:
        raise Problem(Reason.BROKEN)
    file.seek(entry.header_offset)
    header = file.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise Problem(Reason.BROKEN)
    return LOCAL_HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")


def _read_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    """Unpack one part in pieces; its real size."""
    markup = entry.filename.lower().endswith((".xml", ".rels", ".vml", ".xhtml", ".html"))
    unpacked, tail = 0, b""
    relations = entry.filename.endswith(".rels")
    with package.open(entry) as part:
        while piece := part.read(PIECE):
            unpacked += len(piece)
            if unpacked > (min(most, MOST_RELATIONS) if relations else most):
                raise Problem(Reason.BOMB)
            if markup:
                _check_markup(tail + piece, relations)
                tail = (tail + piece)[-OVERLAP:]
    return unpacked


def _check_markup(text: bytes, relations: bool) -> None:
    plain = text.replace(b"\x00", b"")
    if any(mark in plain.upper() for mark in _ENTITY):
        raise Problem(Reason.ENTITY)
    if _ACTIVE_TYPE.search(plain):
        raise Problem(Reason.MACRO)
    if _FIELD.search(plain):
        raise Problem(Reason.EXTERNAL)
    if relations and any(map(_pulls_in, _RELATION.findall(plain))):
        raise Problem(Reason.EXTERNAL)


def _pulls_in(relation: bytes) -> bool:
    """Whether a relation loads something from outside by itself (a plain link does not)."""
    return bool(_EXTERNAL_MODE.search(relation) and _PULLED_IN.search(relation))
