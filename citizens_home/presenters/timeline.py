"""The cong of a case: its stages as nodes, and under each what happened, in words for the applicant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from admin_center.calendar.selectors import workdays
from admin_center.clocks.enums import ground_label
from admin_center.clocks.rules import standing
from approvals.enums import CaseState, ClockName, DeliveryMode, Outcome, StepKind, StepState
from approvals.models import Step
from approvals.selectors.applicant import CasePage
from approvals.workflow import Act
from citizens_home.presenters import words
from core.documents.kinds import DocumentKind
from core.documents.models import Document, DocumentState
from core.now import local, today
from core.records.models import Event
from core.web.words import said

SUBMITTED = "submitted"
OVER = "over"
INTAKE_ACTS = frozenset(
    {
        Act.PRE_REVIEW,
        Act.REQUEST_SUPPLEMENT,
        Act.SUPPLEMENT,
        Act.ACCEPT,
        Act.ACCEPT_CONDITIONALLY,
        Act.DEEM_ACCEPTED,
        Act.NOT_ACCEPT,
        Act.TRANSFER,
    }
)
DECIDING_ACTS = frozenset({Act.GRANT, Act.REFUSE, Act.RENEW_BY_SILENCE})
DELIVERY_ACTS = frozenset({Act.ISSUE, Act.DELIVER, Act.CORRECT})
REVOKING_ACTS = frozenset({Act.PROPOSE_REVOCATION, Act.DEFEND, Act.REVOKE})
ENDINGS = frozenset({Act.WITHDRAW, Act.LAPSE, Act.TERMINATE})
SILENT = frozenset({Act.CLOSE})


@dataclass(frozen=True)
class Letter:
    """A document that an act left; without an address while it is being made."""

    title: str
    url: str
    state: str


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    when: str
    text: str
    letter: Letter | None = None


@dataclass
class Node:
    """One node of the cong."""

    name: str
    css: str
    tag: str
    label: str
    where: str
    lines: list[Line] = field(default_factory=list)


def when(event: Event) -> str:
    """11月16日 15:20."""
    at = local(event.at)
    return f"{date_format(at, _('n月j日'))} {at:%H:%M}"


def happened_by_day(page: CasePage) -> dict[date, list[str]]:
    """What happened on each day, for the account of the clock."""
    found: dict[date, list[str]] = {}
    for event in page.events:
        if event.act not in SILENT:
            at = local(event.at)
            found.setdefault(at.date(), []).append(f"{at:%H:%M} {text_of(event)}")
    return found


def letter_of(document: Document) -> Letter:
    """A document in words."""
    waiting = document.state == DocumentState.RENDERING
    url = "" if waiting else reverse("core_documents:download", args=[document.token])
    state = {
        DocumentState.RENDERING: _("制证中，一般一分钟内好"),
        DocumentState.REVOKED: _("已撤销"),
        DocumentState.REPLACED: _("已换发"),
    }.get(DocumentState(document.state), "")
    return Letter(_(document.title), url, state)


def _days(data: Mapping[str, Any]) -> int:
    return next((int(line["days"]) for line in data.get("clocks", []) if line.get("days")), 0)


def _ground(data: Mapping[str, Any]) -> str:
    return next((ground_label(line["ground"]) for line in data.get("clocks", []) if line.get("ground")), "")


def _due(data: Mapping[str, Any], name: str) -> str:
    for line in data.get("clocks", []):
        if line.get("name") == name and line.get("due_on"):
            return date_format(date.fromisoformat(line["due_on"]), _("n月j日"))
    return ""


def _count(data: Mapping[str, Any]) -> int:
    return int(data.get("count") or len(data.get("promised", [])))


def _supplement(data: Mapping[str, Any]) -> str:
    n = _count(data)
    return ngettext("一次告知要补%(n)d项，请在%(on)s前补齐", "一次告知要补%(n)d项，请在%(on)s前补齐", n) % {
        "n": n,
        "on": _due(data, "supplement"),
    }


def _accepted(data: Mapping[str, Any]) -> str:
    due = _due(data, "decision")
    return _("材料齐全，已受理，%(on)s前作出决定") % {"on": due} if due else _("材料齐全，已受理")


def _delivered(data: Mapping[str, Any]) -> str:
    mode = str(data.get("mode", ""))
    label = DeliveryMode(mode).label if mode in DeliveryMode.values else ""
    return _("已送达（%(mode)s）") % {"mode": label} if label else _("已送达")


WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    Act.SUBMIT: lambda data: _("您在网上提交了申请"),
    Act.RECEIVE: lambda data: _("窗口收到了您的申请材料"),
    Act.PRE_REVIEW: lambda data: _("材料已预审"),
    Act.REQUEST_SUPPLEMENT: _supplement,
    Act.SUPPLEMENT: lambda data: _("您提交了补正，%(on)s前答复是否受理") % {"on": _due(data, "intake")},
    Act.ACCEPT: _accepted,
    Act.ACCEPT_CONDITIONALLY: lambda data: (
        ngettext("先受理，还有%(n)d份材料答应后补", "先受理，还有%(n)d份材料答应后补", _count(data))
        % {"n": _count(data)}
    ),
    Act.COMPLETE_PROMISE: lambda data: _("答应后补的材料已补齐"),
    Act.DEEM_ACCEPTED: lambda data: _("没有在期限内答复，依法自收到申请之日起视为受理"),
    Act.NOT_ACCEPT: lambda data: _("不予受理，理由写在决定书里"),
    Act.TRANSFER: lambda data: _("已转给负责的部门，您不用重新申请"),
    Act.CONSULT: lambda data: _("请有关部门提意见"),
    Act.GIVE_OPINION: lambda data: _("有关部门已提意见"),
    Act.COMPLETE_STEP: lambda data: _("这一节办完"),
    Act.SEND_BACK: lambda data: _("退回再审"),
    Act.SUSPEND: lambda data: _("因“%(ground)s”暂停计时") % {"ground": _ground(data)},
    Act.RESUME: lambda data: _("恢复计时，%(on)s前作出决定") % {"on": _due(data, "decision")},
    Act.EXTEND: lambda data: _("延长期限%(n)d日，理由写在告知书里") % {"n": _days(data)},
    Act.REDATE: lambda data: _("放假安排有调整，日期重新核对"),
    Act.GRANT: lambda data: _("决定：准予"),
    Act.REFUSE: lambda data: _("决定：不予许可。理由、依据和救济途径写在决定书里"),
    Act.ISSUE: lambda data: _("制证，文号%(number)s") % {"number": data.get("number", "")},
    Act.DELIVER: _delivered,
    Act.CORRECT: lambda data: _("证照已更正，请以新证为准"),
    Act.WITHDRAW: lambda data: _("您撤回了申请"),
    Act.LAPSE: lambda data: _("没有在期限内补正，办理终结；可以重新申请"),
    Act.TERMINATE: lambda data: _("终止办理，理由写在告知书里"),
    Act.PROPOSE_REVOCATION: lambda data: (
        _("拟撤销许可，%(on)s前您可以陈述、申辩；证照现在仍然有效") % {"on": _due(data, "statement")}
    ),
    Act.DEFEND: lambda data: _("您提出了陈述、申辩，会记录在案，并在决定里答复"),
    Act.REVOKE: lambda data: _("许可已撤销，理由和救济途径写在决定书里"),
    Act.RENEW_BY_SILENCE: lambda data: _("原证到期前没有作出决定，依法视为准予延续"),
    Act.REOPEN: lambda data: _("重新办理，%(on)s前作出决定") % {"on": _due(data, "decision")},
    Act.CLOSE: lambda data: _("归档"),
    Act.URGE: lambda data: _("您催办了一次，窗口和负责人已收到提醒"),
}


def text_of(event: Event) -> str:
    """What an act means to the applicant."""
    words_ = WORDS.get(event.act)
    return words_(event.data) if words_ else event.act


def nodes(page: CasePage) -> list[Node]:
    """Submission, then the stages of the plan in order; an ending without a decision closes the cong."""
    letters = {document.token: letter_of(document) for document in page.documents}
    steps = _latest(page.steps)
    groups = _grouped(page, steps)
    first = Node(_("提交"), "is-done", "tag-done", _("完成"), "")
    first.lines = [_line(event, letters) for event in groups.get(SUBMITTED, [])]
    found = [first]
    over = groups.get(OVER, [])
    for step in steps:
        if step.state == StepState.CANCELLED and not groups.get(step.node):
            continue
        node = _node(page, step)
        node.lines = [_line(event, letters) for event in groups.get(step.node, [])]
        found.append(node)
    if over:
        end = Node(_("结束"), "is-done", "tag-done", _("已结束"), "")
        end.lines = [_line(event, letters) for event in over]
        found.append(end)
    return found


def _latest(steps: list[Step]) -> list[Step]:
    latest: dict[str, Step] = {}
    for step in steps:
        latest[step.node] = step
    return sorted(latest.values(), key=lambda step: (step.position, step.pk))


def _line(event: Event, letters: Mapping[str, Letter]) -> Line:
    return Line(when(event), text_of(event), letters.get(str(event.data.get("document", ""))))


def _grouped(page: CasePage, steps: list[Step]) -> dict[str, list[Event]]:
    """Events by the node they belong to."""
    kinds = {step.kind: step.node for step in reversed(steps)}
    names = {step.node for step in steps}
    current = kinds.get(StepKind.ACCEPT, SUBMITTED)
    found: dict[str, list[Event]] = {}
    for event in page.events:
        if event.act in SILENT:
            continue
        place = _place(event, kinds, names, current)
        if place not in (SUBMITTED, OVER):
            current = place
        found.setdefault(place, []).append(event)
    return found


def _place(event: Event, kinds: Mapping[str, str], names: set[str], current: str) -> str:
    if event.act in (Act.SUBMIT, Act.RECEIVE):
        return SUBMITTED
    if event.act in ENDINGS:
        return OVER
    groups = (
        (INTAKE_ACTS, StepKind.ACCEPT),
        (DECIDING_ACTS, StepKind.DECIDE),
        (DELIVERY_ACTS, StepKind.CERTIFICATE),
        (REVOKING_ACTS, StepKind.REVOCATION),
        ({Act.REOPEN}, StepKind.REVIEW),
    )
    for acts, kind in groups:
        if event.act in acts:
            return kinds.get(kind, current)
    step = str(event.data.get("step", ""))
    if step in names:
        return step
    if current == kinds.get(StepKind.ACCEPT):
        return kinds.get(StepKind.REVIEW, current)
    return current


STATES = {
    StepState.DONE: ("is-done", "tag-done"),
    StepState.DEEMED: ("is-done", "tag-done"),
    StepState.READY: ("is-now", "tag-now"),
    StepState.SUSPENDED: ("is-now", "tag-due"),
    StepState.RETURNED: ("", "tag-wait"),
    StepState.WAITING: ("", "tag-wait"),
    StepState.CANCELLED: ("", "tag-wait"),
}


def step_label(step: Step) -> str:
    """Where a stage stands, in a word or two."""
    return {
        StepState.DONE: _("完成"),
        StepState.DEEMED: _("视为同意"),
        StepState.READY: _("正在办"),
        StepState.SUSPENDED: _("等您补正"),
        StepState.RETURNED: _("退回"),
        StepState.WAITING: _("未到"),
        StepState.CANCELLED: _("不再办理"),
    }[StepState(step.state)]


def step_name(page: CasePage, step: Step) -> str:
    """The stage's name in the item's plan, in the language of the page."""
    for entry in page.case.item_version.content.get("steps") or page.case.item_version.steps:
        if entry.get("step") == step.node:
            return said(entry, "name")
    node = page.plan.node(step.node)
    return node.name if node else str(StepKind(step.kind).label)


def _node(page: CasePage, step: Step) -> Node:
    css, tag = STATES[StepState(step.state)]
    office = words.name_of(step.department)
    due = _decision_due(page, step)
    if step.state in (StepState.READY, StepState.SUSPENDED) and page.case.state != CaseState.SUSPENDED:
        due = step.due_on
    if due:
        where = _("%(on)s前　%(office)s") % {"on": date_format(due, _("n月j日")), "office": office}
    else:
        where = office
    return Node(step_name(page, step), css, tag, step_label(step), where)


def _decision_due(page: CasePage, step: Step) -> date | None:
    """By when the decision is due, while it lies ahead; of a paused clock as if it resumed today."""
    shown = page.clock(ClockName.DECISION)
    if step.kind != StepKind.DECIDE or step.state != StepState.WAITING or shown is None:
        return None
    if shown.ledger.stopped_on is not None:
        return None
    return standing(shown.ledger, today(), workdays()).promised_due_on


def main_documents(page: CasePage) -> list[Document]:
    """The certificate first, then the decision, for the top of the page; not what was replaced or fell."""
    wanted = [DocumentKind.CERTIFICATE, DocumentKind.REFUSAL, DocumentKind.NON_ACCEPTANCE]
    found = [
        document
        for document in page.documents
        if document.kind in wanted
        and document.state != DocumentState.REPLACED
        and (document.state != DocumentState.REVOKED or page.case.outcome == Outcome.REVOKED)
    ]
    return sorted(found, key=lambda document: wanted.index(DocumentKind(document.kind)))
