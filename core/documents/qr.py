"""The square code on a document: the address of its page of verification."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4


def verify_url(token: str) -> str:
    """The public address that answers whether the document `token` is valid, own domain spelled out."""
    with translation.override("zh-hans"):
        return settings.PORTAL_URL.rstrip("/") + reverse("core_documents:verify", args=[token])


def qr_svg(payload: str) -> SafeString:
    """`payload` as an SVG without colours or sizes of its own beyond its view box; error correction M."""
    import segno  # noqa: PLC0415 needed where documents are made, not by every process

    code = segno.make(payload, error="m", micro=False)
    width, height = code.symbol_size(scale=1, border=QUIET_ZONE)
    path = "".join(
        f"M{x} {y}h{length}v1h-{length}z"
        for y, row in enumerate(code.matrix_iter(border=QUIET_ZONE))
        for x, length in _runs(row)
    )
    return mark_safe(  # noqa: S308 digits and letters of our own making
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="核验二维码"><path fill="#fff" d="M0 0h{width}v{height}H0z"/>'
        f'<path fill="#16211f" d="{path}"/></svg>'
    )


def _runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Start and length of each unbroken dark stretch of a row."""
    at = 0
    for dark, cells in groupby(row, key=bool):
        length = len(list(cells))
        if dark:
            yield at, length
        at += length
