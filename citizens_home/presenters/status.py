"""The public state in words and as markup; nothing that names a person, a matter or a material."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from admin_center.clocks.enums import Unit, ground_label
from admin_center.clocks.explain import Account, explain
from approvals.enums import CaseState, ClockName, Outcome, StepKind
from approvals.selectors.public_status import PublicStatus, read_row
from citizens_home.presenters import clock, public_words
from core.web.words import is_english

DECIDED = (CaseState.DECIDED, CaseState.ISSUED, CaseState.DELIVERED, CaseState.CLOSED)


@dataclass(frozen=True, slots=True)
class Words:
    """Every phrase of this page in one language, looked up once: the page is asked most of all."""

    states: dict[str, str]
    outcomes: dict[str, str]
    steps: dict[str, str]
    used: str
    answer_by: str
    supplement_by: str
    late: str
    running: str
    units: dict[str, str]
    office: str
    now_at: str
    ended: str
    promised: str
    supplement_end: str
    paused: str
    never: str
    start: str
    ruler: str
    result: str
    course: str
    acts: dict[str, str]


@lru_cache(maxsize=8)
def _words(language: str) -> Words:
    return Words(
        states={value: str(label) for value, label in CaseState.choices},
        outcomes={value: str(label) for value, label in Outcome.choices},
        steps={value: str(label) for value, label in StepKind.choices},
        used=_("用了%(used)d日，承诺%(total)d%(unit)s"),
        answer_by=_("最晚%(on)s答复是否受理"),
        supplement_by=_("等申请人补正，到%(on)s"),
        late=_("已超过承诺%(n)d日"),
        running=_("第%(used)d日，共%(total)d%(unit)s"),
        units={unit: clock.unit_words(unit) for unit in Unit.values},
        office=_("办理单位"),
        now_at=_("现在在"),
        ended=_("结束"),
        promised=_("承诺答复"),
        supplement_end=_("补正期限"),
        paused=_("暂停过"),
        never=_("没有"),
        start=_("起算"),
        ruler=_("时限逐日"),
        result=_("查询结果　%(at)s"),
        course=_("办理经过"),
        acts={act: str(said) for act, said in public_words.WORDS.items()},
    )


def words() -> Words:
    """The phrases in the language of the page."""
    return _words(get_language() or "")


def stage(status: PublicStatus) -> str:
    """The stage in a word or two."""
    said = words()
    if status.state in DECIDED and status.outcome:
        return said.outcomes[status.outcome]
    if status.state in (CaseState.ACCEPTED, CaseState.UNDER_REVIEW) and status.step_kind:
        return said.steps.get(status.step_kind, "")
    return said.states[status.state]


def sentence(status: PublicStatus, account: Account | None, on: date) -> str:
    """The clock in one sentence; empty where no clock matters any more."""
    if account is None or status.ended_on or status.ledger is None:
        return ""
    said = words()
    numbers = {"used": account.used, "total": account.total, "unit": said.units[status.ledger.unit]}
    if status.outcome:
        return said.used % numbers
    if status.clock_name == ClockName.INTAKE:
        return said.answer_by % {"on": clock.due_day(account.promised_due_on)}
    if status.clock_name == ClockName.SUPPLEMENT:
        return said.supplement_by % {"on": clock.due_day(account.promised_due_on)}
    if on > account.promised_due_on and status.ledger.open_pause is None:
        return said.late % {"n": account.late}
    return said.running % numbers


def facts(status: PublicStatus, account: Account | None) -> list[tuple[str, str]]:
    """Office, promised answer, pauses; or when it ended."""
    said = words()
    office = escape((status.office_en if is_english() else "") or status.office)
    if status.ended_on:
        return [(said.office, office), (said.ended, date_format(status.ended_on, "DATE_FORMAT"))]
    found = [(said.now_at, office)]
    if account and status.ledger:
        if not status.outcome:
            label = said.supplement_end if status.clock_name == ClockName.SUPPLEMENT else said.promised
            found.append((label, clock.due_day(account.promised_due_on, long=True)))
        grounds = dict.fromkeys(ground_label(pause.ground) for pause in status.ledger.pauses)
        found.append((said.paused, _("、").join(grounds) or said.never))
    return found


def course_html(acts: Sequence[tuple[str, date]]) -> str:
    """What was done, act by act, with its day."""
    said = words()
    lines = []
    for act, on in acts:
        day = f'<time datetime="{on}">{date_format(on, "DATE_FORMAT")}</time>'
        lines.append(f"<li>{day}<span>{said.acts.get(act, '')}</span></li>")
    head = f'<section class="c12 sec" aria-labelledby="co"><h2 id="co">{said.course}</h2>'
    return f'{head}<ol class="course">{"".join(lines)}</ol></section>'


def result_html(row: str, on: date, at: str) -> str:
    """The result panel of a row of `public_row`: drawn once for each state and day, the hour put in."""
    before, after = _panel(row, on, get_language() or "")
    return f"{before}{words().result % {'at': at}}{after}"


@lru_cache(maxsize=4096)
def _panel(row: str, on: date, language: str) -> tuple[str, str]:
    """Without a template. Names from the catalogue are escaped; the rest are our words."""
    status, said = read_row(row), _words(language)
    account = explain(status.ledger, on, status.calendar) if status.ledger else None
    item = escape((status.item_en if is_english() else "") or status.item)
    says = "，".join(part for part in (stage(status), sentence(status, account, on)) if part)
    days = ""
    if account and not status.ended_on and not status.outcome:
        blocks = [
            f'<li class="{day.css}"><b>{day.number}</b><span>{day.words}</span></li>'
            for day in clock.ruler(account, said.start)
        ]
        days = f'<ol class="days" aria-label="{said.ruler}">{"".join(blocks)}</ol>'
    rows = "".join([f"<div><dt>{dt}</dt><dd>{dd}</dd></div>" for dt, dd in facts(status, account)])
    before = '<section class="c6 clock" aria-labelledby="r"><p class="kicker">'
    after = (
        f'</p><h2 class="clock-says" id="r">{item}<br>{says}</h2>{days}'
        f'<dl class="facts facts-2 small">{rows}</dl></section>'
    )
    return before, after


def forget_panels() -> None:
    """Draw every state anew."""
    _panel.cache_clear()
