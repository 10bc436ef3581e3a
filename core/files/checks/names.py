"""Names of files as people give them: kept for display only, never used as a path."""

import unicodedata

LONGEST = 180
_KIND_OF = {
    "pdf": "pdf",
    "jpg": "jpg",
    "jpeg": "jpg",
    "jpe": "jpg",
    "png": "png",
    "docx": "docx",
    "xlsx": "xlsx",
    "ofd": "ofd",
}


def clean_name(name: str) -> str:
    """A name for display: no folders, no invisible or turning characters, at most 180 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    kept = " ".join(kept.split()).strip(". ")
    if len(kept) > LONGEST:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: LONGEST - len(ending) - 1]}.{ending}" if dot and len(ending) <= 8 else kept[:LONGEST]
    return kept or "未命名"


def extension_of(name: str) -> str:
    """The ending after the last dot, lower case; empty without one."""
    _stem, dot, ending = clean_name(name).rpartition(".")
    return unicodedata.normalize("NFKC", ending).lower() if dot else ""


def expected_kind(name: str) -> str:
    """The kind a name promises, or empty."""
    return _KIND_OF.get(extension_of(name), "")
