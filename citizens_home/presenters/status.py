"""The public state in words and as markup; nothing that names a person, a matter or a material."""

from datetime import date

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _

from admin_center.clocks.enums import ground_label
from admin_center.clocks.explain import Account, explain
from approvals.enums import CaseState, ClockName, Outcome, StepKind
from approvals.selectors.public_status import PublicStatus
from citizens_home.presenters import clock
from core.web.words import is_english


def stage(status: PublicStatus) -> str:
    """The stage in a word or two."""
    decided = (CaseState.DECIDED, CaseState.ISSUED, CaseState.DELIVERED, CaseState.CLOSED)
    if status.state in decided and status.outcome:
        return str(Outcome(status.outcome).label)
    if status.state in (CaseState.ACCEPTED, CaseState.UNDER_REVIEW) and status.step_kind:
        return str(StepKind(status.step_kind).label)
    return str(CaseState(status.state).label)


def sentence(status: PublicStatus, account: Account | None, on: date) -> str:
    """The clock in one sentence; empty where no clock matters any more."""
    if account is None or status.ended_on or status.ledger is None:
        return ""
    unit = clock.unit_words(status.ledger.unit)
    if status.outcome:
        return _("用了%(used)d日，承诺%(total)d%(unit)s") % {
            "used": account.used,
            "total": account.total,
            "unit": unit,
        }
    due = clock.short_day(account.promised_due_on)
    if status.clock_name == ClockName.INTAKE:
        return _("最晚%(on)s答复是否受理") % {"on": due}
    if status.clock_name == ClockName.SUPPLEMENT:
        return _("等申请人补正，到%(on)s") % {"on": due}
    if on > account.promised_due_on and status.ledger.open_pause is None:
        return _("已超过承诺%(n)d日") % {"n": account.used - account.total}
    return _("第%(used)d日，共%(total)d%(unit)s") % {
        "used": account.used,
        "total": account.total,
        "unit": unit,
    }


def facts(status: PublicStatus, account: Account | None) -> list[tuple[str, str]]:
    """Office, promised answer, pauses; or when it ended."""
    office = (status.office_en if is_english() else "") or status.office
    if status.ended_on:
        ended = date_format(status.ended_on, "DATE_FORMAT")
        return [(_("办理单位"), office), (_("结束"), ended)]
    found = [(_("现在在"), office)]
    if account and status.ledger:
        if not status.outcome:
            label = _("补正期限") if status.clock_name == ClockName.SUPPLEMENT else _("承诺答复")
            found.append((label, clock.long_day(account.promised_due_on)))
        pauses = status.ledger.pauses
        grounds = "、".join(dict.fromkeys(ground_label(pause.ground) for pause in pauses))
        found.append((_("暂停过"), grounds or _("没有")))
    return found


def result_html(status: PublicStatus, on: date, at: str) -> str:
    """The result panel. Built without a template: this page is asked most of all."""
    account = explain(status.ledger, on, status.calendar) if status.ledger else None
    item = (status.item_en if is_english() else "") or status.item
    says = "，".join(part for part in (stage(status), sentence(status, account, on)) if part)
    days = ""
    if account and not status.ended_on and not status.outcome:
        blocks = "".join(
            f'<li class="{day.css}"><b>{day.number}</b><span>{escape(day.words)}</span></li>'
            for day in clock.ruler(account, _("起算"))
        )
        days = f'<ol class="days" aria-label="{escape(_("时限逐日"))}">{blocks}</ol>'
    rows = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in facts(status, account)
    )
    kicker = escape(_("查询结果　%(at)s") % {"at": at})
    return (
        f'<section class="c6 clock" aria-labelledby="r"><p class="kicker">{kicker}</p>'
        f'<h2 class="clock-says" id="r" role="status">{escape(item)}<br>{escape(says)}</h2>{days}'
        f'<dl class="facts facts-2 small">{rows}</dl></section>'
    )
