"""The transition table of a case: act, from, to, who, which clock, which letter. Data only.

`to` None leaves the state as it is. `verb` is the power an officer needs in the department whose
step is acted on; None where the applicant or the system acts. `notice` is a message topic. An act
without a `letter` to the applicant stands in WITHOUT_LETTER with the reason.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.departments import Verb
from approvals.enums import CaseState as S
from core.documents.kinds import DocumentKind as K


class Act(models.TextChoices):
    """Every exercise of power or right in a case's life."""

    SUBMIT = "submit", _("提交申请")
    RECEIVE = "receive", _("窗口收件")
    PRE_REVIEW = "pre_review", _("预审")
    REQUEST_SUPPLEMENT = "request_supplement", _("一次性补正告知")
    SUPPLEMENT = "supplement", _("提交补正")
    ACCEPT = "accept", _("受理")
    ACCEPT_CONDITIONALLY = "accept_conditionally", _("容缺受理")
    COMPLETE_PROMISE = "complete_promise", _("补齐容缺材料")
    DEEM_ACCEPTED = "deem_accepted", _("逾期视为受理")
    NOT_ACCEPT = "not_accept", _("不予受理")
    TRANSFER = "transfer", _("转办")
    CONSULT = "consult", _("征求部门意见")
    GIVE_OPINION = "give_opinion", _("部门会签")
    COMPLETE_STEP = "complete_step", _("完成环节")
    SEND_BACK = "send_back", _("退回审查")
    SUSPEND = "suspend", _("暂停计时")
    RESUME = "resume", _("恢复计时")
    EXTEND = "extend", _("延长期限")
    REDATE = "redate", _("日历调整")
    GRANT = "grant", _("准予许可")
    REFUSE = "refuse", _("不予许可")
    ISSUE = "issue", _("制证")
    DELIVER = "deliver", _("送达")
    CORRECT = "correct", _("更正")
    WITHDRAW = "withdraw", _("撤回申请")
    LAPSE = "lapse", _("逾期未补正终结")
    TERMINATE = "terminate", _("终止办理")
    PROPOSE_REVOCATION = "propose_revocation", _("提出撤销")
    DEFEND = "defend", _("陈述申辩")
    REVOKE = "revoke", _("撤销许可")
    RENEW_BY_SILENCE = "renew_by_silence", _("逾期未决定视为准予延续")
    REOPEN = "reopen", _("重新办理")
    CLOSE = "close", _("归档")
    URGE = "urge", _("催办")


