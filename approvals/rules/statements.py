"""陈述申辩: what the holder of a certificate says before its revocation is decided (许可法 art. 7)."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals.casefile import CaseFile, Changes
from approvals.casefile.letters import letter
from approvals.casefile.sealing import sealed
from approvals.enums import ClockName, StepKind, StepState
from approvals.models import Statement
from approvals.rules.standing import require_applicant
from approvals.workflow import Act, Role
from core.errors import Refused

STATED = "stated"
TOLD_OFFICE = "approvals.stated"
LONGEST = 2000


def why_too_late(last_day: date | None, on: date) -> str | None:
    """Why nothing can be stated on that day, or None; `last_day` is None where no revocation is proposed."""
    if last_day is None:
        return _("现在没有拟撤销的许可，不需要陈述、申辩。")
    if on > last_day:
        return _("陈述、申辩的期限到%(on)s为止，已经过了，不能再在网上提出。有新的证据，请打窗口电话。") % {
            "on": date_format(last_day, "DATE_FORMAT")
        }
    return None


def plain(text: str) -> str:
    """What was typed, with one kind of line end, as it is counted and kept."""
    return text.replace("\r\n", "\n").strip()


def defend(file: CaseFile, *, by: int, at: datetime, text: str) -> Changes:
    """陈述申辩: kept beside what was said before; proposal, clock and certificate stay as they are.

    The step of the revocation remembers that something was stated, so that the decision has to answer it.
    """
    require_applicant(file)
    changes = Changes(file, Act.DEFEND, by=by, role=Role.APPLICANT, at=at)
    step = next(iter(file.ready(StepKind.REVOCATION)), None)
    clock = file.clock(ClockName.STATEMENT) if step else None
    late = why_too_late(clock.promised_due_on if clock else None, changes.on)
    if late or step is None or clock is None:
        raise Refused(late or "", code="not_open")
    changes.require_state()
    words = plain(text)
    if not words:
        raise Refused(_("请写下您要陈述、申辩的内容。"), code="no_text")
    if len(words) > LONGEST:
        raise Refused(
            _("最多写%(most)d字，现在是%(n)d字。请分几次提出，每一次都会留存。")
            % {"most": LONGEST, "n": len(words)},
            code="too_long",
        )
    changes.rows["statement_new"].append(
        {
            "case_id": file.id,
            "seq": changes.seq,
            "text": sealed(Statement, "text", words),
            "made_at": at,
            "made_by_id": by,
        }
    )
    changes.step(step, StepState.READY, result=STATED)
    changes.data["date"] = clock.promised_due_on.isoformat()
    changes.keep("statement", words)
    said = [{"name": "陈述、申辩意见", "form": "在线填写", "copies": 1}]
    letter(
        changes, title="陈述申辩收件凭证", received_at=at, channel="网上", materials=said, is_statement=True
    )
    changes.promise(TOLD_OFFICE, {"date": clock.promised_due_on.isoformat()})
    return changes.finish()
