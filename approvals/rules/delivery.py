"""Issue and delivery (行政许可法 art. 44): the numbered certificate, and how it reached the person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from approvals.casefile import CaseFile, Changes
from approvals.casefile.letters import letter, title_of
from approvals.enums import ClockName, DeliveryMode, Outcome, StepKind
from approvals.rules.standing import require_ready, require_verb
from approvals.workflow import Act, Role
from core.documents.kinds import DocumentKind
from core.errors import Refused

PLACES: dict[str, str] = {
    DeliveryMode.ONLINE: "余杭区网上行政服务中心，受送达人的账号",
    DeliveryMode.POST: "受送达人填写的收件地址",
    DeliveryMode.WINDOW: "办理单位的服务窗口",
}


def require_issuable(file: CaseFile) -> None:
    """Before a number is taken from the gap-free series: everything else must already be right."""
    step = require_ready(file, StepKind.CERTIFICATE)
    require_verb(file, Verb.ISSUE, department_id=step.department_id)
    if file.state != "decided" or file.outcome != Outcome.GRANTED:
        raise Refused(_("只有已准予、还没有制证的办件可以制证。"), code="wrong_state")


def issue(
    file: CaseFile,
    *,
    by: int,
    at: datetime,
    number: str,
    rows: Sequence[Mapping[str, Any]] = (),
    expires_on: date | None = None,
) -> Changes:
    """制证: the number was taken in this transaction; the PDF is made and sealed after commit."""
    require_issuable(file)
    changes = Changes(file, Act.ISSUE, by=by, role=Role.OFFICER, at=at)
    letter(
        changes,
        DocumentKind.CERTIFICATE,
        number=number,
        title=file.plan.result_name,
        expires_on=expires_on,
        opening=f"经审查，符合法定条件，准予“{file.plan.item_name}”，特发此证。",
        rows=[{"label": "持证人", "lines": [file.applicant_name]}, *rows],
    )
    changes.data["number"] = number
    return changes.finish()


def handed_over(file: CaseFile) -> DocumentKind:
    """What is delivered: the certificate, or the refusal."""
    return DocumentKind.CERTIFICATE if file.outcome == Outcome.GRANTED else DocumentKind.REFUSAL


def deliver(
    file: CaseFile, *, by: int | None, at: datetime, mode: str, receiver: str = "", number: str = ""
) -> Changes:
    """送达: online by the system once the sealed PDF can be read, else by an officer with a receipt.

    `number` is that of the paper handed over; the receipt names it (送达回证 without it proves nothing).
    """
    step = require_ready(file, StepKind.CERTIFICATE)
    if by is not None:
        require_verb(file, Verb.ISSUE, department_id=step.department_id)
    if file.outcome == Outcome.GRANTED and file.state != "issued":
        raise Refused(_("还没有制证，不能送达。"), code="not_issued")
    if mode not in DeliveryMode.values:
        raise Refused(_("请选择送达方式。"), code="no_mode")
    changes = Changes(file, Act.DELIVER, by=by, role=Role.SYSTEM if by is None else Role.OFFICER, at=at)
    changes.step_done(step, result=mode)
    clock = file.clock(ClockName.DELIVERY)
    if clock:
        changes.stop_clock(clock)
    changes.data["mode"] = mode
    if receiver.strip():
        changes.keep("receiver", receiver.strip())
    kind = handed_over(file)
    granted = kind == DocumentKind.CERTIFICATE
    name = file.plan.result_name if granted else title_of(file, kind) or kind.label
    letter(
        changes,
        delivered=[f"{name}（{number}）" if number else name],
        way=DeliveryMode(mode).label,
        place=PLACES[mode],
        delivered_at=at,
        signed_by=receiver.strip(),
        by_hand=mode == DeliveryMode.WINDOW,
    )
    return changes.finish(ended=True)
