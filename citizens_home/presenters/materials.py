"""The materials of an item as lines of a table, and how many of them a person really hands in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from citizens_home.presenters import words
from citizens_home.presenters.eligibility import Quiz

ONLINE_FORM, HAND_IN, DEPENDS, NOT_YOURS = "form", "hand_in", "depends", "not_yours"
TAGS = {
    ONLINE_FORM: "tag-now",
    HAND_IN: "tag-info",
    DEPENDS: "tag-wait",
    NOT_YOURS: "tag-done",
}


@dataclass(frozen=True)
class Line:
    """One material: where it comes from, what form it takes, whether this person hands it in."""

    key: str
    name: str
    source: str
    form: str
    copies: str
    condition: str
    when: Mapping[str, Any]
    need: str
    sample_url: str
    issuing_url: str

    @property
    def label(self) -> str:
        """The need in words."""
        return {
            ONLINE_FORM: _("在线填"),
            HAND_IN: _("要交"),
            DEPENDS: _("视情况交"),
            NOT_YOURS: _("您不用交"),
        }[self.need]

    @property
    def tag(self) -> str:
        """The status component of the need."""
        return TAGS[self.need]


@dataclass(frozen=True)
class Tally:
    """How many materials there are, and how many of each need."""

    total: int
    online: int
    not_yours: int
    needed: int
    depends: int


def is_form(material: Mapping[str, Any]) -> bool:
    """Whether the material is the item's own application form."""
    return str(material.get("key", "")).startswith("form__")


def lines(content: Mapping[str, Any], *, slug: str, is_online: bool) -> list[Line]:
    """Every material of the edition, in the catalogue's order."""
    return [_line(material, slug, is_online) for material in content.get("materials", [])]


def _line(material: Mapping[str, Any], slug: str, is_online: bool) -> Line:
    return Line(
        key=material["key"],
        name=words.said(material, "name"),
        source=_source(material, is_online),
        form=_form(material, is_online),
        copies=copies_words(material),
        condition=str(material.get("condition") or ""),
        when=material.get("when") or {},
        need=_need(material, is_online),
        sample_url=reverse("citizens_home:material", args=[slug, material["key"]]),
        issuing_url=_issuing_url(material),
    )


def _issuing_url(material: Mapping[str, Any]) -> str:
    """The guide of the item whose result this material is, so that it can be had first."""
    slug = material.get("result_of")
    return reverse("citizens_home:item", args=[slug]) if slug else ""


def _source(material: Mapping[str, Any], is_online: bool) -> str:
    if is_form(material):
        return _("网上填写，自动生成") if is_online else _("窗口领取，或在本页打印")
    return words.said(material, "issued_by")


def _form(material: Mapping[str, Any], is_online: bool) -> str:
    if is_form(material) and is_online:
        return _("网页表单")
    if is_online and material.get("electronic_ok"):
        size = settings.PORTAL_FILE_MAX_BYTES // 1024 // 1024
        kinds = _("、").join(str(kind).upper() for kind in material.get("accept") or ("pdf", "jpg", "png"))
        return _("%(kinds)s，%(n)d MB 以内") % {"kinds": kinds, "n": material.get("max_mb") or size}
    return copies_words(material) or _("纸质")


def copies_words(material: Mapping[str, Any]) -> str:
    """How many originals and copies the window takes."""
    parts = []
    if material.get("original"):
        parts.append(_("原件%(n)d份") % {"n": material["original"]})
    if material.get("copies"):
        parts.append(_("复印件%(n)d份") % {"n": material["copies"]})
    if material.get("verify_original"):
        parts.append(_("原件核对后退还"))
    return _("，").join(parts)


def _need(material: Mapping[str, Any], is_online: bool) -> str:
    if (is_form(material) or material.get("filled_online")) and is_online:
        return ONLINE_FORM
    return DEPENDS if material.get("needed") == "conditional" else HAND_IN


def for_answers(found: Sequence[Line], quiz: Quiz) -> list[Line]:
    """Conditional materials decided by the answers given, the others as they were."""
    return [_decided(line, quiz.decided) if line.need == DEPENDS else line for line in found]


def _decided(line: Line, answers: Mapping[str, str]) -> Line:
    answer = answers.get(str(line.when.get("field", "")))
    if answer is None:
        return line
    return replace(line, need=HAND_IN if answer in line.when.get("in", ()) else NOT_YOURS)


def tally(found: Sequence[Line]) -> Tally:
    """Count the lines by need; what depends on the case is counted among the needed."""
    needs = [line.need for line in found]
    return Tally(
        total=len(needs),
        online=needs.count(ONLINE_FORM),
        not_yours=needs.count(NOT_YOURS),
        needed=needs.count(HAND_IN) + needs.count(DEPENDS),
        depends=needs.count(DEPENDS),
    )


@dataclass(frozen=True)
class Sheet:
    """The page of one material: what it is, or the blank form with its fields."""

    name: str
    source: str
    copies: str
    form: str
    electronic: bool
    condition: str
    sample: str
    fields: list[dict[str, Any]]


def sheet(content: Mapping[str, Any], key: str, *, is_online: bool) -> Sheet | None:
    """The page of the material `key`, or None when the edition has no such material."""
    material = next((m for m in content.get("materials", []) if m.get("key") == key), None)
    if material is None:
        return None
    return Sheet(
        name=words.said(material, "name"),
        source=words.said(material, "issued_by"),
        copies=copies_words(material),
        form=_form(material, is_online),
        electronic=is_online and bool(material.get("electronic_ok")),
        condition=str(material.get("condition") or ""),
        sample=words.said(material, "sample"),
        fields=[_blank(f) for f in content.get("form_fields", [])] if is_form(material) else [],
    )


def _blank(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": words.said(entry, "label"),
        "type": entry.get("type", "text"),
        "required": bool(entry.get("required")),
        "choices": [
            words.said(c, "label") if isinstance(c, Mapping) else str(c) for c in entry.get("choices") or []
        ],
    }
