"""催办 by the applicant: the act, and who is told of it."""

from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from admin_center.calendar.selectors import workdays
from approvals.casefile import Changes
from approvals.rules import urging
from approvals.services.act import perform
from approvals.services.tell_office import tell_office
from core.errors import Refused
from core.now import now, today
from core.outbox.models import Outbox
from core.outbox.registry import Promise


def urge_case(case_id: int, *, by: User) -> Changes:
    """Remind the office. Refused: too early, or done already on this working day."""
    key = urging.urge_key(case_id, today(), workdays())
    if Outbox.objects.filter(key=key).exists():
        raise _already()
    try:
        return perform(case_id, by=by.pk, decide=lambda file: urging.urge(file, by=by.pk, at=now()))
    except IntegrityError:
        if Outbox.objects.filter(key=key).exists():
            raise _already() from None  # two at once: the unique key had the last word
        raise


def _already() -> Refused:
    return Refused(_("今天已经催办过，窗口和负责人都收到了提醒。下一个工作日可以再催。"), code="urged_today")


def keep_urged_promise(promise: Promise) -> None:
    """Tell the office."""
    tell_office(promise, "staff.urged")
