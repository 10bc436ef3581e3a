"""延续 (行政许可法 art. 50): a new application that names the certificate it renews."""

from django.utils.translation import gettext as _

from accounts.models import Mandate, User
from approvals.models import Case, Draft
from approvals.services.drafts import start_draft
from core.documents.kinds import DocumentKind
from core.documents.models import Document, DocumentState
from core.errors import Refused


def start_renewal(certificate: str, *, by: User, mandate: Mandate | None = None) -> Draft:
    """A draft for the item of the certificate (a token), carrying its answers over.

    Refused: not this applicant's, not valid, or without an expiry.
    """
    document = Document.objects.filter(token=certificate, subject_kind="case").first()
    case = Case.objects.select_related("item").filter(pk=document.subject_id).first() if document else None
    if document is None or case is None or not _is_own(case, by, mandate):
        raise Refused(_("没有找到这份证照。"), code="no_certificate")
    valid = document.kind == DocumentKind.CERTIFICATE and document.state == DocumentState.READY
    if not valid or document.expires_on is None:
        raise Refused(_("这份证照不需要延续，或者已经失效。"), code="not_renewable")
    open_renewal = Draft.objects.filter(user=by, renews=document, submitted_at__isnull=True).first()
    if open_renewal:
        return open_renewal
    draft = start_draft(case.item, by=by, mandate=mandate, fresh=True)
    draft.renews = document
    known = {str(field["key"]) for field in draft.item_version.content.get("form_fields", [])}
    draft.answers = {key: value for key, value in case.answers.items() if key in known}
    draft.save(update_fields=["renews", "answers"])
    return draft


def _is_own(case: Case, by: User, mandate: Mandate | None) -> bool:
    if case.organisation_id:
        return mandate is not None and mandate.organisation_id == case.organisation_id
    return case.person_id is not None and case.person_id == by.person_id
