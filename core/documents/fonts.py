"""The fonts of our documents: what they can draw, and small fonts cut for one document.

A CJK font holds 65,000 outlines; letting the PDF engine load all of them costs half a gigabyte. HarfBuzz
reads the font as a mapped file and cuts the few hundred characters of one document in milliseconds, so
every document is laid out with a font made for it. The same reading answers "can this name be drawn?"
before a number is spent on a document. See docs/adr for the figures.
"""

import ctypes
import ctypes.util
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from core.errors import PortalError

SERIF, SERIF_RARE, SANS = "Portal Serif", "Portal Serif Rare", "Portal Sans"
REGULAR, BOLD = 400, 700
APT_LINE = "apt-get install -y fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

# family in our style sheet, weight, file, name inside the collection
_WANTED = (
    (SERIF, REGULAR, "NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC"),
    (SERIF, BOLD, "NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC"),
    (SANS, REGULAR, "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
    (SANS, BOLD, "NotoSansCJK-Bold.ttc", "Noto Sans CJK SC"),
)
_DIRS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "　、。，；：？！（）《》〔〕“”‘’—…·第页共年月日号章"
_LAYOUT_CONTROLS = "\n\r\t"
_NAME_ID_FAMILY = 1
_DROP_TABLES = 3
# Vertical and alternate forms: horizontal Chinese never asks for them, and they drag in more outlines.
_UNUSED_TABLES = (b"GSUB", b"GPOS", b"BASE", b"VORG", b"vhea", b"vmtx")


class FontMissing(PortalError):
    """No document can be made on this machine; the message names the package to install."""


@dataclass(frozen=True)
class Face:
    """One face of a font file on this machine."""

    family: str
    weight: int
    path: str
    index: int


@dataclass(frozen=True)
class CutFont:
    """A font holding only the characters of one document."""

    family: str
    weight: int
    data: bytes


def missing_glyphs(text: str) -> list[str]:
    """Characters of `text` that none of our document fonts can draw, each once, in order of appearance.

    Invisible control and format characters count as missing: they could hide something in a document.
    """
    missing = []
    for char in dict.fromkeys(text):
        if char in _LAYOUT_CONTROLS:
            continue
        invisible = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn")
        if invisible or not any(_covers(face, char) for face in _text_faces()):
            missing.append(char)
    return missing


def cut(text: str) -> list[CutFont]:
    """Small fonts that together draw every character of `text`, in both families and weights.

    Characters the serif lacks come from the sans under the family name `SERIF_RARE`, so that a rare
    character in a name changes its face rather than disappearing.
    """
    chars = set(text) | set(_ALWAYS)
    fonts = []
    for face in faces():
        fonts.append(CutFont(face.family, face.weight, _subset(face, chars)))
        if face.family == SANS:
            rare = {c for c in chars if not _covers(_face(SERIF, face.weight), c) and _covers(face, c)}
            if rare:
                fonts.append(CutFont(SERIF_RARE, face.weight, _subset(face, rare)))
    return fonts


@cache
def faces() -> tuple[Face, ...]:
    """The four faces we use; raises FontMissing where the font package is not installed."""
    return tuple(_find(*wanted) for wanted in _WANTED)


def _text_faces() -> Iterable[Face]:
    return (face for face in faces() if face.weight == REGULAR)


def _face(family: str, weight: int) -> Face:
    return next(face for face in faces() if (face.family, face.weight) == (family, weight))


def _find(family: str, weight: int, file_name: str, inner_name: str) -> Face:
    for folder in (str(settings.DATA_DIR / "fonts"), *_DIRS):
        for path in sorted(Path(folder).expanduser().rglob(file_name)):
            index = _index_of(str(path), inner_name)
            if index is not None:
                return Face(family, weight, str(path), index)
    raise FontMissing(f"缺少证照字体 {inner_name}，请安装：{APT_LINE}")


# ---- HarfBuzz, bound by hand: a dozen functions of its stable C interface ----

_PTR, _UINT, _STR = ctypes.c_void_p, ctypes.c_uint, ctypes.c_char_p
_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "hb_blob_create_from_file": (_PTR, [_STR]),
    "hb_blob_get_data": (_PTR, [_PTR, ctypes.POINTER(_UINT)]),
    "hb_blob_destroy": (None, [_PTR]),
    "hb_face_count": (_UINT, [_PTR]),
    "hb_face_create": (_PTR, [_PTR, _UINT]),
    "hb_face_destroy": (None, [_PTR]),
    "hb_face_reference_blob": (_PTR, [_PTR]),
    "hb_face_collect_unicodes": (None, [_PTR, _PTR]),
    "hb_ot_name_get_utf8": (_UINT, [_PTR, _UINT, _PTR, ctypes.POINTER(_UINT), _STR]),
    "hb_set_create": (_PTR, []),
    "hb_set_add": (None, [_PTR, _UINT]),
    "hb_set_has": (ctypes.c_int, [_PTR, _UINT]),
    "hb_subset_input_create_or_fail": (_PTR, []),
    "hb_subset_input_unicode_set": (_PTR, [_PTR]),
    "hb_subset_input_set": (_PTR, [_PTR, _UINT]),
    "hb_subset_input_destroy": (None, [_PTR]),
    "hb_subset_or_fail": (_PTR, [_PTR, _PTR]),
}


