"""Sheets of paper for the demonstration: a page with the material's name, plainly marked as a sample."""

from functools import lru_cache
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from core.documents.fonts import faces

SIZE = (1240, 1754)
INK, PALE, SEAL = (22, 33, 31), (122, 136, 133), (179, 38, 30)


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    face = next(iter(faces()))
    return ImageFont.truetype(face.path, size, index=face.index)


@lru_cache(maxsize=512)
def _page(name: str, holder: str) -> bytes:
    image = Image.new("L", SIZE, 255).convert("RGB")
    draw = ImageDraw.Draw(image)
    lines = [name[at : at + 20] for at in range(0, len(name), 20)]
    for place, line in enumerate(lines):
        draw.text((620, 220 + 80 * place), line, INK, font=_font(56), anchor="ma")
    top = 320 + 80 * len(lines)
    draw.line((140, top, 1100, top), INK, 3)
    for place, label in enumerate(("单位或姓名", "内容", "日期", "备注")):
        y = top + 60 + 150 * place
        draw.text((160, y), label, INK, font=_font(36))
        draw.text((460, y), holder if place == 0 else "（样张）", PALE if place else INK, font=_font(36))
        draw.line((140, y + 90, 1100, y + 90), PALE, 1)
    draw.ellipse((800, 1300, 1060, 1560), outline=SEAL, width=6)
    draw.text((930, 1430), "演示", SEAL, font=_font(60), anchor="mm")
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def sheet(name: str, holder: str) -> SimpleUploadedFile:
    """An upload of one PNG page."""
    return SimpleUploadedFile(f"{name[:40]}.png", _page(name, holder), "image/png")
