"""Small files, good and bad, made in memory: no collection of malware is needed to test a door."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from PIL import Image

# ---------------------------------------------------------------- PDF


def pdf(*extra: bytes, catalog: bytes = b"", trailer: bytes = b"", pages: int = 1) -> bytes:
    """A PDF with a correct cross-reference table; `extra` objects are numbered from 10 on."""
    kids = b" ".join(b"%d 0 R" % (100 + n) for n in range(pages))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
    }
    objects |= {10 + n: body for n, body in enumerate(extra)}
    objects |= {100 + n: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>" for n in range(pages)}
    out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, place)
    start = len(out)
    return (
        out + table + b"trailer\n<< /Size 200 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)
    )


def stream(content: bytes, head: bytes = b"") -> bytes:
    """A Flate stream object."""
    packed = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (head, len(packed), packed)


def object_stream(objects: Mapping[int, bytes], head: bytes = b"/Type /ObjStm") -> bytes:
    """Objects packed into a compressed stream, as every newer writer does."""
    body, pairs = b"", []
    for number, text in objects.items():
        pairs.append(b"%d %d" % (number, len(body)))
        body += text + b" "
    index = b" ".join(pairs) + b" "
    return stream(index + body, head + b" /N %d /First %d" % (len(objects), len(index)))


# ---------------------------------------------------------------- zip packages

TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/>%s</Types>'
)
DOCX = {"[Content_Types].xml": TYPES % b"", "word/document.xml": b"<w:document>hello</w:document>"}
XLSX = {"[Content_Types].xml": TYPES % b"", "xl/workbook.xml": b"<workbook/>"}
OFD = {"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"}


def package(parts: Mapping[str, bytes], *more: tuple[zipfile.ZipInfo, bytes], comment: bytes = b"") -> bytes:
    """A zip with these parts in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
        for info, data in more:
            target.writestr(info, data)
        target.comment = comment
    return out.getvalue()


def relations(*lines: bytes) -> bytes:
    """A relationship part."""
    return b"<Relationships>" + b"".join(lines) + b"</Relationships>"


def raw_zip(
    entries: Iterable[tuple[bytes, bytes, int]], directory: Iterable[tuple[bytes, int, int, int, int]]
) -> bytes:
    """A zip by hand: local entries (name, packed, real size), directory (name, packed, real, offset, crc)."""
    out = b""
    for name, packed, real in entries:
        out += (
            struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed), real, len(name), 0)
            + name
            + packed
        )
    start, count = len(out), 0
    for name, packed_size, real, offset, crc in directory:
        out += struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            b"PK\1\2",
            20,
            20,
            0,
            8,
            0,
            0,
            crc,
            packed_size,
            real,
            len(name),
            0,
            0,
            0,
            0,
            0,
            offset,
        )
        out += name
        count += 1
    size = len(out) - start
    return out + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, size, start, 0)


def overlapping_zip(copies: int = 200) -> bytes:
    """Many directory entries that unpack the same kernel: small file, enormous content."""
    content = b"\0" * 1_000_000
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = squeezer.compress(content) + squeezer.flush()
    crc = zlib.crc32(content)
    directory = [(b"word/document.xml", len(kernel), len(content), 0, crc)]
    directory += [(b"word/p%03d.xml" % n, len(kernel), len(content), 0, crc) for n in range(copies)]
    return raw_zip([(b"word/document.xml", kernel, len(content))], directory)


# ---------------------------------------------------------------- pictures


def jpeg(width: int = 40, height: int = 30, exif: bytes = b"") -> bytes:
    """A real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (11, 90, 80)).save(out, "JPEG", **({"exif": exif} if exif else {}))
    return out.getvalue()


def png(width: int = 40, height: int = 30) -> bytes:
    """A real PNG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (11, 90, 80)).save(out, "PNG")
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def flood_png(width: int, height: int) -> bytes:
    """A tiny PNG that announces an enormous picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def flood_jpeg(width: int, height: int) -> bytes:
    """A JPEG whose frame header was rewritten to an enormous size."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def camera_exif(orientation: int = 6) -> bytes:
    """Camera notes with a place, a device and an orientation."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = "SecretPhone"
    notes.get_ifd(0x8825)[1] = "N"
    return notes.tobytes()
