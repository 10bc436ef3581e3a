"""催办: near or past the promise the applicant may remind whoever has the case, once a working day."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from admin_center.calendar.rules import Workdays
from admin_center.clocks.enums import Level
from admin_center.clocks.rules import Ledger, standing
from approvals.casefile import CaseFile, Changes
from approvals.enums import ClockName
from approvals.rules.standing import require_applicant
from approvals.workflow import Act, Role
from core.errors import Refused

URGED = "approvals.urged"


def is_near(ledger: Ledger, on: date, workdays: Workdays) -> bool:
    """Whether the clock runs and has reached its warning, or more."""
    if ledger.stopped_on is not None or ledger.open_pause is not None:
        return False
    return standing(ledger, on, workdays).level != Level.NONE


def urge_key(case_id: int, on: date, workdays: Workdays) -> str:
    """The key of the one reminder of a working day; rest days count with the working day before them."""
    return f"case:{case_id}:urge:{workdays.position(on)}"


def urge(file: CaseFile, *, by: int, at: datetime) -> Changes:
    """An event and a message to the office; state and clocks stay as they are."""
    require_applicant(file)
    changes = Changes(file, Act.URGE, by=by, role=Role.APPLICANT, at=at)
    changes.require_state()
    clock = file.clock(ClockName.DECISION) or file.clock(ClockName.INTAKE)
    if clock is None or not is_near(clock.ledger, changes.on, file.workdays):
        raise Refused(_("离承诺的日期还早。快到期还没有办结时，可以在这里催办。"), code="not_near")
    changes.data["date"] = clock.promised_due_on.isoformat()
    key = urge_key(file.id, changes.on, file.workdays)
    changes.promise(URGED, {"date": clock.promised_due_on.isoformat()}, key=key)
    return changes.finish()
