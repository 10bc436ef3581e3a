"""The nine acts of an ordinary case, from acceptance to delivery."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.departments import Verb
from approvals.admin.doing import DeskAct, Doing, objection
from approvals.admin.typed import Typed, checks_of, conditions_of, missing_of, settled_of
from approvals.casefile import CaseFile
from approvals.enums import StepKind
from approvals.rules import decisions, delivery, intake, review
from approvals.rules.standing import require_other_person
from approvals.services import handling
from approvals.services import intake as intake_services
from approvals.services.phrases import note_use
from core.errors import Refused
from core.now import now


def _accept(doing: Doing) -> Any:
    return intake_services.accept_case(doing.file.id, by=doing.by, checks=doing.checks)


def _supplement(doing: Doing) -> Any:
    items = missing_of(doing.typed, doing.keys, absent=doing.absent)
    done = intake_services.request_supplement(
        doing.file.id,
        by=doing.by,
        items=items,
        checks=doing.checks,
        override_reason=doing.typed.get("override_reason", ""),
    )
    note_use(doing.file, {item.key: item.problem for item in items})
    return done


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
        "settled": settled_of(doing.typed),
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
    return objection(lambda: require_other_person(file, user.pk))


def _why_not_grant(file: CaseFile, user: User, typed: Typed) -> str | None:
    return _why_not_decide(file, user, typed) or decisions.why_not_grant(file)


def _grant_lacks(file: CaseFile, typed: Typed) -> str | None:
    return decisions.what_grant_lacks(file, typed.get("grant_reasons", ""), settled_of(typed))


def _why_not_issue(file: CaseFile, user: User, typed: Typed) -> str | None:
    return objection(lambda: delivery.require_issuable(file))


def _why_not_deliver(file: CaseFile, user: User, typed: Typed) -> str | None:
    if file.outcome == "granted" and file.state != "issued":
        return _now("还没有制证，不能送达。")
    return None


_ACCEPT = frozenset({StepKind.ACCEPT})
_DECIDE = frozenset({StepKind.DECIDE})
_PAPER = frozenset({StepKind.CERTIFICATE})

MAIN = (
    DeskAct(
        slug="accept",
        label=_("受理"),
        key="main",
        kinds=_ACCEPT,
        verb=Verb.RECEIVE,
        run=_accept,
        why_not=_why_not_accept,
        tone="go",
        done=_("已受理。承诺时限从今天起算，受理通知书已交付制作。"),
    ),
    DeskAct(
        slug="supplement",
        label=_("一次性补正"),
        key="supplement",
        kinds=_ACCEPT,
        verb=Verb.RECEIVE,
        run=_supplement,
        opens="supplement",
        done=_("已一次告知申请人补正。补齐之后重新起算受理期限。"),
    ),
    DeskAct(
        slug="not-accept",
        label=_("不予受理"),
        key="refuse",
        kinds=_ACCEPT,
        verb=Verb.RECEIVE,
        run=_not_accept,
        trial=_try_not_accept,
        opens="not-accept",
        confirm=_("不予受理后，这件申请就此结束，申请人会收到决定书，写明理由和复议、诉讼途径。"),
        done=_("已作出不予受理决定，决定书已交付制作。"),
    ),
    DeskAct(
        slug="complete",
        label=_("完成环节"),
        key="main",
        kinds=review.REVIEW_KINDS,
        verb=Verb.REVIEW,
        run=_complete,
        tone="go",
        done=_("环节已完成，转入下一环节。"),
    ),
    DeskAct(
        slug="grant",
        label=_("准予许可"),
        key="main",
        kinds=_DECIDE,
        verb=Verb.DECIDE,
        run=_grant,
        trial=_try_grant,
        why_not=_why_not_grant,
        lacks=_grant_lacks,
        tone="go",
        confirm=_("签发后不能撤回；系统通知申请人，并开始计算送达时限。"),
        done=_("已准予许可。请通知窗口制证、送达。"),
    ),
    DeskAct(
        slug="refuse",
        label=_("不予许可"),
        key="refuse",
        kinds=_DECIDE,
        verb=Verb.DECIDE,
        run=_refuse,
        trial=_try_refuse,
        why_not=_why_not_decide,
        opens="refuse",
        confirm=_("签发后不能撤回；申请人会收到决定书，写明理由、依据和复议、诉讼途径。"),
        done=_("已作出不予许可决定，决定书已交付制作。"),
    ),
    DeskAct(
        slug="send-back",
        label=_("退回审查"),
        key="back",
        kinds=_DECIDE,
        verb=Verb.DECIDE,
        run=_send_back,
        tone="stop",
        opens="send-back",
        done=_("已退回审查，时限继续计算。"),
    ),
    DeskAct(
        slug="issue",
        label=_("制证"),
        key="main",
        kinds=_PAPER,
        verb=Verb.ISSUE,
        run=_issue,
        trial=lambda doing: delivery.require_issuable(doing.file),
        why_not=_why_not_issue,
        tone="go",
        confirm=_("证照号连续编排，取号后不能退回。请再核对持证人和内容。"),
        done=_("已取号制证，证照正在生成、签章。"),
    ),
    DeskAct(
        slug="deliver",
        label=_("送达"),
        key="deliver",
        kinds=_PAPER,
        verb=Verb.ISSUE,
        run=_deliver,
        why_not=_why_not_deliver,
        done=_("已登记送达，这件事办结了。"),
    ),
)
