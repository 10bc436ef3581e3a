"""Cursors: the key of the last row of a page, sealed, so that nobody can count or guess rows."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from core.crypto import SealBroken, open_sealed, seal

M = TypeVar("M", bound=Model)


def make_cursor(list_name: str, key: list[Any]) -> str:
    """The cursor for the page that begins after `key`."""
    sealed = seal(json.dumps(key).encode(), context=f"cursor {list_name}")
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_cursor(list_name: str, text: str) -> list[Any] | None:
    """The key inside; None for the first page. ValidationError for a cursor that is not of this list."""
    if not text:
        return None
    try:
        blob = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        key = json.loads(open_sealed(blob, context=f"cursor {list_name}"))
    except (SealBroken, ValueError, binascii.Error):
        raise ValidationError({"cursor": [_("这个翻页标记不是本站给出的，请从第一页重新读。")]}) from None
    return list(key)


def page_by_id(
    rows: QuerySet[M],
    cursor: str,
    *,
    name: str,
    size: int,
    shown: Callable[[M], dict[str, Any]],
) -> dict[str, Any]:
    """One page, newest first, and the cursor of the next one."""
    key = open_cursor(name, cursor)
    if key:
        rows = rows.filter(pk__lt=int(key[0]))
    found = list(rows.order_by("-pk")[: size + 1])
    more = len(found) > size
    return {
        "results": [shown(row) for row in found[:size]],
        "next": make_cursor(name, [found[size - 1].pk]) if more else None,
    }
