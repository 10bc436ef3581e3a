"""Letters made on the fly: the same frozen values always give the same file, so nothing is stored."""

from collections.abc import Mapping
from typing import Any

from core.documents import contents, pdf
from core.documents.kinds import template_of


def render_letter(kind: str, values: Mapping[str, Any], token: str = "") -> bytes:
    """The unsealed PDF of a letter or receipt from frozen values (see templates/documents/letters)."""
    return pdf.render(template_of(kind), contents.context(kind, contents.frozen(values), token)).pdf
