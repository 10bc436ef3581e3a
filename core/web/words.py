"""Names of things in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language


def is_english() -> bool:
    """Whether this page is shown in English."""
    return get_language() == "en"


def name_of(thing: Any) -> str:
    """The name of an item, department or site in the page's language; Chinese where no other exists."""
    return (thing.name_en if is_english() else "") or thing.name


def said(entry: Mapping[str, Any], key: str) -> str:
    """`key_en` on English pages where the entry has it, else `key_zh` or `key`."""
    english = entry.get(f"{key}_en") if is_english() else None
    return str(english or entry.get(f"{key}_zh") or entry.get(key) or "")
