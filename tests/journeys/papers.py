"""Files that people bring: proper ones, and ones that must not be kept."""

from functools import lru_cache
from io import BytesIO

from playwright.sync_api import FilePayload
from pypdf import PdfReader, PdfWriter

from approvals.demo.sheets import sheet


def drawing(name: str) -> FilePayload:
    """A PNG page with the name of the paper on it, marked as a sample."""
    upload = sheet(name, "样张")
    return {"name": f"{name}.png", "mimeType": "image/png", "buffer": upload.read()}


@lru_cache(maxsize=8)
def _pages(count: int, password: str) -> bytes:
    writer, out = PdfWriter(), BytesIO()
    for _page in range(count):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password)
    writer.write(out)
    return out.getvalue()


def scan(name: str, *, pages: int = 1) -> FilePayload:
    """A small PDF."""
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": _pages(pages, "")}


def locked_scan(name: str) -> FilePayload:
    """A PDF that only opens with a password."""
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": _pages(1, "hide")}


def renamed_program(name: str) -> FilePayload:
    """A Windows program that calls itself a PDF."""
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + b"\x00" * 4000}


def words_of(pdf: bytes) -> str:
    """The text of a PDF, without spaces and line breaks."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
