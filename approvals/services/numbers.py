"""The certificate's number and validity, from the item version."""

import calendar
from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from admin_center.registry.answers import Field, display
from approvals.casefile import CaseFile
from approvals.casefile.file import CASE
from approvals.models import Case
from core.documents.fonts import missing_glyphs
from core.documents.kinds import DocumentKind
from core.documents.models import Document, DocumentState
from core.documents.numbering import take_number
from core.errors import Refused


def certificate_number(file: CaseFile, *, on: date) -> str:
    """The next number of the item's series, taken under its row lock inside the act's transaction.

    Refused before a number is taken when the printed name has a character the font cannot draw.
    """
    refuse_missing_glyphs(file.applicant_name + file.title)
    return take_number(file.plan.series_key, file.plan.number_pattern, on)


def refuse_missing_glyphs(text: str) -> None:
    """Refused: a character that the font cannot draw would be missing on the certificate."""
    lost = missing_glyphs(text)
    if lost:
        raise Refused(
            _("字库里没有这些字：%(chars)s。请先联系区信息中心补字，再制证，免得证上缺字。")
            % {"chars": _("、").join(lost)},
            code="missing_glyph",
        )


PRIVATE_TYPES = frozenset({"phone", "id_number", "yes_no"})
MOST_ROWS = 14


def certificate_rows(case: Case) -> list[dict[str, Any]]:
    """What the certificate says of the matter: the form's answers, without telephones and id numbers."""
    # Official words are Chinese in whatever language the acting person reads the portal.
    with translation.override("zh-hans"):
        return [
            {"label": field["label_zh"], "lines": [str(display(field, case.answers[field["key"]]))]}
            for field in printed_fields(case)
        ]


def printed_fields(case: Case) -> list[Field]:
    """The questions whose answers stand on the certificate, in its order."""
    fields = case.item_version.content.get("form_fields", [])
    return [
        field
        for field in fields
        if case.answers.get(field["key"]) not in (None, "") and field["type"] not in PRIVATE_TYPES
    ][:MOST_ROWS]


def expiry(file: CaseFile, *, on: date) -> date | None:
    """The last day of validity where the item names one; None where the certificate does not expire."""
    months = file.plan.valid_months
    if not months:
        return None
    year, month = divmod(on.month - 1 + months, 12)
    first = date(on.year + year, month + 1, 1)
    last_day = calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=min(on.day, last_day)) - timedelta(days=1)


def number_in_force(case_id: int, kind: DocumentKind) -> str:
    """The number of the latest paper of that kind that was neither replaced nor revoked; empty: none is."""
    found = Document.objects.filter(subject_kind=CASE, subject_id=case_id, kind=kind)
    gone = (DocumentState.REPLACED, DocumentState.REVOKED)
    return found.exclude(state__in=gone).order_by("-pk").values_list("number", flat=True).first() or ""
