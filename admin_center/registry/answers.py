"""The questions of an item version and what people answer: the door for forms, the desk and the case.

A version may be given as its row or as its content. Nothing here knows HTTP or the database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.rules.numbers import normal
from admin_center.registry.enums import FieldType, Topic
from admin_center.registry.models import ItemVersion
from admin_center.registry.rules import cleaners
from admin_center.registry.rules.cleaners import AnswerError, Field

__all__ = [
    "AnswerError",
    "TopicPage",
    "accept_checksum",
    "active_materials",
    "clean_answer",
    "display",
    "hints",
    "label_of",
    "topics",
]

Content = Mapping[str, Any]
PER_PAGE = 6
CLEANERS: dict[str, Callable[[Field, Any], str]] = {
    FieldType.TEXT: cleaners.text,
    FieldType.CHOICE: cleaners.choice,
    FieldType.YES_NO: cleaners.yes_no,
    FieldType.PHONE: cleaners.phone,
    FieldType.ADDRESS: cleaners.address,
    FieldType.NUMBER: cleaners.number,
    FieldType.AREA: cleaners.area,
    FieldType.MONEY: cleaners.money,
    FieldType.DATE: cleaners.day,
    FieldType.ID_NUMBER: cleaners.id_number,
    FieldType.USCC: cleaners.uscc,
}
AUTOCOMPLETE = {
    "person.name": "name",
    "person.phone": "tel",
    "person.email": "email",
    "person.address": "street-address",
    "person.birth_date": "bday",
    "organisation.name": "organization",
    "organisation.address": "street-address",
}
INPUTMODE = {
    FieldType.PHONE: "tel",
    FieldType.NUMBER: "decimal",
    FieldType.AREA: "decimal",
    FieldType.MONEY: "decimal",
}


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One page of the form: a topic, and a part number when the topic needs several pages."""

    key: str
    topic: str
    title: str
    fields: tuple[Field, ...]


def content_of(version: ItemVersion | Content) -> Content:
    """The content of a version row, or the content itself."""
    if isinstance(version, ItemVersion):
        content: Content = version.content
        return content
    return version


def clean_answer(field: Field, raw: Any) -> str:
    """The value to store for what was typed.

    Raises AnswerError with a sentence for the person; code "checksum" means that only the check place of
    a number disagrees, which staff may accept (see `accept_checksum`).
    """
    cleaner = CLEANERS.get(str(field.get("type")))
    if cleaner is None:
        raise AnswerError(_("这个问题现在不能回答，请联系窗口。"), code="unknown_type")
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        raise AnswerError(_("请填写%(label)s") % {"label": label_of(field)}, code="empty")
    if isinstance(raw, (bytes, list, tuple, set)) or (
        isinstance(raw, Mapping) and field.get("type") not in (FieldType.DATE, FieldType.ADDRESS)
    ):
        raise AnswerError(_("请只填一个答案。"), code="format")
    return cleaner(field, raw)


def accept_checksum(field: Field, raw: Any) -> tuple[str, str]:
    """For staff who saw the original: (value, warning). The warning is "" when the check place agrees.

    Raises AnswerError when more than the check place is wrong. The caller records who took it and why.
    """
    try:
        return clean_answer(field, raw), ""
    except AnswerError as error:
        if error.code != "checksum":
            raise
        code = normal(str(raw))
        value = f"{code[:8]}-{code[8]}" if len(code) == 9 else code
        return value, str(error)


def label_of(entry: Mapping[str, Any], name: str = "label") -> str:
    """The text of an entry in the reader's language; Chinese where there is no English."""
    if (get_language() or "").startswith("en") and entry.get(f"{name}_en"):
        return str(entry[f"{name}_en"])
    return str(entry.get(f"{name}_zh") or entry.get("key", ""))


def display(field: Field, value: Any) -> str:
    """The stored value in words: labels for choices, units for amounts, 2026年11月24日 for dates."""
    if value in (None, ""):
        return ""
    kind = field.get("type")
    if kind == FieldType.CHOICE:
        chosen = next((c for c in field.get("choices") or [] if c["value"] == value), None)
        return label_of(chosen) if chosen else str(value)
    if kind == FieldType.YES_NO:
        return _("是") if value == "yes" else _("否")
    if kind == FieldType.DATE:
        return _date_in_words(str(value))
    if kind in (FieldType.NUMBER, FieldType.AREA, FieldType.MONEY):
        return _with_unit(str(value), str(field.get("unit") or ""))
    return str(value)


def _date_in_words(value: str) -> str:
    parts = value.split("-")
    if len(parts) != 3:
        return value
    try:
        return date_format(date(*(int(part) for part in parts)), "DATE_FORMAT")
    except ValueError:
        return value


def _with_unit(value: str, unit: str) -> str:
    whole, dot, rest = value.partition(".")
    grouped = f"{int(whole):,}{dot}{rest}" if whole.isdigit() else value
    gap = "" if unit in ("", "%") else " "
    return f"{grouped}{gap}{unit}"


def active_materials(version: ItemVersion | Content, answers: Content) -> list[dict[str, Any]]:
    """The materials these answers demand, in the order of the guide.

    A conditional material is demanded when the answer to its question is one of the named values; while
    the question is unanswered it is not.
    """
    return [
        material
        for material in content_of(version).get("materials") or []
        if not material.get("when") or answers.get(material["when"]["field"]) in material["when"]["in"]
    ]


def topics(version: ItemVersion | Content) -> list[TopicPage]:
    """The form as pages: one topic a page, at most six questions each, in the order of the topics."""
    grouped: dict[str, list[Field]] = {topic.value: [] for topic in Topic}
    for field in content_of(version).get("form_fields") or []:
        grouped.setdefault(str(field.get("topic") or Topic.MATTER), []).append(field)
    pages: list[TopicPage] = []
    for topic, fields in grouped.items():
        parts = _parts(fields)
        for number, part in enumerate(parts, 1):
            title = str(Topic(topic).label) if topic in Topic.values else topic
            if len(parts) > 1:
                title = f"{title}（{number}）"
            key = topic if number == 1 else f"{topic}-{number}"
            pages.append(TopicPage(key, topic, title, tuple(part)))
    return pages


def _parts(fields: Sequence[Field]) -> list[Sequence[Field]]:
    if not fields:
        return []
    count = -(-len(fields) // PER_PAGE)
    size = -(-len(fields) // count)
    return [fields[at : at + size] for at in range(0, len(fields), size)]


def hints(field: Field) -> dict[str, str]:
    """`autocomplete`, `inputmode` and `maxlength` for the box of a field; empty ones are left out."""
    found = {
        "autocomplete": AUTOCOMPLETE.get(str(field.get("prefill")), ""),
        "inputmode": INPUTMODE.get(FieldType(field["type"]), "")
        if field.get("type") in FieldType.values
        else "",
    }
    if field.get("type") == FieldType.TEXT:
        limit = cleaners.MAX_TEXT if field.get("multiline") else cleaners.MAX_LINE
        found["maxlength"] = str(cleaners.MAX_NAME if cleaners.is_name(field) else limit)
    return {name: value for name, value in found.items() if value}