class Role(models.TextChoices):
    """In which capacity somebody acted; stands in the event."""

    APPLICANT = "applicant", _("申请人")
    OFFICER = "officer", _("工作人员")
    SYSTEM = "system", _("系统")


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table."""

    act: Act
    source: frozenset[str]
    to: str | None
    role: Role
    verb: str | None = None
    notice: str = ""
    letter: K | None = None


def _line(
    act: Act,
    source: tuple[str, ...],
    to: str | None,
    role: Role,
    verb: str | None = None,
    notice: str = "",
    letter: K | None = None,
) -> Transition:
    return Transition(act, frozenset(source), to, role, verb, notice, letter)


IN_HAND = (S.ACCEPTED, S.UNDER_REVIEW)
BEFORE_DECISION = (S.SUBMITTED, S.SUPPLEMENT_REQUESTED, S.ACCEPTED, S.UNDER_REVIEW, S.SUSPENDED)
AFTER_DECISION = (S.DECIDED, S.ISSUED, S.DELIVERED, S.CLOSED)
ENDED = (S.DELIVERED, S.NOT_ACCEPTED, S.WITHDRAWN, S.LAPSED, S.TERMINATED)
_APPLICANT, _OFFICER, _SYSTEM = Role.APPLICANT, Role.OFFICER, Role.SYSTEM

TRANSITIONS: dict[str, Transition] = {
    line.act: line
    for line in (
        _line(Act.SUBMIT, (), S.SUBMITTED, _APPLICANT, None, "received", K.RECEIPT),
        _line(Act.RECEIVE, (), S.SUBMITTED, _OFFICER, Verb.RECEIVE, "received", K.RECEIPT),
        _line(Act.PRE_REVIEW, (S.SUBMITTED,), None, _OFFICER, Verb.RECEIVE, "pre_reviewed"),
        _line(
            Act.REQUEST_SUPPLEMENT,
            (S.SUBMITTED,),
            S.SUPPLEMENT_REQUESTED,
            _OFFICER,
            Verb.RECEIVE,
            "supplement",
            K.SUPPLEMENT,
        ),
        _line(
            Act.SUPPLEMENT,
            (S.SUPPLEMENT_REQUESTED,),
            S.SUBMITTED,
            _APPLICANT,
            None,
            "supplemented",
            K.RECEIPT,
        ),
        _line(Act.ACCEPT, (S.SUBMITTED,), S.ACCEPTED, _OFFICER, Verb.RECEIVE, "accepted", K.ACCEPTANCE),
        _line(
            Act.ACCEPT_CONDITIONALLY,
            (S.SUBMITTED,),
            S.ACCEPTED,
            _OFFICER,
            Verb.RECEIVE,
            "accepted_conditionally",
            K.ACCEPTANCE,
        ),
        _line(
            Act.COMPLETE_PROMISE,
            (*IN_HAND, S.SUSPENDED),
            None,
            _APPLICANT,
            None,
            "promise_completed",
            K.RECEIPT,
        ),
        _line(Act.DEEM_ACCEPTED, (S.SUBMITTED,), S.ACCEPTED, _SYSTEM, None, "deemed_accepted", K.ACCEPTANCE),
        _line(
            Act.NOT_ACCEPT,
            (S.SUBMITTED,),
            S.NOT_ACCEPTED,
            _OFFICER,
            Verb.RECEIVE,
            "not_accepted",
            K.NON_ACCEPTANCE,
        ),
        _line(Act.TRANSFER, (S.SUBMITTED,), None, _OFFICER, Verb.RECEIVE, "transferred", K.TRANSFER),
        _line(Act.CONSULT, IN_HAND, S.UNDER_REVIEW, _OFFICER, Verb.REVIEW),
        _line(Act.GIVE_OPINION, (*IN_HAND, S.SUSPENDED), None, _OFFICER, Verb.REVIEW),
        _line(Act.COMPLETE_STEP, IN_HAND, S.UNDER_REVIEW, _OFFICER, Verb.REVIEW),
        _line(Act.SEND_BACK, IN_HAND, S.UNDER_REVIEW, _OFFICER, Verb.DECIDE),
        _line(Act.SUSPEND, IN_HAND, S.SUSPENDED, _OFFICER, Verb.REVIEW, "suspended", K.SPECIAL_PROCEDURE),
        _line(Act.RESUME, (S.SUSPENDED,), S.UNDER_REVIEW, _OFFICER, Verb.REVIEW, "resumed", K.RESUMPTION),
        _line(Act.EXTEND, (*IN_HAND, S.SUSPENDED), None, _OFFICER, Verb.DECIDE, "extended", K.EXTENSION),
        _line(Act.REDATE, (*BEFORE_DECISION, *AFTER_DECISION), None, _SYSTEM, None, "redated", K.REDATING),
        _line(Act.GRANT, IN_HAND, S.DECIDED, _OFFICER, Verb.DECIDE, "granted", K.GRANT),
        _line(Act.REFUSE, IN_HAND, S.DECIDED, _OFFICER, Verb.DECIDE, "refused", K.REFUSAL),
        _line(Act.ISSUE, (S.DECIDED,), S.ISSUED, _OFFICER, Verb.ISSUE, "", K.CERTIFICATE),
        _line(Act.DELIVER, (S.DECIDED, S.ISSUED), S.DELIVERED, _OFFICER, Verb.ISSUE, "delivered", K.DELIVERY),
        _line(
            Act.CORRECT,
            (S.ISSUED, S.DELIVERED, S.CLOSED),
            None,
            _OFFICER,
            Verb.DECIDE,
            "corrected",
            K.CORRECTION,
        ),
        _line(Act.WITHDRAW, BEFORE_DECISION, S.WITHDRAWN, _APPLICANT, None, "withdrawn", K.WITHDRAWAL),
        _line(Act.LAPSE, (S.SUPPLEMENT_REQUESTED,), S.LAPSED, _SYSTEM, None, "lapsed", K.TERMINATION),
        _line(
            Act.TERMINATE,
            (*IN_HAND, S.SUSPENDED),
            S.TERMINATED,
            _OFFICER,
            Verb.DECIDE,
            "terminated",
            K.TERMINATION,
        ),
        _line(
            Act.PROPOSE_REVOCATION,
            (S.ISSUED, S.DELIVERED, S.CLOSED),
            None,
            _OFFICER,
            Verb.REVIEW,
            "revocation_proposed",
            K.REVOCATION_PROPOSAL,
        ),
        _line(
            Act.DEFEND,
            (S.ISSUED, S.DELIVERED, S.CLOSED),
            None,
            _APPLICANT,
            None,
            "stated",
            K.RECEIPT,
        ),
        _line(
            Act.RENEW_BY_SILENCE,
            (S.SUBMITTED, *IN_HAND, S.SUSPENDED),
            S.DECIDED,
            _SYSTEM,
            None,
            "renewed",
            K.GRANT,
        ),
        _line(
            Act.REVOKE,
            (S.ISSUED, S.DELIVERED, S.CLOSED),
            None,
            _OFFICER,
            Verb.DECIDE,
            "revoked",
            K.REVOCATION,
        ),
        _line(
            Act.REOPEN,
            (S.DECIDED, S.DELIVERED, S.CLOSED),
            S.UNDER_REVIEW,
            _OFFICER,
            Verb.SUPERVISE,
            "reopened",
            K.REOPENING,
        ),
        _line(Act.CLOSE, ENDED, S.CLOSED, _SYSTEM),
        _line(Act.URGE, (S.SUBMITTED, *IN_HAND), None, _APPLICANT),
    )
}


# Acts that rightly leave no letter to the applicant.
WITHOUT_LETTER: dict[str, str] = {
    Act.PRE_REVIEW: "a remark for the clerk who accepts; binds nobody, stops no clock; a message tells of it",
    Act.CONSULT: "a question between departments; it changes neither right nor date of the applicant",
    Act.GIVE_OPINION: "advice to the lead department; what follows from it stands in the decision",
    Act.COMPLETE_STEP: "work inside the house; what follows from it stands in the decision",
    Act.SEND_BACK: "work inside the house; the term goes on",
    Act.CLOSE: "the archive; right and duty ended with the act before",
    Act.URGE: "the applicant's own word; the office is told by message",
}


def refusal(act: str, state: str) -> str:
    """Why an act is not possible now, in words for the person who tried."""
    return gettext("这件事现在是“%(state)s”，不能%(act)s。请刷新后看最新情况。") % {
        "state": S(state).label,
        "act": Act(act).label,
    }
