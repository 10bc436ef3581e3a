"""Services after the decision; the rules are in approvals.rules.afterwards."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from approvals.casefile import Changes
from approvals.models import Case
from approvals.rules import afterwards
from approvals.services.act import perform
from approvals.services.numbers import certificate_rows
from core.documents.kinds import DocumentKind
from core.documents.models import Document, DocumentState
from core.errors import Refused
from core.now import now


def _certificates(case_id: int) -> list[tuple[int, str, date]]:
    found = Document.objects.filter(
        subject_kind="case", subject_id=case_id, kind=DocumentKind.CERTIFICATE, state=DocumentState.READY
    )
    return list(found.order_by("-pk").values_list("pk", "number", "issued_on"))


def propose_revocation(case_id: int, *, by: User, reason: str) -> Changes:
    """提出撤销."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: afterwards.propose_revocation(file, by=by.pk, at=now(), reason=reason),
    )


def revoke_certificate(case_id: int, *, by: User, reason: str) -> Changes:
    """撤销: by another person than the one who proposed it."""
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: afterwards.revoke(
            file, by=by.pk, at=now(), reason=reason, certificates=_certificates(case_id)
        ),
    )


def correct_certificate(case_id: int, *, by: User, reason: str) -> Changes:
    """更正: a new sheet replaces the valid one."""
    found = _certificates(case_id)
    if not found:
        raise Refused(_("没有可以更正的有效证照。"), code="no_certificate")
    pk, number, _on = found[0]
    rows = certificate_rows(Case.objects.select_related("item_version").get(pk=case_id))
    return perform(
        case_id,
        by=by.pk,
        decide=lambda file: afterwards.correct(
            file, by=by.pk, at=now(), reason=reason, number=number, old_id=pk, rows=rows
        ),
    )


def reopen_case(case_id: int, *, by: User, reason: str) -> Changes:
    """重新办理."""
    return perform(
        case_id, by=by.pk, decide=lambda file: afterwards.reopen(file, by=by.pk, at=now(), reason=reason)
    )
