"""Stating and defending before a revocation, in words: until when, and what was said so far."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals.rules.statements import why_too_late
from approvals.selectors.applicant import CasePage
from citizens_home.presenters import clock
from core.documents.kinds import DocumentKind
from core.documents.models import DocumentState
from core.now import local


@dataclass(frozen=True)
class Said:
    """One statement as it was typed."""

    when: str
    text: str


@dataclass(frozen=True)
class Shown:
    """Whether the holder may still say something, until which day, and what was said."""

    is_open: bool = False
    due: str = ""
    notice_url: str = ""
    said: list[Said] = field(default_factory=list)


def present(page: CasePage, on: date) -> Shown:
    """The part of the case page and of the form."""
    until = page.state_until()
    kind = DocumentKind.REVOCATION_PROPOSAL
    notice = next((one for one in reversed(page.documents) if one.kind == kind), None)
    made = notice is not None and notice.state == DocumentState.READY
    said = []
    for row in page.statements:
        at = local(row.made_at)
        said.append(Said(f"{date_format(at, _('n月j日'))} {at:%H:%M}", row.text))
    return Shown(
        is_open=why_too_late(until, on) is None,
        due=clock.due_day(until, long=True) if until else "",
        notice_url=reverse("core_documents:download", args=[notice.token]) if notice and made else "",
        said=said,
    )
