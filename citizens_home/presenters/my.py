"""My space in words: what waits, tabs, drafts, messages; keys of pages that tell no number."""

from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from admin_center.calendar.selectors import workdays
from approvals.models import Bar, Draft
from approvals.rules.bars import told as told_of
from approvals.selectors.applicant import Waiting
from approvals.services.submit import title_of
from citizens_home.presenters import clock, words
from core.letters.models import Message
from core.now import local
from core.web.words import is_english

KEY = "my cases page"


@dataclass(frozen=True)
class Must:
    """One thing that only the applicant can do."""

    title: str
    left: str
    due: str
    names: str
    url: str
    act: str


def waiting(one: Waiting, on: date) -> Must:
    """A supplement or a promise that waits, with the working days left."""
    calendar = workdays()
    left = calendar.position(one.due_on) - calendar.position(on)
    n = len(one.names)
    name = words.name_of(one.case.item)
    if one.is_statement:
        title = _("%(item)s，拟撤销许可，您可以陈述、申辩")
    elif one.is_promise:
        title = ngettext("%(item)s，补来%(n)d份答应后补的材料", "%(item)s，补来%(n)d份答应后补的材料", n)
    else:
        title = ngettext("%(item)s，补%(n)d项", "%(item)s，补%(n)d项", n)
    place = "statement" if one.is_statement else "promise" if one.is_promise else "supplement"
    act = _("去陈述、申辩") if one.is_statement else _("去补来") if one.is_promise else _("去补正")
    return Must(
        title=title % {"item": name, "n": n},
        left=ngettext("%(n)d个工作日", "%(n)d个工作日", left) % {"n": left} if left > 0 else _("最后一天"),
        due=clock.due_day(one.due_on),
        names=_("、").join(one.names),
        url=reverse(f"citizens_home:{place}", args=[one.case.token]),
        act=act,
    )


def bar(one: Bar) -> dict[str, str]:
    """Something one may not apply for now: why, until when, where it is written."""
    told = told_of(one)
    english = is_english()
    return {
        "item": words.name_of(one.item),
        "until": words.long_date(one.ends_on),
        "ground": told["ground_en" if english else "ground"],
        "law": told["law_en" if english else "law"],
        "number": one.case.number,
        "url": reverse("citizens_home:case", args=[one.case.token]),
        "phone": one.case.department.phone,
    }


def tabs(counts: dict[str, int], chosen: str) -> list[tuple[str, str, int, bool]]:
    """key, label, how many, whether it is open."""
    labels = (("running", _("在办")), ("ended", _("办结")), ("drafts", _("草稿")), ("gone", _("撤回")))
    return [(key, label, counts.get(key, 0), key == chosen) for key, label in labels]


def draft(one: Draft) -> dict[str, str]:
    """A draft as a line."""
    at = local(one.saved_at)
    return {
        "name": words.name_of(one.item),
        "title": title_of(one.answers),
        "saved": f"{date_format(at, _('n月j日'))} {at:%H:%M}",
        "until": clock.short_day(one.expires_on),
        "url": reverse("citizens_home:draft", args=[one.token]),
        "delete_url": reverse("citizens_home:draft-delete", args=[one.token]),
    }


def message(one: Message) -> dict[str, object]:
    """A message as a line."""
    at = local(one.created_at)
    return {
        "title": one.title,
        "body": one.body,
        "when": f"{date_format(at, _('n月j日'))} {at:%H:%M}",
        "url": reverse("citizens_home:message", args=[one.token]),
        "is_new": one.read_at is None,
    }


def page_key(pk: int) -> str:
    """The key of the next page, signed, so that addresses carry no countable number."""
    return signing.dumps(pk, salt=KEY, compress=False)


def open_key(text: str) -> int | None:
    """The key inside; None for anything that we did not make."""
    try:
        return int(signing.loads(text, salt=KEY))
    except (signing.BadSignature, ValueError, TypeError):
        return None
