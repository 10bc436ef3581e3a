"""PDF: nothing that acts by itself, nothing hidden, no password.

Names are searched in the raw file and in every object stream, with their #xx spellings, so neither a broken
cross-reference table nor compression hides them. The search does not trust the file's own structure.
"""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from .reasons import Problem, Reason

MOST_INFLATED = 64 * 1024 * 1024
LONGEST_TAIL = 1024
MOST_PAGES = 5000
MOST_OPEN_ACTIONS = 20
PIECE = 64 * 1024


def _name(text: str) -> bytes:
    """A pattern for the PDF name /text in any spelling, ending where the name ends."""
    letters = "".join(f"(?:{c}|#{ord(c):02x}|#{ord(c):02X})" for c in text)
    return f"/{letters}(?![A-Za-z0-9_#.-])".encode()


def _any(*names: str) -> re.Pattern[bytes]:
    return re.compile(b"|".join(_name(name) for name in names))


# Actions that run something, and the containers that hold such things.
_ACTIVE = _any(
    "JavaScript",
    "Launch",
    "SubmitForm",
    "ImportData",
    "RichMedia",
    "RichMediaExecute",
    "GoToE",
    "Rendition",
    "XFA",
)
_ATTACHED = _any("EmbeddedFile", "EmbeddedFiles", "FileAttachment")
_ENCRYPT = re.compile(_name("Encrypt") + rb"\s*(?:\d+\s+\d+\s+R|<<)")
_OPEN_ACTION = re.compile(_name("OpenAction") + rb"\s*(?:(\[)|(<<)|(\d+)\s+(\d+)\s+R|)")
_GO_TO = re.compile(_name("S") + rb"\s*" + _name("GoTo"))
_STREAM = re.compile(rb">>(?:\s|%[^\r\n]{0,200}[\r\n]){0,50}stream\r?\n")
_FIRST, _COUNT = _any("First"), _any("N")
_FILTER = re.compile(_name("Filter") + rb"\s*(\[[^\]]*\]|/[^\s/\[\]<>()]+|\d+\s+\d+\s+R)")
_FLATE = re.compile(rb"\[?\s*" + _name("FlateDecode") + rb"\s*\]?\Z")
_PREDICTOR = re.compile(_name("Predictor") + rb"\s*(?!1\b)\d+")
_PAGE = re.compile(_name("Type") + rb"\s*" + _name("Page"))
_DICT_REACH = 4096


def check_pdf(path: Path) -> int:
    """The number of pages seen; raises Problem."""
    data = path.read_bytes()
    _check_frame(data)
    if _ENCRYPT.search(data):
        raise Problem(Reason.PDF_ENCRYPTED)
    pages, texts = 0, list(_texts(data))
    for text in texts:
        if _ENCRYPT.search(text):
            raise Problem(Reason.PDF_ENCRYPTED)
        if _ACTIVE.search(text):
            raise Problem(Reason.PDF_ACTIVE)
        if _ATTACHED.search(text):
            raise Problem(Reason.PDF_ATTACHMENT)
        pages += len(_PAGE.findall(text))
    _check_open_actions(texts)
    if not pages:
        raise Problem(Reason.BROKEN)
    return min(pages, MOST_PAGES)


def _check_frame(data: bytes) -> None:
    """Begins with its header, ends with its end mark, and is nothing else besides."""
    end = data.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in data:
        raise Problem(Reason.BROKEN)
    tail = data[end + 5 :]
    if len(tail) > LONGEST_TAIL or tail.strip(b"\r\n\t \x00\x1a"):
        raise Problem(Reason.POLYGLOT)
    if b"PK\x05\x06" in data[-66_000:] and b"PK\x01\x02" in data:
        raise Problem(Reason.POLYGLOT)
    head = data[:1024].lower()
    if any(mark in head for mark in (b"<script", b"<html", b"<svg", b"<?php")):
        raise Problem(Reason.POLYGLOT)


def _texts(data: bytes) -> Iterator[bytes]:
    """The raw file, then every object stream inflated; bounded together."""
    yield data
    left = MOST_INFLATED
    for found in _STREAM.finditer(data):
        header = data[max(0, found.start() - _DICT_REACH) : found.start()]
        header = header[header.rfind(b"obj") + 3 :] if b"obj" in header else header
        if not (_FIRST.search(header) and _COUNT.search(header)):
            continue
        inner = _object_stream(header, data, found.end(), left)
        left -= len(inner)
        yield inner


def _object_stream(header: bytes, data: bytes, start: int, most: int) -> bytes:
    """One object stream in clear text; other codings than Flate are refused, not guessed."""
    coding = _FILTER.search(header)
    if not coding:
        end = data.find(b"endstream", start)
        return data[start : end if end >= 0 else None]
    if not _FLATE.match(coding.group(1)) or _PREDICTOR.search(header):
        raise Problem(Reason.PDF_ODD)
    unpacker, parts, size = zlib.decompressobj(), [], 0
    try:
        for at in range(start, len(data), PIECE):
            part = unpacker.decompress(data[at : at + PIECE], most + 1 - size)
            parts.append(part)
            size += len(part)
            if size > most or unpacker.unconsumed_tail:
                raise Problem(Reason.BOMB)
            if unpacker.eof:
                break
    except zlib.error:
        raise Problem(Reason.BROKEN) from None
    return b"".join(parts)


def _check_open_actions(texts: list[bytes]) -> None:
    """Opening at a certain page is fine; anything else on opening is not."""
    for text in texts:
        actions = list(_OPEN_ACTION.finditer(text))
        if len(actions) > MOST_OPEN_ACTIONS:
            raise Problem(Reason.PDF_ODD)
        for found in actions:
            array, dictionary, number, _generation = found.groups()
            if array or (dictionary and _GO_TO.search(text[found.end() : found.end() + 400])):
                continue
            if number and _is_destination(int(number), texts):
                continue
            raise Problem(Reason.PDF_ACTIVE)


def _is_destination(number: int, texts: list[bytes]) -> bool:
    """Whether every object with this number only names a place in the document."""
    bodies = [
        found.group(1)
        for found in re.finditer(rb"(?<!\d)%d\s+\d+\s+obj\b(.{0,400})" % number, texts[0], re.DOTALL)
    ]
    for inner in texts[1:]:
        bodies += _in_object_stream(number, inner)
    return bool(bodies) and all(body.lstrip()[:1] == b"[" or _GO_TO.search(body) for body in bodies)


def _in_object_stream(number: int, inner: bytes) -> list[bytes]:
    """The object `number` of an object stream: its header lists number and offset in pairs."""
    header = re.match(rb"(?:\s*\d+\s+\d+)+", inner)
    if not header:
        return []
    values = [int(value) for value in header.group().split()]
    starts = dict(zip(values[::2], values[1::2], strict=False))
    if number not in starts:
        return []
    first = header.end()
    return [inner[first + starts[number] : first + starts[number] + 400]]
