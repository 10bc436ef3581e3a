"""JPEG and PNG: structure, size in pixels, and rewriting without what people do not mean to hand in.

Both are walked block by block without decoding a pixel, so a picture of a billion pixels costs nothing.
Cleaning is lossless: image data is copied, cameras' notes (place, device, time, thumbnails) are dropped, the
orientation is kept, and anything after the end of the picture is cut off.
"""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from .reasons import Problem, Reason

Piece = bytes | memoryview
MOST_PIXELS = 150_000_000
LONGEST_SIDE = 40_000
_FOREIGN_TEXT = (b"<script", b"<html", b"<svg ", b"<?php", b"%pdf-1", b"%pdf-2")
_FOREIGN_BYTES = (
    b"\x7fELF\x01\x01",
    b"\x7fELF\x02\x01",
    b"MZ\x90\x00\x03",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
)
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"pHYs",
    b"sBIT",
    b"bKGD",
}
_PNG_CRITICAL = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
_SOF = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_ADOBE, _ICC, _JFIF, _EXIF, _SCAN, _END = 0xEE, 0xE2, 0xE0, 0xE1, 0xDA, 0xD9


def check_jpeg(path: Path) -> None:
    """Raises Problem for a broken, oversized or double-natured JPEG."""
    _jpeg_parts(path.read_bytes())


def check_png(path: Path) -> None:
    """Raises Problem for a broken, oversized or double-natured PNG."""
    _png_parts(path.read_bytes())


def clean_jpeg(data: bytes) -> bytes:
    """The same picture without application notes; only colour profile and orientation stay."""
    return b"".join(_jpeg_parts(data))


def _jpeg_parts(data: bytes) -> list[Piece]:
    """Views into `data`, not copies: a picture may be 50 MB."""
    parts: list[Piece] = [b"\xff\xd8"]
    sized, orientation = False, 1
    for marker, segment in _segments(data):
        if marker in _SOF:
            _check_pixels(int.from_bytes(segment[5:7], "big"), int.from_bytes(segment[3:5], "big"))
            sized = True
        if marker == _EXIF:
            orientation = _orientation(bytes(segment[2:])) or orientation
        if marker == _SCAN and not sized:
            raise Problem(Reason.BROKEN)
        if _kept(marker, segment):
            parts += [b"\xff" + bytes([marker]), segment]
    if not sized:
        raise Problem(Reason.BROKEN)
    if orientation != 1:
        parts.insert(1, _orientation_segment(orientation))
    return [*parts, b"\xff\xd9"]


def _segments(data: bytes) -> Iterator[tuple[int, memoryview]]:
    """Marker and segment up to the end of the picture; a scan comes with its coded pixels."""
    at, view = 2, memoryview(data)
    while True:
        found = _NEXT_MARKER.match(data, at)
        if not found:
            raise Problem(Reason.BROKEN)
        marker, start = found.group(1)[0], found.end()
        if marker == _END:
            _refuse_foreign(data[start:])
            return
        length = int.from_bytes(data[start : start + 2], "big")
        at = start + length
        if marker in (0x01, 0xD8) or length < 2 or at > len(data):
            raise Problem(Reason.BROKEN)
        if marker == _SCAN:
            end = _NEXT_MARKER.search(data, at)
            at = end.start() if end else len(data)
        yield marker, view[start:at]


def _kept(marker: int, segment: memoryview) -> bool:
    if marker == 0xFE:
        _refuse_foreign(bytes(segment))
        return False
    if 0xE0 <= marker <= 0xEF:
        profile = marker == _ICC and segment[2:14] == b"ICC_PROFILE\x00"
        return marker in (_JFIF, _ADOBE) and len(segment) < 64 or profile
    return True


def _orientation(exif: bytes) -> int:
    """The orientation tag (1 to 8) of an Exif block, 0 when there is none."""
    if not exif.startswith(b"Exif\x00\x00"):
        return 0
    tiff = exif[6:]
    order = "little" if tiff[:2] == b"II" else "big"
    start = int.from_bytes(tiff[4:8], order)  # type: ignore[arg-type]
    count = int.from_bytes(tiff[start : start + 2], order)  # type: ignore[arg-type]
    for entry in range(min(count, 200)):
        field = tiff[start + 2 + entry * 12 : start + 14 + entry * 12]
        if int.from_bytes(field[:2], order) == 0x0112:  # type: ignore[arg-type]
            value = int.from_bytes(field[8:10], order)  # type: ignore[arg-type]
            return value if 1 <= value <= 8 else 0
    return 0


def _orientation_segment(orientation: int) -> bytes:
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2, "big") + b"\x00\x00"
    body = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def clean_png(data: bytes) -> bytes:
    """The same picture with only the chunks that draw it."""
    return b"".join(_png_parts(data))


def _png_parts(data: bytes) -> list[Piece]:
    """Views into `data`, not copies."""
    parts: list[Piece] = [_PNG_SIGNATURE]
    at, seen, view = len(_PNG_SIGNATURE), list[bytes](), memoryview(data)
    while b"IEND" not in seen:
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if len(kind) < 4 or end > len(data):
            raise Problem(Reason.BROKEN)
        if kind not in _PNG_KEPT and kind[:1].isupper():
            raise Problem(Reason.BROKEN)
        if kind in _PNG_KEPT:
            _check_crc(view[at:end])
            parts.append(view[at:end])
        if kind == b"IHDR":
            _check_pixels(
                int.from_bytes(data[at + 8 : at + 12], "big"), int.from_bytes(data[at + 12 : at + 16], "big")
            )
        seen.append(kind)
        at = end
    if seen[0] != b"IHDR" or seen.count(b"IHDR") != 1 or b"IDAT" not in seen:
        raise Problem(Reason.BROKEN)
    _refuse_foreign(data[at:])
    return parts


def _check_crc(chunk: memoryview) -> None:
    if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
        raise Problem(Reason.BROKEN)


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise Problem(Reason.BROKEN)
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Problem(Reason.PIXELS)


def _refuse_foreign(rest: bytes) -> None:
    """Phones append small trailers, which are cut off; another file behind a picture is refused."""
    lowered = rest.lower()
    package = b"PK\x05\x06" in rest and b"PK\x03\x04" in rest
    if (
        package
        or any(mark in lowered for mark in _FOREIGN_TEXT)
        or any(mark in rest for mark in _FOREIGN_BYTES)
    ):
        raise Problem(Reason.POLYGLOT)
