"""Message texts: placeholders, checks, and filling them in.

A placeholder is `{name}`, a lower-case word of the topic; nothing else in braces is allowed. Values
that are ISO dates are written as people read them. An SMS stays within one segment: the item's name
is shortened, never the number or the date.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.letters.models import Channel, MessageTemplate
from core.letters.words import BY_TOPIC, SAMPLES, Wording

CHINESE, ENGLISH = "zh-hans", "en"
SMS_LENGTH = {CHINESE: 70, ENGLISH: 160}
SIGNATURE = {CHINESE: "【余杭政务】", ENGLISH: "[Yuhang] "}
_PLACE = re.compile(r"\{([a-z_]+)\}")
_SHORTEST_ITEM = 4


@dataclass(frozen=True, slots=True)
class Text:
    """A filled-in text of one channel."""

    title: str
    body: str


def placeholders_in(text: str) -> set[str]:
    """The names in braces."""
    return set(_PLACE.findall(text))


def why_not_template(*, topic: str, channel: str, language: str, title: str, body: str) -> str | None:
    """Why this wording may not be saved, or None."""
    wording = BY_TOPIC.get(topic)
    if wording is None:
        return _("没有“%(topic)s”这个事由。") % {"topic": topic}
    text = title + body
    if re.search(r"[{}]", _PLACE.sub("", text)):
        return _("花括号只用来写占位符，例如 {item}，请检查是否少了一边。")
    unknown = placeholders_in(text) - wording.placeholders
    if unknown:
        return _("没有这些占位符：%(names)s。这里可以用：%(known)s。") % {
            "names": _("、").join(sorted(unknown)),
            "known": _("、").join(sorted(wording.placeholders)),
        }
    missing = wording.required - placeholders_in(text)
    if missing:
        return _("少了必须告诉对方的内容：%(names)s。") % {"names": _("、").join(sorted(missing))}
    if channel == Channel.SMS:
        length = len(SIGNATURE[language] + fill(body, {**SAMPLES, "item": "某" * _SHORTEST_ITEM}, language))
        if length > SMS_LENGTH[language]:
            return _("短信太长：填好以后有 %(length)d 个字，最多 %(most)d 个。") % {
                "length": length,
                "most": SMS_LENGTH[language],
            }
    return None


def _said(value: Any, language: str) -> str:
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        day = date.fromisoformat(text)
        return f"{day.day} {day:%b %Y}" if language == ENGLISH else f"{day.year}年{day.month}月{day.day}日"
    return text


def _values(params: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The values for one language: `office_en` stands in for `office` where it is known."""
    values = dict(params)
    if language == ENGLISH:
        values.update({name[:-3]: value for name, value in params.items() if name.endswith("_en") and value})
    return values


def fill(text: str, params: Mapping[str, Any], language: str) -> str:
    """The text with its values; a value that is missing leaves a dash."""
    values = _values(params, language)
    return _PLACE.sub(lambda found: _said(values.get(found[1]) or "-", language), text)


def segment(text: str) -> int:
    """How many characters one SMS holds: 160 of plain ASCII, else 70."""
    return SMS_LENGTH[ENGLISH if text.isascii() else CHINESE]


def segments(text: str) -> int:
    """How many SMS a text takes: in several, each gives up room to say which it is (153 or 67 are left)."""
    most = segment(text)
    return 1 if len(text) <= most else -(-len(text) // (most - (7 if text.isascii() else 3)))


def _sms(body: str, params: Mapping[str, Any], language: str) -> str:
    values = {name: value for name, value in _values(params, language).items() if not name.endswith("_en")}
    text = SIGNATURE[language] + fill(body, values, language)
    item = str(values.get("item", ""))
    too_long = len(text) - segment(text)
    if too_long <= 0 or len(item) <= _SHORTEST_ITEM:
        return text
    dots = "..." if text.isascii() else "…"
    values["item"] = item[: max(len(item) - too_long - len(dots), _SHORTEST_ITEM)] + dots
    return SIGNATURE[language] + fill(body, values, language)


def render(*, topic: str, channel: str, language: str, params: Mapping[str, Any]) -> Text:
    """The text of a topic for one channel: the edited template if there is one, else the house's."""
    return render_each(topic=topic, channel=channel, language=language, params=[params])[0]


def render_each(
    *, topic: str, channel: str, language: str, params: Iterable[Mapping[str, Any]]
) -> list[Text]:
    """The same text with several sets of values, from one look at the template."""
    language = ENGLISH if language == ENGLISH else CHINESE
    edited = MessageTemplate.objects.filter(topic=topic, channel=channel, language=language).first()
    wording: Wording = BY_TOPIC[topic]
    title, body = wording.of(channel, language)
    if edited:
        title, body = edited.title or title, edited.body
    if channel == Channel.SMS:
        return [Text("", _sms(body, one, language)) for one in params]
    return [Text(fill(title, one, language), fill(body, one, language)) for one in params]
