"""Services after the decision; the rules are in approvals.rules.afterwards."""

from django.utils.translation import gettext as _

from accounts.models import User
from admin_center.registry.answers import AnswerError, clean_answer
from approvals.casefile import Changes
from approvals.casefile.file import CASE
from approvals.models import Case
from approvals.rules import afterwards
from approvals.rules.afterwards import Paper
from approvals.services.act import perform
from approvals.services.numbers import certificate_rows, printed_fields, refuse_missing_glyphs
from core.documents.kinds import DocumentKind
from core.documents.models import Document, DocumentState
from core.errors import Refused
from core.now import now


def _papers(case_id: int, *kinds: DocumentKind) -> list[Paper]:
    """The papers of these kinds that hold, the latest first."""
    found = Document.objects.filter(subject_kind=CASE, subject_id=case_id, kind__in=kinds)
    rows = found.filter(state=DocumentState.READY).order_by("-pk")
    return [Paper(*row) for row in rows.values_list("pk", "number", "issued_on", "expires_on")]


def propose_revocation(case_id: int, *, by: User, reason: str) -> Changes:
    """提出撤销: the holder is told and may state and defend."""
    papers = _papers(case_id, DocumentKind.CERTIFICATE)
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: afterwards.propose_revocation(
            file, by=by.pk, at=now(), reason=reason, certificates=papers
        ),
    )


def revoke_certificate(case_id: int, *, by: User, reason: str, heard: str) -> Changes:
    """撤销: by another person than the one who proposed it, after the holder could be heard."""
    papers = _papers(case_id, DocumentKind.CERTIFICATE)
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: afterwards.revoke(
            file, by=by.pk, at=now(), reason=reason, heard=heard, certificates=papers
        ),
    )


def correct_certificate(case_id: int, *, by: User, reason: str, field: str = "", value: str = "") -> Changes:
    """更正: a new sheet replaces the valid one; `field` and `value` mend one answer printed on it.

    Without a field the sheet is made anew from the same answers, for a slip that was in the printing.
    """
    papers = _papers(case_id, DocumentKind.CERTIFICATE)
    if not papers:
        raise Refused(_("没有可以更正的有效证照。"), code="no_certificate")
    case = Case.objects.select_related("item_version").get(pk=case_id)
    if field:
        case.answers = case.answers | {field: _mended(case, field, value)}
    rows = certificate_rows(case)
    mended = (field, case.answers) if field else None
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: afterwards.correct(
            file,
            by=by.pk,
            at=now(),
            reason=reason,
            old=papers[0],
            rows=rows,
            mended=mended,
            seen=case.version,
        ),
    )


def _mended(case: Case, key: str, value: str) -> str:
    entry = next((one for one in printed_fields(case) if one["key"] == key), None)
    if entry is None:
        raise Refused(_("证照上没有这一项。"), code="unknown_field")
    try:
        new = clean_answer(entry, value)
    except AnswerError as error:
        raise Refused(str(error), code="bad_value") from None
    if new == case.answers[key]:
        raise Refused(_("更正后的内容和证照上原来的一样。"), code="same_value")
    refuse_missing_glyphs(new)
    return new


def reopen_case(case_id: int, *, by: User, reason: str) -> Changes:
    """重新办理."""
    kinds = (DocumentKind.GRANT, DocumentKind.REFUSAL, DocumentKind.CERTIFICATE)
    decided = [paper.id for paper in _papers(case_id, *kinds)]
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: afterwards.reopen(file, by=by.pk, at=now(), reason=reason, decided=decided),
    )
