"""Setting and heeding bars after false materials."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.departments import Verb
from approvals.casefile import CaseFile, read_locked
from approvals.casefile.file import CASE
from approvals.casefile.letters import MARKS, REMEDIES
from approvals.models import Bar, Case
from approvals.rules.bars import WHAT, YEARS, legal_basis, years_later
from approvals.rules.standing import require_verb
from core.documents.kinds import DocumentKind
from core.documents.models import Document
from core.documents.services.request_document import request_document
from core.errors import Refused
from core.now import now, today
from core.outbox.models import Outbox
from core.records.append import append_event

LONGEST_REASON = 300
TELL_BAR = "approvals.bar"


def set_bar(case: Case, *, by: User, ground: str, reason: str) -> Bar:
    """Bar the applicant of a case from its item, by an officer who may decide there.

    Refused: no facts are given, or the case has led to a bar on this ground that still stands.
    """
    if len(reason.strip()) < 10:
        raise Refused(_("请写明虚假材料的事实和证据。"), code="no_reason")
    start = today()
    with transaction.atomic():
        file = _require_decider(case, by)
        if standing_of(case.pk).filter(ground=ground).exists():
            raise Refused(_("这件办件已经作出过这项限制，还在限制期内。"), code="already_barred")
        bar = Bar.objects.create(
            person_id=None if case.organisation_id else case.person_id,
            organisation_id=case.organisation_id,
            item_id=case.item_id,
            case=case,
            ground=Bar.Ground(ground),
            reason=reason.strip(),
            starts_on=start,
            ends_on=years_later(start, YEARS[Bar.Ground(ground)]),
            set_by=by,
        )
        data = {"case": case.number, "ground": bar.ground, "until": bar.ends_on.isoformat()}
        _note(bar, "set_bar", by=by, data=data)
        _tell(file, bar, DocumentKind.BAR, "barred", reason=bar.reason, until_on=bar.ends_on)
    return bar


def lift_bar(case: Case, *, by: User, ground: str, reason: str) -> Bar:
    """End a bar before its time, by an officer who may decide there; the reason stays with it.

    Refused: no reason is given, or no such bar of this case stands.
    """
    if len(reason.strip()) < 10:
        raise Refused(_("请写明为什么解除限制。"), code="no_reason")
    with transaction.atomic():
        file = _require_decider(case, by)
        bar = standing_of(case.pk).filter(ground=ground).first()
        if bar is None:
            raise Refused(_("这件办件没有这项限制，或者限制已经结束。"), code="no_bar")
        bar.lifted_at, bar.lift_reason = now(), reason.strip()[:LONGEST_REASON]
        bar.save(update_fields=["lifted_at", "lift_reason"])
        _note(bar, "lift_bar", by=by, data={"case": case.number, "ground": bar.ground})
        _tell(file, bar, DocumentKind.BAR_LIFTED, "bar_lifted", reason=bar.lift_reason, set_on=bar.starts_on)
    return bar


def _require_decider(case: Case, by: User) -> CaseFile:
    """The case under its lock, so that two bars or two lifts come one after the other."""
    file = read_locked(case.pk, by=by.pk)
    require_verb(file, Verb.DECIDE, department_id=file.department_id)
    return file


def _note(bar: Bar, act: str, *, by: User, data: dict[str, str]) -> None:
    append_event(subject_kind="bar", subject_id=bar.pk, act=act, by=by.pk, role="officer", data=data)


def _tell(file: CaseFile, bar: Bar, kind: DocumentKind, topic: str, *, reason: str, **values: Any) -> None:
    """The sealed decision on the page of the case, and the promise of a message, in the act's transaction.

    Numbered by the bars of that kind this case has led to, which come one after the other under its lock.
    """
    at = now()
    earlier = Document.objects.filter(subject_kind=CASE, subject_id=file.id, kind=kind).count()
    remedy = {"remedies": REMEDIES} if kind == DocumentKind.BAR else {}
    words = reason if reason[-1] in "。！？" else f"{reason}。"
    request_document(
        kind=kind,
        number=f"{file.number}-{MARKS[kind]}{earlier + 1}",
        subject_kind=CASE,
        subject_id=file.id,
        agency=file.department_name,
        holder_masked=file.applicant_masked,
        owner_id=file.applicant_user_id,
        item_name=file.plan.item_name,
        issued_on=today(),
        at=at,
        values={
            "applicant": file.applicant_name,
            "case_number": file.number,
            "contact": file.department_phone,
            "ground": WHAT[Bar.Ground(bar.ground)][0],
            "reasons": [words],
            "legal_basis": legal_basis(bar),
            **remedy,
            **values,
        },
    )
    Outbox.objects.create(
        topic=TELL_BAR,
        subject_kind=CASE,
        subject_id=file.id,
        key=f"{CASE}:{file.id}:{topic}:{bar.pk}",
        payload={"bar": bar.pk, "topic": topic},
        created_at=at,
        next_try_at=at,
    )


def bars_in_force(on: date) -> QuerySet[Bar]:
    """Bars that stand on that day, the longest first."""
    return Bar.objects.filter(lifted_at__isnull=True, ends_on__gte=on).order_by("-ends_on")


def standing_of(case_id: int) -> QuerySet[Bar]:
    """Bars that this case has led to and that stand today."""
    return bars_in_force(today()).filter(case=case_id)


def refuse_barred(until: date | None) -> None:
    """Refused at submission while a bar stands, with its end."""
    if until:
        raise Refused(
            _("因此前申请这个事项时提供了虚假材料，%(date)s以前不能再次申请。有异议可以向受理部门提出。")
            % {"date": date_format(until, "DATE_FORMAT")},
            code="barred",
        )
