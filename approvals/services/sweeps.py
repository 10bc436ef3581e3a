"""What the system does by itself when a date has passed; each sweep can run twice or late."""

from datetime import timedelta

from django.db.models import F, QuerySet

from admin_center.clocks.models import Clock
from approvals.casefile.file import CASE
from approvals.enums import CaseState, ClockName
from approvals.models import Case
from approvals.rules import afterwards, ending, intake
from approvals.services.act import perform_many
from approvals.workflow import ENDED
from core.now import now, today

BATCH = 100
RENEWAL_LEAD = timedelta(days=30)
ARCHIVE_AFTER = timedelta(days=60)


def _past_due(name: str) -> QuerySet[Clock, int]:
    return (
        Clock.objects.filter(subject_kind=CASE, name=name, state="running", statutory_due_on__lt=today())
        .order_by("statutory_due_on", "id")
        .values_list("subject_id", flat=True)
    )


def deem_overdue_cases() -> int:
    """逾期视为受理 (许可法 art. 32(4)): every case whose intake answer is overdue, as of its receipt.

    Returns how many were accepted. A worker that slept for days accepts them with the same dates.
    """
    ids = list(_past_due(ClockName.INTAKE)[:BATCH])
    if not ids:
        return 0
    answers = perform_many(ids, by=None, decide=lambda file: intake.deem_accepted(file, at=now()))
    return sum(not answer.why for answer in answers)


def lapse_overdue_cases() -> int:
    """Cases whose supplement is overdue, where the item's own rule says that they end."""
    ids = list(
        Case.objects.filter(
            pk__in=_past_due(ClockName.SUPPLEMENT).order_by(),
            state=CaseState.SUPPLEMENT_REQUESTED,
            item_version__content__has_key="lapse_basis",
        )
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    )
    if not ids:
        return 0
    answers = perform_many(ids, by=None, decide=lambda file: ending.lapse(file, at=now()))
    return sum(not answer.why for answer in answers)


def renew_silent_cases() -> int:
    """视为准予延续 (许可法 art. 50): filed thirty days ahead, undecided when the old one expired."""
    open_states = (CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.UNDER_REVIEW, CaseState.SUSPENDED)
    rows = (
        Case.objects.filter(state__in=open_states, renews__isnull=False, renews__expires_on__lt=today())
        .filter(received_on__lte=F("renews__expires_on") - RENEWAL_LEAD)
        .order_by("pk")
        .values_list("pk", "renews__expires_on")[:BATCH]
    )
    due = {pk: expires_on for pk, expires_on in rows if expires_on}
    if not due:
        return 0
    answers = perform_many(
        list(due),
        by=None,
        decide=lambda file: afterwards.renew_by_silence(
            file, at=now(), expired_on=due[file.id], filed_by=due[file.id] - RENEWAL_LEAD
        ),
    )
    return sum(not answer.why for answer in answers)


def archive_ended_cases() -> int:
    """归档: what ended two months ago (the time to contest a decision) is closed."""
    ids = list(
        Case.objects.filter(state__in=ENDED, ended_at__lt=now() - ARCHIVE_AFTER)
        .order_by("ended_at")
        .values_list("pk", flat=True)[:BATCH]
    )
    if not ids:
        return 0
    answers = perform_many(ids, by=None, decide=lambda file: ending.close(file, at=now()))
    return sum(not answer.why for answer in answers)
