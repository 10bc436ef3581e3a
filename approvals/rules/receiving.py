"""收件: what a window may take in on paper, for whom and with which answers. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.rules import numbers
from admin_center.registry.answers import accept_checksum
from approvals.enums import Channel, MaterialState
from approvals.rules.drafts import Judged, judge, order_errors
from approvals.rules.opening import Handed
from core.errors import Refused

Content = Mapping[str, Any]
PARTY = "applicant"
# At which level of site which channel stands in the case.
CHANNELS = {
    "district": Channel.WINDOW,
    "cluster": Channel.WINDOW,
    "township": Channel.TOWNSHIP,
    "village": Channel.VILLAGE,
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who stands at the window: a person by id number, or an organisation by one of its two codes."""

    name: str
    number: str
    is_organisation: bool = False
    phone: str = ""


class NotComplete(Refused):
    """Answers are missing or wrong; `errors` says by key of the question (or `applicant`) what to do."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(
            _("还有 %(n)d 处要改：%(first)s") % {"n": len(errors), "first": next(iter(errors.values()))},
            code="incomplete",
        )
        self.errors = dict(errors)


@dataclass(slots=True)
class Taken:
    """Answers as they will be stored, and what was taken although its check place disagrees."""

    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    overrides: list[str] = field(default_factory=list)


def why_not_here(content: Content, level: str) -> str | None:
    """Why a site of this level cannot receive for the item, or None. Items without a list go everywhere."""
    levels = content.get("accept_levels")
    if level not in CHANNELS or (levels and level not in levels):
        return _("这个事项不在这一级窗口收件，请到办事指南列出的窗口办理。")
    return None


def take_answers(content: Content, raws: Mapping[str, Any], overrides: Collection[str]) -> Taken:
    """Judge what the clerk typed from the paper form.

    For a question in `overrides` the clerk has seen the original and takes the number although its check
    place disagrees; nothing else is forgiven.
    """
    fields = content.get("form_fields") or []
    judged = judge(fields, raws)
    taken = Taken(dict(judged.answers), dict(judged.errors))
    for entry in fields:
        key = str(entry["key"])
        if key in judged.typed and key in overrides:
            _take_all_the_same(taken, entry, judged)
    taken.errors |= order_errors(content, taken.answers)
    return taken


def _take_all_the_same(taken: Taken, entry: Content, judged: Judged) -> None:
    key = str(entry["key"])
    try:
        value, warning = accept_checksum(entry, judged.typed[key])
    except Refused:
        return
    taken.answers[key] = value
    del taken.errors[key]
    if warning:
        taken.overrides.append(key)


def party_number(applicant: Applicant, overrides: Collection[str], entry: Content) -> tuple[str, bool]:
    """(the applicant's number in normal form, whether its check place was overridden).

    `entry` is a question of the type of the number. Raises NotComplete with what is wrong with it.
    """
    try:
        value, warning = accept_checksum(entry, applicant.number)
    except Refused as refused:
        raise NotComplete({PARTY: str(refused)}) from None
    if warning and PARTY not in overrides:
        raise NotComplete({PARTY: warning})
    return value, bool(warning)


def why_not_name(applicant: Applicant) -> str | None:
    """Why this cannot be the applicant's name, or None."""
    if applicant.is_organisation:
        return None if len(applicant.name.strip()) >= 2 else _("请填写单位全称。")
    return numbers.why_not_person_name(applicant.name)


def same_name(known: str, given: str) -> bool:
    """Whether two spellings are one name: width, spaces and middle dots are forgiven."""
    return numbers.normal(known).replace("·", "") == numbers.normal(given).replace("·", "")


def without(handed: list[Handed], absent: Collection[str]) -> list[Handed]:
    """What was handed in at the window, where the clerk says that some documents were not there."""
    return [
        Handed(one.key, one.name, one.required, MaterialState.ABSENT)
        if one.key in absent and not one.file_ids
        else one
        for one in handed
    ]
