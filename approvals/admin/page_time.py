"""The time of a case as its page shows it: the clock in the header, the stages, the ledgers day by day."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from admin_center.clocks.explain import Account, explain
from approvals.admin import drawing
from approvals.enums import ClockName, StepKind, StepState
from approvals.models import Step
from approvals.selectors.desk import ClockShown, Desk
from core.now import local, today

CLOCK_ORDER = (
    ClockName.INTAKE,
    ClockName.SUPPLEMENT,
    ClockName.DECISION,
    ClockName.DELIVERY,
    ClockName.STATEMENT,
)
ANSWERING: dict[str, Any] = {
    ClockName.INTAKE: gettext_lazy("前答复是否受理"),
    ClockName.DECISION: gettext_lazy("前作出决定"),
    ClockName.SUPPLEMENT: gettext_lazy("前由申请人补齐"),
    ClockName.DELIVERY: gettext_lazy("前送达"),
    ClockName.STATEMENT: gettext_lazy("前由持证人陈述申辩"),
}


def _main_clock(desk: Desk) -> ClockShown | None:
    open_clocks = [c for c in desk.clocks if c.row.state != "stopped"]
    for name in CLOCK_ORDER:
        for clock in reversed(open_clocks):
            if clock.row.name == name:
                return clock
    return next((c for c in reversed(desk.clocks) if c.row.name in CLOCK_ORDER), None)


def due_block(desk: Desk) -> dict[str, Any] | None:
    """The big number, the blocks with their dates and what happens when the day passes."""
    clock = _main_clock(desk)
    if clock is None:
        return None
    account = explain(clock.ledger, today(), desk.file.workdays)
    level = _level(clock, account)
    return {
        "left": -account.late or max(account.left, 0),
        "level": level,
        "drawing": drawing.head_clock(account, level=level),
        "name": clock_words(clock.row.name, desk),
        "stopped": clock.row.state == "stopped",
        "due_on": account.promised_due_on,
        "statutory_due_on": account.statutory_due_on,
        "until": ANSWERING.get(clock.row.name, ""),
        "used": account.used,
        "total": account.total,
        "unit": _("日") if clock.row.unit == "calendar_days" else _("工作日"),
        "provisional": account.is_provisional,
        "deems": clock.row.name == ClockName.INTAKE and clock.row.state != "stopped",
    }


def _level(clock: ClockShown, account: Account) -> str:
    on = today()
    if clock.row.state == "stopped":
        return ""
    if clock.row.state == "paused":
        return "paused"
    if on > account.statutory_due_on:
        return "red"
    if on > account.promised_due_on:
        return "yellow"
    return "warn" if account.left <= max(1, account.total // 5) else ""


def clock_words(name: str, desk: Desk) -> str:
    """The name of a clock; a step's clock is called like its step."""
    if name.startswith(f"{ClockName.STEP}:"):
        return desk.step_names().get(name.split(":", 1)[1], name)
    return str(ClockName(name).label) if name in ClockName.values else name


def ledgers(desk: Desk) -> list[dict[str, Any]]:
    """Every clock day by day, the latest first."""
    told = []
    for clock in reversed(desk.clocks):
        account = explain(clock.ledger, today(), desk.file.workdays)
        told.append(
            {
                "name": clock_words(clock.row.name, desk),
                "round": clock.row.round,
                "state": clock.row.get_state_display(),
                "open": clock.row.state != "stopped",
                "account": account,
                "entries": list(clock.row.entries.all()),
            }
        )
    return told


def stages(desk: Desk) -> list[dict[str, Any]]:
    """The bar of stages: the latest round of each node of the plan."""
    latest: dict[str, Step] = {}
    for row in desk.steps:
        if row.node not in latest or row.round >= latest[row.node].round:
            latest[row.node] = row
    names = desk.step_names()
    bar = [{"name": _("收件"), "css": "done", "small": _short(desk.case.received_on)}]
    for node in desk.file.plan.nodes:
        step = latest.get(node.key)
        css, small = _stage(step, node.days, desk)
        name = _("核对答复") if node.kind == StepKind.ACCEPT and css == "now" else names[node.key]
        bar.append({"name": name, "css": css, "small": small})
    return bar


def _stage(step: Step | None, days: int, desk: Desk) -> tuple[str, str]:
    if step is None or step.state == StepState.CANCELLED:
        return "", ""
    if step.state in (StepState.DONE, StepState.DEEMED):
        return "done", _short(local(step.done_at).date() if step.done_at else None)
    if step.state == StepState.SUSPENDED:
        return "now", _("等申请人")
    if step.state == StepState.READY:
        left = desk.file.workdays.count_between(today(), step.due_on) if step.due_on else 0
        if step.due_on and step.due_on < today():
            return "now", _("已超期")
        return "now", _("剩 %(n)d 日") % {"n": left} if left else _("今日")
    return "", _("%(n)d 日") % {"n": days} if days else ""


def _short(on: date | None) -> str:
    return f"{on:%m-%d}" if on else ""
