"""The keys of the workbench: what each does, on which pages, and what one's own choice may be."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LIST, CASE = "list", "case"
BOTH = frozenset({LIST, CASE})
# Keys that are not one character, as the browser names them, and how they are written on a page.
NAMED = {
    "Escape": "Esc",
    "Enter": "Enter",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "ArrowLeft": "←",
    "ArrowRight": "→",
}
_WRITTEN = {shown.casefold(): name for name, shown in NAMED.items()} | {
    name.casefold(): name for name in NAMED
}


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a key does. `pages` are those where it works; two may share a key when these differ."""

    name: str
    label: Any
    start: str
    pages: frozenset[str]


def _on(page: str, *rows: tuple[str, Any, str]) -> tuple[Key, ...]:
    pages = BOTH if page == "both" else frozenset({page})
    return tuple(Key(name, label, start, pages) for name, label, start in rows)


KEYS = (
    *_on(
        "both",
        ("main", gettext_lazy("办理（受理、完成环节、准予、制证、确认）"), "s"),
        ("next", gettext_lazy("下一件"), "n"),
        ("find", gettext_lazy("查找办件"), "/"),
        ("undo", gettext_lazy("查看或撤回上一批"), "u"),
        ("leave", gettext_lazy("回列表、回上一页"), "Escape"),
    ),
    *_on(
        LIST,
        ("down", gettext_lazy("下一行"), "j"),
        ("up", gettext_lazy("上一行"), "k"),
        ("open", gettext_lazy("打开"), "Enter"),
        ("select", gettext_lazy("选中"), "x"),
        ("bulk", gettext_lazy("批量办理预览"), "a"),
        ("filter", gettext_lazy("筛选"), "f"),
        ("help", gettext_lazy("列出按键"), "?"),
    ),
    *_on(
        CASE,
        ("material_down", gettext_lazy("下一件材料"), "ArrowDown"),
        ("material_up", gettext_lazy("上一件材料"), "ArrowUp"),
        ("page_on", gettext_lazy("材料下一页"), "]"),
        ("page_back", gettext_lazy("材料上一页"), "["),
        ("ok", gettext_lazy("材料齐"), "v"),
        ("missing", gettext_lazy("材料缺"), "x"),
        ("doubt", gettext_lazy("材料存疑"), "?"),
        ("rest", gettext_lazy("其余材料都齐"), "a"),
        ("supplement", gettext_lazy("一次性补正"), "c"),
        ("refuse", gettext_lazy("不予受理、不予许可"), "r"),
        ("transfer", gettext_lazy("转办"), "t"),
        ("promise", gettext_lazy("容缺受理"), "h"),
        ("agree", gettext_lazy("审查结论：同意"), "y"),
        ("disagree", gettext_lazy("审查结论：不同意"), "o"),
        ("back", gettext_lazy("退回审查"), "b"),
        ("extend", gettext_lazy("延长期限"), "e"),
        ("deliver", gettext_lazy("送达"), "d"),
        ("print", gettext_lazy("打印"), "p"),
        ("help_case", gettext_lazy("列出按键"), "k"),
    ),
)
DEFAULTS = {key.name: key.start for key in KEYS}


def read_key(text: str) -> str:
    """A key as somebody wrote it (full width, `esc`, `↓`), by the browser's name; empty for nothing."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return _WRITTEN.get(plain.casefold(), plain)


def why_not_keys(wanted: Mapping[str, str]) -> dict[str, str]:
    """Name of the act → why its key will not do. `wanted` has a key for every act of the workbench."""
    wrong = {}
    for key in KEYS:
        why = _why_not(wanted.get(key.name, "")) or _taken(key, wanted)
        if why:
            wrong[key.name] = why
    return wrong


def _why_not(key: str) -> str:
    if not key:
        return _("请填一个键。")
    if key in NAMED:
        return ""
    if len(key) > 1 or not key.isascii() or not key.isprintable():
        return _("请填键盘上的一个字母或符号，或者 Esc、Enter、↑、↓、←、→。")
    if key.isdigit():
        return _("数字键留给分组和常用语，请换一个。")
    return ""


def _taken(key: Key, wanted: Mapping[str, str]) -> str:
    for other in KEYS:
        if (
            other.name != key.name
            and other.pages & key.pages
            and wanted.get(other.name) == wanted.get(key.name)
        ):
            return _("“%(key)s”在同一页上已用于“%(label)s”，请换一个。") % {
                "key": shown(wanted[key.name]),
                "label": other.label,
            }
    return ""


def shown(key: str) -> str:
    """A key as a page writes it."""
    return NAMED.get(key, key)
