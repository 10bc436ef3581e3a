"""The clock in blocks of a cong: one block, one day. Only SVG attributes, so the strict CSP holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from admin_center.clocks.explain import Account, Told
from approvals.selectors.workbench import Checked, Strip
from core.now import today

LIST_WIDTH = 112
HEAD_WIDTH = 336
WEEKDAYS = "一二三四五六日"


def weekday(on: date) -> str:
    """周五; on English pages Fri."""
    return f"{on:%a}" if get_language() == "en" else f"周{WEEKDAYS[on.weekday()]}"


def day_words(on: date) -> str:
    """11月20日 周五; on English pages 20 Nov, Fri."""
    return f"{on:%-d %b, %a}" if get_language() == "en" else f"{on.month}月{on.day}日 {weekday(on)}"


@dataclass(frozen=True, slots=True)
class Block:
    """One shape: a class of staff.css, or a hatch in `fill`."""

    d: str
    css: str = ""
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A word under a block."""

    x: float
    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An inline SVG; `said` is what a screen reader hears."""

    width: int
    height: int
    css: str
    said: str
    blocks: Sequence[Block]
    labels: Sequence[Label] = ()


def _small(x: int, width: int, height: int, *, outlined: bool) -> str:
    if outlined:
        return f"M{x}.5 0.5h{width - 1}v{height - 1}h-{width - 1}z"
    return f"M{x} 0h{width}v{height}h-{width}z"


def row_of_blocks(kinds: Sequence[str], *, css: str, said: str, width: int, height: int) -> Drawing:
    """`kinds` are u (used), l (left), p (paused), s (done) and o (over). Too many share one block."""
    pitch = max(3, min(10, width // max(len(kinds), 1)))
    room = width // pitch
    if len(kinds) > room:
        kinds = [kinds[i * len(kinds) // room] for i in range(room)]
    hatch = "url(#hr)" if css == "red" else "url(#hy)"
    blocks = []
    for place, kind in enumerate(kinds):
        d = _small(place * pitch, pitch - 1, height, outlined=kind in "lp")
        blocks.append(Block(d, fill=hatch) if kind == "o" else Block(d, css=kind))
    return Drawing(width, height, css, said, blocks)


def strip_clock(strip: Strip) -> Drawing:
    """The clock of one row of the queue."""
    over = max(0, -strip.left)
    used = max(0, strip.total - max(strip.left, 0))
    rest = "p" if strip.level == "paused" else "l"
    kinds = "u" * used + rest * max(0, min(strip.left, strip.total)) + "o" * over
    said = _("承诺%(total)d个工作日，已用%(used)d日") % {"total": strip.total, "used": used + over}
    if over:
        said += _("，超%(over)d日") % {"over": over}
    return row_of_blocks(kinds or "l", css=strip.level, said=said, width=LIST_WIDTH, height=11)


def strip_materials(checked: Checked) -> Drawing:
    """How many of the materials are checked."""
    done = checked.ok + checked.missing + checked.doubt
    said = _("材料%(all)d件，已核%(done)d件") % {"all": checked.demanded, "done": done}
    kinds = "s" * done + "l" * max(0, checked.demanded - done)
    return row_of_blocks(kinds or "l", css="", said=said, width=78, height=6)


def _big(x: float, width: float) -> str:
    inner = width - 8
    return f"M{x} 4.5h4v-4h{inner}v4h4v13h-4v4h-{inner}v-4h-4z"


def head_clock(account: Account, *, level: str) -> Drawing:
    """The stepped blocks with their dates in the header of a case: counted and coming days."""
    days = [day for day in account.days if day.told in (Told.COUNTED, Told.AHEAD, Told.PAUSED)]
    pitch = min(48.0, HEAD_WIDTH / max(len(days), 1))
    if pitch < 14:
        kinds = ["o" if d.is_late else "p" if d.told is Told.PAUSED else _used(d.told) for d in days]
        return row_of_blocks(kinds, css=level, said=_said(account), width=HEAD_WIDTH, height=18)
    blocks, labels = [], []
    on = today()
    for place, day in enumerate(days):
        x = 0.5 + place * pitch
        d = _big(x, pitch - 5)
        if day.is_late:
            blocks.append(Block(d, fill="url(#hr)" if level == "red" else "url(#hy)"))
        else:
            blocks.append(Block(d, css="p" if day.told is Told.PAUSED else _used(day.told)))
        text = str(day.on.day)
        if pitch >= 44:
            text += _(" 今天") if day.on == on else f" {weekday(day.on)}"
        important = day.on == on or day.is_last
        labels.append(Label(x + (pitch - 5) / 2, text, "b" if important else ""))
    width = int(len(days) * pitch) or 1
    return Drawing(width, 42, level, _said(account), blocks, labels)


def _used(told: Told) -> str:
    return "u" if told is Told.COUNTED else "l"


def _said(account: Account) -> str:
    return _("承诺%(total)d个工作日，已用%(used)d日，%(due)s截止") % {
        "total": account.total,
        "used": account.used,
        "due": account.promised_due_on.isoformat(),
    }
