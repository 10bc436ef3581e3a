"""HTML to PDF/A by WeasyPrint, from our own templates, fonts and pictures, never from the network."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from . import fonts

STYLE_SHEETS = ("css/tokens.css", "css/document.css")
VARIANT = "pdf/a-2u"
SEAL_ANCHOR = "seal"
_SCHEME = "portal:"
_FONT = "portal:/font/"
_PX_TO_PT = 0.75
_TAIL = re.compile(r"([^<>&;\s]{4})</p>")
_PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}


class Unfetchable(ValueError):
    """A template asked for something that is not our own static file."""


@dataclass(frozen=True)
class SealPlace:
    """Where the seal goes: page from 0, centre in points from the page's lower left corner."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Rendered:
    """A finished, unsigned PDF."""

    pdf: bytes
    pages: int
    seal: SealPlace | None


def render(template: str, context: dict[str, Any]) -> Rendered:
    """Render a document template with `context`.

    The same input gives the same bytes. A document longer than a page is laid out a second time with
    `long` set: a certificate's foot follows the text, a letter is set tighter, so that no page holds
    a seal alone. Raises fonts.FontMissing without the fonts; characters
    are never dropped because `fonts.cut` covers them or the act was refused beforehand.
    """
    with translation.override("zh-hans"):
        laid = _lay_out(_without_widows(render_to_string(template, context)))
        if len(laid.pages) > 1:
            laid = _lay_out(_without_widows(render_to_string(template, {**context, "long": True})))
    return Rendered(laid.write_pdf(pdf_variant=VARIANT), len(laid.pages), _seal_place(laid))


def _without_widows(html: str) -> str:
    """The last words of a paragraph stay together, so that no line holds a lone character."""
    return _TAIL.sub(r'<span class="tail">\1</span></p>', html)


def picture_pdf(svg: str, *, side_mm: float) -> bytes:
    """A square one-page PDF of our own drawing, for use as a stamp."""
    side = f"{side_mm}mm"
    page = f"@page{{size:{side};margin:0}}html,body{{margin:0;font-size:0}}svg{{width:{side};height:{side}}}"
    html = f'<html lang="zh-Hans"><style>{page}</style>{svg}</html>'
    return bytes(_lay_out(html, house_style=False).write_pdf(pdf_variant=VARIANT))


def _lay_out(html: str, *, house_style: bool = True) -> Any:
    """WeasyPrint's document, laid out and not written yet."""
    from weasyprint import HTML  # noqa: PLC0415 heavy, and needs system libraries that only PDFs need
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    # Fonts go by short addresses: the CSS parser takes longer over a font in a data: URL than the cut itself.
    cut = {f"{_FONT}{place}": font for place, font in enumerate(fonts.cut(html))}
    fetcher = _fetcher({address: font.data for address, font in cut.items()})
    font_config = FontConfiguration()
    return HTML(string=html, base_url=_SCHEME, url_fetcher=fetcher).render(
        stylesheets=[_font_sheet(cut, font_config, fetcher), *(_house_sheets() if house_style else ())],
        font_config=font_config,
        pdf_variant=VARIANT,
    )


def _font_sheet(cut: dict[str, fonts.CutFont], font_config: Any, fetcher: Any) -> Any:
    from weasyprint import CSS  # noqa: PLC0415 heavy

    rules = [
        f'@font-face{{font-family:"{font.family}";font-weight:{font.weight};src:url({address})}}'
        for address, font in cut.items()
    ]
    return CSS(string="".join(rules), font_config=font_config, url_fetcher=fetcher)


@cache
def _house_sheets() -> tuple[Any, ...]:
    from weasyprint import CSS  # noqa: PLC0415 heavy

    return tuple(
        CSS(string=_static(name).read_text(), base_url=_SCHEME, url_fetcher=_fetcher({}))
        for name in STYLE_SHEETS
    )


def _fetcher(cut: dict[str, bytes]) -> Any:
    return _own_files_only()(cut)


@cache
def _own_files_only() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 heavy

    class OwnFilesOnly(URLFetcher):
        """Serves the fonts of one document and pictures of static/img; refuses everything else."""

        def __init__(self, cut: dict[str, bytes]) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
            self.cut = cut

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in self.cut:
                return URLFetcherResponse(url, self.cut[url], {"Content-Type": "font/otf"})
            path = _static(url.removeprefix(_SCHEME).lstrip("/")) if url.startswith(_SCHEME) else None
            if path is None or path.suffix not in _PICTURES:
                raise Unfetchable(url[:200])
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _PICTURES[path.suffix]})

    return OwnFilesOnly


def _static(name: str) -> Path:
    root = Path(settings.BASE_DIR) / "static"
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.is_file() or not re.fullmatch(r"[\w./-]+", name):
        raise Unfetchable(name)
    return path


def _seal_place(document: Any) -> SealPlace | None:
    """The anchor of the last page that has one: a document is sealed where it ends."""
    for number in range(len(document.pages) - 1, -1, -1):
        page = document.pages[number]
        if SEAL_ANCHOR in page.anchors:
            x, y = page.anchors[SEAL_ANCHOR][:2]
            return SealPlace(number, x * _PX_TO_PT, (page.height - y) * _PX_TO_PT)
    return None
