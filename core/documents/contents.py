"""From frozen values to what a template shows. Values are JSON; dates in them are ISO strings."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from core.errors import Refused
from core.now import local

from .fonts import missing_glyphs
from .kinds import DocumentKind
from .qr import qr_svg, verify_url


def frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` as plain JSON: dates and instants become ISO strings, lazy words become text."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return frozen(value)
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def readable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Frozen values for the page: keys ending in _on and _at become Chinese dates and times."""
    return {key: _shown(key, value) for key, value in values.items()}


def _shown(key: str, value: Any) -> Any:
    if isinstance(value, str) and value and key.endswith("_on"):
        return chinese_date(date.fromisoformat(value))
    if isinstance(value, str) and value and key.endswith("_at"):
        at = local(datetime.fromisoformat(value))
        return f"{chinese_date(at)} {at:%H:%M}"
    if isinstance(value, Mapping):
        return readable(value)
    if isinstance(value, list):
        return [_shown("", entry) for entry in value]
    return value


def chinese_date(day: date) -> str:
    """2026年12月9日: no leading zeros, as official documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def title_of(kind: str, values: Mapping[str, Any]) -> str:
    """The printed title: the one in the values, else the name of the kind, in Chinese."""
    with translation.override("zh-hans"):
        return str(values.get("title") or DocumentKind(kind).label)


def context(kind: str, values: Mapping[str, Any], token: str = "") -> dict[str, Any]:
    """What the template of `kind` gets. With a token the document shows its address of verification."""
    shown = {
        "doc": _drawn(readable(values)),
        "title": _drawn(title_of(kind, values)),
        "demonstration": settings.DEMO,
    }
    if token:
        address = verify_url(token)
        shown |= {"verify_url": address, "qr": qr_svg(address)}
    return shown


def _drawn(value: Any) -> Any:
    """Letters nobody may hold up name a character they cannot draw, 〓（U+2A6A5）, and print no empty box."""
    if isinstance(value, str):
        for char in missing_glyphs(value):
            value = value.replace(char, f"〓（U+{ord(char):04X}）")
        return value
    if isinstance(value, Mapping):
        return {key: _drawn(entry) for key, entry in value.items()}
    return [_drawn(entry) for entry in value] if isinstance(value, list) else value


def undrawable(kind: str, values: Mapping[str, Any]) -> list[str]:
    """Characters of the document that no font of ours can draw."""
    return missing_glyphs(title_of(kind, values) + "".join(_texts(values)))


def require_drawable(kind: str, values: Mapping[str, Any]) -> None:
    """Refuse an act whose document would lose a character. Call it before a number is taken."""
    missing = undrawable(kind, values)
    if missing:
        named = "、".join(
            f"{char}（U+{ord(char):04X}）" if char.isprintable() else f"U+{ord(char):04X}" for char in missing
        )
        raise Refused(
            translation.gettext(
                "文书里有字库还没有的字：%(chars)s。请核对；确为用字的，先由管理员补充字库，再办理。"
            )
            % {"chars": named},
            code="missing_glyphs",
        )


def _named(char: str) -> str:
    code = f"U+{ord(char):04X}"
    return f"{char}（{code}）" if char.isprintable() else code


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for entry in value.values() for text in _texts(entry)]
    if isinstance(value, list):
        return [text for entry in value for text in _texts(entry)]
    return []
