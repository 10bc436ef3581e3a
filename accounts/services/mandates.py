"""Ending a mandate. It stops counting at the agent's next request."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Mandate, User
from core.errors import Refused
from core.now import now
from core.records.append import append_event

MANDATE = "mandate"


def revoke_mandate(*, by: User, mandate: Mandate) -> None:
    """Revoke once; by the agent themself or by staff who keep mandates."""
    own = by.person_id is not None and by.person_id == mandate.person_id
    if not own and not by.has_perm("accounts.change_mandate"):
        raise Refused(_("只有受托人本人或管理委托的工作人员可以撤销。"), code="not-yours")
    with transaction.atomic():
        changed = Mandate.objects.filter(pk=mandate.pk, revoked_at__isnull=True).update(revoked_at=now())
        if not changed:
            raise Refused(_("这份委托已经撤销过了。"), code="revoked")
        append_event(
            subject_kind=MANDATE,
            subject_id=mandate.pk,
            act="revoke_mandate",
            by=by.pk,
            role="applicant" if own else "officer",
            data={},
        )
