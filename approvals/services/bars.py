"""Setting and heeding bars after false materials."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.departments import Verb
from accounts.policy import has_verb
from approvals.models import Bar, Case
from core.errors import Forbidden, Refused
from core.now import today
from core.records.append import append_event

YEARS = {Bar.Ground.FALSE_MATERIALS: 1, Bar.Ground.FRAUD: 3}


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def set_bar(case: Case, *, by: User, ground: str, reason: str) -> Bar:
    """Bar the applicant of a case from its item, by an officer who may decide there."""
    if not has_verb(by, Verb.DECIDE, case.department_id):
        raise Forbidden(_("只有负责决定的人可以作出申请限制。"))
    if len(reason.strip()) < 10:
        raise Refused(_("请写明虚假材料的事实和证据。"), code="no_reason")
    start = today()
    with transaction.atomic():
        bar = Bar.objects.create(
            person_id=None if case.organisation_id else case.person_id,
            organisation_id=case.organisation_id,
            item_id=case.item_id,
            case=case,
            ground=Bar.Ground(ground),
            reason=reason.strip(),
            starts_on=start,
            ends_on=_years_later(start, YEARS[Bar.Ground(ground)]),
            set_by=by,
        )
        append_event(
            subject_kind="bar",
            subject_id=bar.pk,
            act="set_bar",
            by=by.pk,
            role="officer",
            data={"case": case.number, "ground": bar.ground, "until": bar.ends_on.isoformat()},
        )
    return bar


def bars_in_force(on: date) -> QuerySet[Bar]:
    """Bars that stand on that day, the longest first."""
    return Bar.objects.filter(lifted_at__isnull=True, ends_on__gte=on).order_by("-ends_on")


def refuse_barred(until: date | None) -> None:
    """Refused at submission while a bar stands, with its end."""
    if until:
        raise Refused(
            _("因此前申请这个事项时提供了虚假材料，%(date)s以前不能再次申请。有异议可以向受理部门提出。")
            % {"date": date_format(until, "DATE_FORMAT")},
            code="barred",
        )
