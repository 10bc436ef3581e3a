"""The acts a desk offers: their words, keys, the rule for a trial before a confirmation, and the service.

An act's own address takes POST alone. What it needs is read from what was typed on the desk; whether it
is lawful is decided by the service under the lock, here it is only foreseen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.departments import Verb
from approvals.admin.typed import Typed, checks_of, conditions_of, missing_of, reasons_of
from approvals.casefile import CaseFile
from approvals.enums import MaterialState, StepKind
from approvals.rules import decisions, delivery, intake, review
from approvals.rules.standing import require_other_person, require_verb
from approvals.services import handling
from approvals.services import intake as intake_services
from core.errors import PortalError, Refused
from core.now import now


@dataclass(frozen=True, slots=True)
class Doing:
    """One act being tried: the case as shown, who acts, what was typed, what the item demands."""

    file: CaseFile
    by: User
    typed: Typed
    content: Mapping[str, Any]

    @property
    def keys(self) -> list[str]:
        return [row.key for row in self.file.materials]

    @property
    def absent(self) -> list[str]:
        return [m.key for m in self.file.materials if m.required and m.state == MaterialState.ABSENT]

    @property
    def checks(self) -> dict[str, intake.Check]:
        return checks_of(self.typed, self.keys)

    @property
    def reasons(self) -> str:
        return reasons_of(self.typed, self.content.get("conditions", []))

    def node(self, kinds: frozenset[str]) -> str:
        """The node of the review step that the form names, else of the first that waits."""
        wanted = self.typed.get("node", "")
        waiting = [s.node for s in self.file.ready() if s.kind in kinds]
        if wanted and wanted not in waiting:
            raise Refused(_now("这个环节现在不能办：可能已有人办过，或者还没轮到。"), code="not_ready")
        return wanted or (waiting[0] if waiting else "")


@dataclass(frozen=True, slots=True)
class DeskAct:
    """`confirm` asks once more, in these words; `main` is the act that key `s` does."""

    slug: str
    label: Any
    key: str
    kinds: frozenset[str]
    verb: Verb
    run: Callable[[Doing], Any]
    done: Any
    trial: Callable[[Doing], Any] | None = None
    confirm: Any = ""
    why_not: Callable[[CaseFile, User, Typed], str | None] | None = None
    tone: str = ""
    opens: str = ""


def _accept(doing: Doing) -> Any:
    return intake_services.accept_case(doing.file.id, by=doing.by, checks=doing.checks)


def _supplement(doing: Doing) -> Any:
    return intake_services.request_supplement(
        doing.file.id,
        by=doing.by,
        items=missing_of(doing.typed, doing.keys, absent=doing.absent),
        checks=doing.checks,
        override_reason=doing.typed.get("override_reason", ""),
    )


def _not_accept_values(doing: Doing) -> dict[str, str]:
    return {
        "reason": doing.typed.get("not_accept_reason", ""),
        "right_agency": doing.typed.get("right_agency", ""),
    }


def _not_accept(doing: Doing) -> Any:
    return intake_services.not_accept_case(doing.file.id, by=doing.by, **_not_accept_values(doing))


def _try_not_accept(doing: Doing) -> Any:
    return intake.not_accept(doing.file, by=doing.by.pk, at=now(), **_not_accept_values(doing))


def _complete(doing: Doing) -> Any:
    return handling.complete_step(
        doing.file.id,
        by=doing.by,
        node=doing.node(review.REVIEW_KINDS),
        result=doing.typed.get("result", ""),
        opinion=doing.typed.get("opinion", ""),
    )


def _send_back(doing: Doing) -> Any:
    return handling.send_back(doing.file.id, by=doing.by, reason=doing.typed.get("back_reason", ""))


def _grant_values(doing: Doing) -> dict[str, Any]:
    return {
        "reasons": doing.typed.get("grant_reasons", ""),
        "conditions": conditions_of(doing.typed),
    }


def _grant(doing: Doing) -> Any:
    return handling.grant_case(doing.file.id, by=doing.by, **_grant_values(doing))


def _try_grant(doing: Doing) -> Any:
    return decisions.grant(doing.file, by=doing.by.pk, at=now(), **_grant_values(doing))


def _refuse_values(doing: Doing) -> dict[str, str]:
    return {
        "reasons": doing.reasons,
        "legal_basis": doing.typed.get("legal_basis", ""),
        "remedy": doing.typed.get("remedy", ""),
    }


def _refuse(doing: Doing) -> Any:
    return handling.refuse_case(doing.file.id, by=doing.by, **_refuse_values(doing))


def _try_refuse(doing: Doing) -> Any:
    return decisions.refuse(doing.file, by=doing.by.pk, at=now(), **_refuse_values(doing))


def _issue(doing: Doing) -> Any:
    return handling.issue_certificate(doing.file.id, by=doing.by)


def _deliver(doing: Doing) -> Any:
    mode = doing.typed.get("mode", "")
    receiver = doing.typed.get("receiver", "")
    if mode != "online" and len(receiver.strip()) < 2:
        raise Refused(_now("请写明领取人（或邮件单号），作为送达凭据。"), code="no_receiver")
    return handling.deliver_case(doing.file.id, by=doing.by, mode=mode, receiver=receiver)


def _why_not_accept(file: CaseFile, user: User, typed: Typed) -> str | None:
    return intake.why_not_accept(file, checks_of(typed, [row.key for row in file.materials]))


def _why_not_decide(file: CaseFile, user: User, typed: Typed) -> str | None:
    return _said(lambda: require_other_person(file, user.pk))


def _why_not_grant(file: CaseFile, user: User, typed: Typed) -> str | None:
    return _why_not_decide(file, user, typed) or decisions.why_not_grant(file)


def _why_not_issue(file: CaseFile, user: User, typed: Typed) -> str | None:
    return _said(lambda: delivery.require_issuable(file))


def _why_not_deliver(file: CaseFile, user: User, typed: Typed) -> str | None:
    if file.outcome == "granted" and file.state != "issued":
        return _now("还没有制证，不能送达。")
    return None


def _said(check: Callable[[], Any]) -> str | None:
    try:
        check()
    except PortalError as error:
        return str(error)
    return None


_ACCEPT = frozenset({StepKind.ACCEPT})
_DECIDE = frozenset({StepKind.DECIDE})
_PAPER = frozenset({StepKind.CERTIFICATE})

ACTS: dict[str, DeskAct] = {
    act.slug: act
    for act in (
        DeskAct(
            "accept",
            _("受理"),
            "s",
            _ACCEPT,
            Verb.RECEIVE,
            _accept,
            _("已受理。承诺时限从今天起算，受理通知书已交付制作。"),
            why_not=_why_not_accept,
            tone="go",
        ),
        DeskAct(
            "supplement",
            _("一次性补正"),
            "c",
            _ACCEPT,
            Verb.RECEIVE,
            _supplement,
            _("已一次告知申请人补正。补齐之后重新起算受理期限。"),
            opens="supplement",
        ),
        DeskAct(
            "not-accept",
            _("不予受理"),
            "r",
            _ACCEPT,
            Verb.RECEIVE,
            _not_accept,
            _("已作出不予受理决定，决定书已交付制作。"),
            trial=_try_not_accept,
            opens="not-accept",
            confirm=_("不予受理后，这件申请就此结束，申请人会收到决定书，写明理由和复议、诉讼途径。"),
        ),
        DeskAct(
            "complete",
            _("完成审查"),
            "s",
            review.REVIEW_KINDS,
            Verb.REVIEW,
            _complete,
            _("环节已完成，转入下一环节。"),
            tone="go",
        ),
        DeskAct(
            "grant",
            _("准予许可"),
            "s",
            _DECIDE,
            Verb.DECIDE,
            _grant,
            _("已准予许可。请通知窗口制证、送达。"),
            trial=_try_grant,
            why_not=_why_not_grant,
            tone="go",
            confirm=_("签发后不能撤回；系统通知申请人，并开始计算送达时限。"),
        ),
        DeskAct(
            "refuse",
            _("不予许可"),
            "r",
            _DECIDE,
            Verb.DECIDE,
            _refuse,
            _("已作出不予许可决定，决定书已交付制作。"),
            trial=_try_refuse,
            why_not=_why_not_decide,
            opens="refuse",
            confirm=_("签发后不能撤回；申请人会收到决定书，写明理由、依据和复议、诉讼途径。"),
        ),
        DeskAct(
            "send-back",
            _("退回审查"),
            "b",
            _DECIDE,
            Verb.DECIDE,
            _send_back,
            _("已退回审查，时限继续计算。"),
            tone="stop",
            opens="send-back",
        ),
        DeskAct(
            "issue",
            _("制证"),
            "s",
            _PAPER,
            Verb.ISSUE,
            _issue,
            _("已取号制证，证照正在生成、签章。"),
            trial=lambda doing: delivery.require_issuable(doing.file),
            why_not=_why_not_issue,
            tone="go",
            confirm=_("证照号连续编排，取号后不能退回。请再核对持证人和内容。"),
        ),
        DeskAct(
            "deliver",
            _("送达"),
            "d",
            _PAPER,
            Verb.ISSUE,
            _deliver,
            _("已登记送达，这件事办结了。"),
            why_not=_why_not_deliver,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: `why` says why it cannot be pressed."""

    act: DeskAct
    why: str = ""


def offers(file: CaseFile, user: User, typed: Typed) -> list[Offer]:
    """The acts whose turn it is and whose power the user holds here; with the reason where one must wait."""
    found = []
    for act in ACTS.values():
        if holds_turn(file, act):
            found.append(Offer(act, (act.why_not and act.why_not(file, user, typed)) or ""))
    return found


def holds_turn(file: CaseFile, act: DeskAct) -> bool:
    """Whether a step of this act waits in a department where the user holds the power."""
    for step in file.ready():
        if (
            step.kind in act.kinds
            and _said(lambda at=step: require_verb(file, act.verb, department_id=at.department_id)) is None
        ):
            return True
    return False