@cache
def _library() -> dict[str, Any]:
    """The HarfBuzz functions by name; raises FontMissing without the system library."""
    try:
        parts = [ctypes.CDLL(f"lib{name}.so.0") for name in ("harfbuzz", "harfbuzz-subset")]
    except OSError as error:
        raise FontMissing(f"缺少排版组件 HarfBuzz，请安装：{APT_LINE}") from error
    functions = {}
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(parts[1] if name.startswith("hb_subset") else parts[0], name)
        function.restype, function.argtypes = result, arguments
        functions[name] = function
    return functions


@cache
def _open_face(path: str, index: int) -> Any:
    """A mapped face, kept for the life of the process (pages of the file, not copies)."""
    hb = _library()
    return hb["hb_face_create"](hb["hb_blob_create_from_file"](path.encode()), index)


@cache
def _coverage(path: str, index: int) -> Any:
    hb = _library()
    held = hb["hb_set_create"]()
    hb["hb_face_collect_unicodes"](_open_face(path, index), held)
    return held


def _covers(face: Face, char: str) -> bool:
    return bool(_library()["hb_set_has"](_coverage(face.path, face.index), ord(char)))


def _index_of(path: str, inner_name: str) -> int | None:
    hb = _library()
    blob = hb["hb_blob_create_from_file"](path.encode())
    count = hb["hb_face_count"](blob)
    hb["hb_blob_destroy"](blob)
    for index in range(count):
        size, buffer = _UINT(200), ctypes.create_string_buffer(200)
        hb["hb_ot_name_get_utf8"](_open_face(path, index), _NAME_ID_FAMILY, None, ctypes.byref(size), buffer)
        if buffer.value.decode() == inner_name:
            return index
    return None


def _subset(face: Face, chars: Iterable[str]) -> bytes:
    hb = _library()
    order = hb["hb_subset_input_create_or_fail"]()
    wanted = hb["hb_subset_input_unicode_set"](order)
    for char in chars:
        hb["hb_set_add"](wanted, ord(char))
    unwanted = hb["hb_subset_input_set"](order, _DROP_TABLES)
    for tag in _UNUSED_TABLES:
        hb["hb_set_add"](unwanted, int.from_bytes(tag, "big"))
    result = hb["hb_subset_or_fail"](_open_face(face.path, face.index), order)
    hb["hb_subset_input_destroy"](order)
    if not result:
        raise FontMissing(f"字体无法裁剪：{face.path}")
    blob, length = hb["hb_face_reference_blob"](result), _UINT()
    data = ctypes.string_at(hb["hb_blob_get_data"](blob, ctypes.byref(length)), length.value)
    hb["hb_blob_destroy"](blob)
    hb["hb_face_destroy"](result)
    return data
