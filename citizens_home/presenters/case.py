"""The applicant's page of one case: the sentence, what happens next, who has it, what one can do."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from admin_center.clocks.enums import ground_label
from approvals.enums import CaseState, Channel, ClockName, DeliveryMode, MaterialState, Outcome, StepKind
from approvals.models import Case, Material
from approvals.rules.opening import query_code
from approvals.selectors.applicant import CaseLine, CasePage, ClockShown
from approvals.workflow import BEFORE_DECISION
from citizens_home.presenters import clock as clocks
from citizens_home.presenters import statement as statements
from citizens_home.presenters import timeline, words
from core.documents.models import Document, DocumentState
from core.now import local
from core.web.words import said

ENDED_WORDS = {
    CaseState.WITHDRAWN: gettext_lazy("您已撤回申请。"),
    CaseState.LAPSED: gettext_lazy("没有在期限内补正，办理已终结。"),
    CaseState.TERMINATED: gettext_lazy("办理已终止。"),
    CaseState.NOT_ACCEPTED: gettext_lazy("申请没有受理。"),
}


@dataclass(frozen=True)
class Main:
    """The certificate or decision that the page is about in the end."""

    title: str
    number: str
    url: str
    verify_url: str
    is_making: bool
    is_revoked: bool


@dataclass
class Shown:
    """Everything the template needs."""

    number: str
    code: str
    item: str
    title: str
    applicant: str
    kicker: str
    submitted_at: str
    sentence: list[str]
    panel: clocks.Panel | None
    nodes: list[timeline.Node]
    upcoming: list[str]
    holder: list[tuple[str, str]]
    main: list[Main]
    letters: list[timeline.Letter]
    reasons: str = ""
    legal_basis: str = ""
    remedies: str = ""
    phone: str = ""
    complaint_phone: str = ""
    can_supplement: bool = False
    can_withdraw: bool = False
    can_urge: bool = False
    statement: statements.Shown = field(default_factory=statements.Shown)
    is_new: bool = False
    asked: int = 0
    due_words: str = ""
    delivery: str = ""
    owed: int = 0
    materials: list[dict[str, Any]] = field(default_factory=list)


def state_words(case: Case) -> str:
    """The state in a word, as it stands beside the title."""
    if (
        case.state in (CaseState.DECIDED, CaseState.ISSUED, CaseState.DELIVERED, CaseState.CLOSED)
        and case.outcome
    ):
        return str(Outcome(case.outcome).label)
    return str(CaseState(case.state).label)


def is_over(case: Case) -> bool:
    """Nothing more will be done about it."""
    return case.ended_at is not None


def relevant_clock(page: CasePage) -> ClockShown | None:
    """The clock the person asks about now: supplement, decision, else the answer to the application."""
    if page.case.state == CaseState.SUPPLEMENT_REQUESTED:
        return page.clock(ClockName.SUPPLEMENT)
    return page.clock(ClockName.DECISION) or page.clock(ClockName.INTAKE)


def sentence(case: Case, shown: ClockShown | None, on: date) -> list[str]:
    """The clock said first: 第3日，共5个工作日。最晚11月23日（星期一）答复您。"""
    if case.state in ENDED_WORDS:
        return [str(ENDED_WORDS[CaseState(case.state)])]
    if case.outcome == Outcome.REVOKED:
        return [_("许可已撤销。")]
    if shown is None:
        return [_("已收到您的申请。")]
    account = clocks.explain(shown.ledger, on, clocks.workdays())
    unit = clocks.unit_words(shown.ledger.unit)
    due = clocks.due_day(account.promised_due_on, long=True)
    if case.outcome in (Outcome.GRANTED, Outcome.REFUSED):
        return _decided(case, account, unit)
    if shown.row.name == ClockName.SUPPLEMENT:
        left = max(account.left, 0)
        return [
            _("等您补正，还剩%(n)d%(unit)s。") % {"n": left, "unit": unit},
            _("请在%(on)s前补齐，补正期间不计办理时限。") % {"on": due},
        ]
    if shown.row.name == ClockName.INTAKE:
        return _intake(account, unit, due, on)
    return _running(shown, account, unit, due, on)


def _decided(case: Case, account: clocks.Account, unit: str) -> list[str]:
    word = _("已准予。") if case.outcome == Outcome.GRANTED else _("决定：不予许可。")
    if account.total == 0 and account.late:
        return [word, _("承诺当场办结，超过了%(n)d日。") % {"n": account.late}]
    if account.total == 0:
        return [word, _("当场办结。")]
    used = {"used": account.used, "total": account.total, "unit": unit}
    return [word, _("用了%(used)d日，承诺%(total)d%(unit)s。") % used]


def _intake(account: clocks.Account, unit: str, due: str, on: date) -> list[str]:
    first = _("已收到您的申请，正在核对材料。")
    if on > account.promised_due_on:
        return [first, _("本应在%(on)s前答复，已经超期；依法视为受理。") % {"on": due}]
    return [first, _("最晚%(on)s答复是否受理。") % {"on": due}]


def _running(shown: ClockShown, account: clocks.Account, unit: str, due: str, on: date) -> list[str]:
    numbers = {"used": account.used, "total": account.total, "unit": unit}
    pause = shown.ledger.open_pause
    if pause and shown.ledger.stopped_on is None:
        return [
            _("暂停计时：%(ground)s。") % {"ground": ground_label(pause.ground)},
            _("停在第%(used)d日，共%(total)d%(unit)s。") % numbers,
        ]
    if on > account.promised_due_on:
        return [
            _("已超过承诺%(n)d日，我们正在抓紧办理。") % {"n": account.late},
            _("本应在%(on)s前答复您，超期由监察跟踪。") % {"on": due},
        ]
    if account.total == 0:
        return [_("即办件，当场办理。"), _("最晚%(on)s答复您。") % {"on": due}]
    if account.used > account.total:
        return [
            _("已满%(total)d%(unit)s；期满那天休息，顺延。") % numbers,
            _("最晚%(on)s答复您。") % {"on": due},
        ]
    return [
        _("第%(used)d日，共%(total)d%(unit)s。") % numbers,
        _("最晚%(on)s答复您。") % {"on": due},
    ]


def panel_of(page: CasePage, shown: ClockShown | None, on: date) -> clocks.Panel | None:
    """The ruler and the account of the clock that matters; none for a case that ended without a decision."""
    if shown is None or page.case.state in ENDED_WORDS or page.case.outcome == Outcome.REVOKED:
        return None
    start = {
        ClockName.INTAKE: pgettext("start of a clock", "收件"),
        ClockName.DECISION: pgettext("start of a clock", "受理"),
        ClockName.SUPPLEMENT: pgettext("start of a clock", "告知"),
    }.get(ClockName(shown.row.name), pgettext("start of a clock", "起算"))
    return clocks.panel(
        shown.ledger,
        on,
        start_word=start,
        happened=timeline.happened_by_day(page),
    )


def upcoming(page: CasePage, on: date) -> list[str]:
    """What happens next, and whether the person has to do anything."""
    case = page.case
    if case.state == CaseState.SUBMITTED:
        return [
            _("窗口核对您的材料。齐全的当即受理，您不用做什么。"),
            _("材料不全的，会一次告知全部要补的内容，补正期间不计办理时限。"),
            _("受理后会告诉您最晚哪一天作出决定。"),
        ]
    if case.state == CaseState.SUPPLEMENT_REQUESTED:
        return [
            _("按清单补齐后提交，窗口重新核对，5个工作日内答复是否受理。"),
            _("到期没有补的，按本事项的规定处理；重新申请不受影响。"),
        ]
    if case.state in (CaseState.ACCEPTED, CaseState.UNDER_REVIEW, CaseState.SUSPENDED):
        return _deciding(page, on)
    return _after(page)


def _deciding(page: CasePage, on: date) -> list[str]:
    shown = page.clock(ClockName.DECISION)
    lines = []
    if page.case.state == CaseState.SUSPENDED:
        lines.append(_("暂停的原因消失后恢复计时，会马上告诉您。"))
    elif shown and shown.row.promised_due_on < on:
        lines.append(_("尽快作出决定。您不用做什么；急着问，请打窗口电话或者投诉电话。"))
    elif shown:
        due = clocks.due_day(shown.row.promised_due_on)
        lines.append(_("%(on)s前作出决定。您不用做什么。") % {"on": due})
    lines += [
        _("准予：当天通知您，可下载电子证照，并可扫码核验。"),
        _("不予许可：会写明理由和依据的条款，告诉您怎样复议或起诉。"),
        _("若需专家评审等法定情形，计时会暂停；暂停的理由和天数会写在上面的逐日账里。"),
    ]
    return lines


def _after(page: CasePage) -> list[str]:
    case = page.case
    until = page.state_until()
    if until:
        return _revoking(until)
    if case.state in (CaseState.DECIDED, CaseState.ISSUED):
        if case.outcome == Outcome.REFUSED:
            return [_("决定书会送达给您。对决定不服，可以申请复议或起诉，途径见下。")]
        return [_collecting(case)]
    if case.state in (CaseState.WITHDRAWN, CaseState.LAPSED):
        return [_("需要时可以重新申请，不受影响。")]
    if case.outcome in (Outcome.REFUSED, Outcome.REVOKED) or case.state == CaseState.NOT_ACCEPTED:
        return [_("对决定不服，可以申请复议或起诉；条件具备后也可以重新申请。")]
    return [_("这件事已经办完。证照和文书一直可以在这里下载、核验。")]


def _revoking(until: date) -> list[str]:
    """While a revocation is proposed: the right to be heard, and what holds meanwhile."""
    due = clocks.due_day(until)
    return [
        _("%(on)s以前您可以陈述、申辩；期满后由另一位负责人决定是否撤销。") % {"on": due},
        _("决定以前证照仍然有效。决定会书面告知您，写明采纳情况和救济途径。"),
    ]


def _collecting(case: Case) -> str:
    """How the granted certificate reaches the person."""
    if case.state == CaseState.DECIDED:
        return _("正在制证。好了会通知您，可以在这一页下载。")
    if case.delivery_mode == DeliveryMode.WINDOW:
        return _(
            "证照已做好，可以在这一页下载；纸质证照请带身份证件到%(office)s窗口领取，电话%(phone)s。"
        ) % {
            "office": words.name_of(case.department),
            "phone": case.department.phone,
        }
    if case.delivery_mode == DeliveryMode.POST:
        return _("证照已做好，可以在这一页下载；纸质证照会寄到您填的地址。")
    return _("证照已做好，可以在这一页下载。")


def holder(page: CasePage) -> list[tuple[str, str]]:
    """Who has it now."""
    case = page.case
    if is_over(case):
        return [(_("办理单位"), words.name_of(case.department))]
    open_step = next((s for s in page.steps if s.state in ("ready", "suspended")), None)
    if open_step is None:
        return [(_("现在在"), words.name_of(case.department))]
    office = words.name_of(open_step.department)
    facts = [(_("现在在"), f"{office}　{timeline.step_name(page, open_step)}")]
    if open_step.state == "suspended":
        facts = [(_("现在等"), _("您补正")), (_("经办"), office)]
    if open_step.due_on and open_step.state == "ready" and case.state != CaseState.SUSPENDED:
        facts.append((_("这一节"), _("计划%(on)s前办完") % {"on": clocks.due_day(open_step.due_on)}))
    return facts


def mains(page: CasePage) -> list[Main]:
    """Certificate or decision, with download and verification."""
    found = []
    for document in timeline.main_documents(page):
        making = document.state == DocumentState.RENDERING
        found.append(
            Main(
                title=document.title,
                number=document.number,
                url="" if making else reverse("core_documents:download", args=[document.token]),
                verify_url="" if making else reverse("core_documents:verify", args=[document.token]),
                is_making=making,
                is_revoked=document.state == DocumentState.REVOKED,
            )
        )
    return found


def _letters(page: CasePage) -> list[timeline.Letter]:
    top = {document.pk for document in timeline.main_documents(page)}
    return [timeline.letter_of(document) for document in page.documents if document.pk not in top]


def _decision(page: CasePage) -> dict[str, Any]:
    last = page.decisions[-1] if page.decisions else None
    told = (Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.REVOKED)
    if last is None or last.outcome not in told or last.outcome != page.case.outcome:
        return {}
    return {"reasons": last.reasons, "legal_basis": last.legal_basis, "remedies": last.remedies}


def material(page: CasePage, row: Material) -> dict[str, Any]:
    """One material as the applicant handed it in, the newest round of files first."""
    entries = page.case.item_version.content.get("materials") or []
    known = next((entry for entry in entries if entry.get("key") == row.key), None)
    files = sorted(row.files.all(), key=lambda one: (-one.round, one.position))
    return {
        "name": said(known, "name") if known else row.name,
        "state": str(MaterialState(row.state).label),
        "files": [
            {"name": one.file.name, "url": reverse("core_files:download", args=[one.file.token])}
            for one in files
        ],
    }


def present(page: CasePage, on: date, *, is_new: bool = False) -> Shown:
    """The page of a case on day `on`."""
    case = page.case
    shown = relevant_clock(page)
    notice = page.open_notice()
    at = local(case.submitted_at)
    return Shown(
        number=case.number,
        code=query_code(case.number),
        item=words.name_of(case.item),
        title=case.title,
        applicant=case.organisation.name if case.organisation else _("本人"),
        kicker=state_words(case),
        submitted_at=f"{date_format(at, 'DATE_FORMAT')} {at:%H:%M}",
        sentence=sentence(case, shown, on),
        panel=panel_of(page, shown, on),
        nodes=timeline.nodes(page),
        upcoming=upcoming(page, on),
        holder=holder(page),
        main=mains(page),
        letters=_letters(page),
        phone=case.department.phone,
        complaint_phone=case.department.complaint_phone,
        can_supplement=notice is not None and case.state == CaseState.SUPPLEMENT_REQUESTED,
        can_withdraw=case.state in BEFORE_DECISION,
        can_urge=page.can_urge(on),
        statement=statements.present(page, on),
        is_new=is_new,
        asked=len(notice.keys) if notice else 0,
        due_words=clocks.due_day(notice.due_on, long=True) if notice else "",
        delivery=str(DeliveryMode(case.delivery_mode).label),
        owed=sum(row.state == MaterialState.PROMISED for row in page.materials),
        materials=[material(page, row) for row in page.materials],
        **_decision(page),
    )


@dataclass(frozen=True)
class Row:
    """One case in my space."""

    name: str
    url: str
    number: str
    title: str
    label: str
    tag: str
    mini: list[str]
    mini_words: str
    note: str
    act: str
    act_url: str


TAGS = {
    CaseState.SUBMITTED: "tag-now",
    CaseState.SUPPLEMENT_REQUESTED: "tag-due",
    CaseState.ACCEPTED: "tag-now",
    CaseState.UNDER_REVIEW: "tag-now",
    CaseState.SUSPENDED: "tag-paused",
    CaseState.DECIDED: "tag-now",
    CaseState.ISSUED: "tag-now",
    CaseState.NOT_ACCEPTED: "tag-red",
}


def row(line: CaseLine, on: date) -> Row:
    """A case as a line of a list."""
    case = line.case
    url = reverse("citizens_home:case", args=[case.token])
    act, act_url = _("看进度"), url
    if case.state == CaseState.SUPPLEMENT_REQUESTED:
        act, act_url = _("去补正"), reverse("citizens_home:supplement", args=[case.token])
    blocks, blocks_words, note = _row_clock(line, on)
    return Row(
        name=words.name_of(case.item),
        url=url,
        number=case.number,
        title=case.title,
        label=_row_label(line),
        tag=TAGS.get(CaseState(case.state), "tag-red" if case.outcome == Outcome.REFUSED else "tag-done"),
        mini=blocks,
        mini_words=blocks_words,
        note=note,
        act=act,
        act_url=act_url,
    )


def _row_label(line: CaseLine) -> str:
    case = line.case
    if case.state == CaseState.SUPPLEMENT_REQUESTED:
        return _("等您补正")
    if case.state == CaseState.SUSPENDED and line.clock and line.clock.ledger.open_pause:
        return _("暂停：%(ground)s") % {"ground": ground_label(line.clock.ledger.open_pause.ground)}
    if case.state in (CaseState.ACCEPTED, CaseState.UNDER_REVIEW) and line.step:
        return str(StepKind(line.step.kind).label)
    return state_words(case)


def _row_clock(line: CaseLine, on: date) -> tuple[list[str], str, str]:
    case, shown = line.case, line.clock
    if case.state == CaseState.SUPPLEMENT_REQUESTED:
        return [], "", _("补正期间不计办理时限")
    if case.ended_at:
        return [], "", _("%(on)s结束") % {"on": date_format(local(case.ended_at), "DATE_FORMAT")}
    if shown is None:
        return [], "", ""
    account = clocks.explain(shown.ledger, on, clocks.workdays())
    due = clocks.due_day(account.promised_due_on)
    if shown.row.name == ClockName.INTAKE:
        return [], "", _("最晚%(on)s答复是否受理") % {"on": due}
    if case.outcome:
        return [], "", _("用了%(used)d日，承诺%(total)d日") % {"used": account.used, "total": account.total}
    numbers = {"used": account.used, "total": account.total}
    late = on > account.promised_due_on
    said = _("已用%(used)d日，共%(total)d日") % numbers
    return clocks.mini(account, late=late), said, _row_note(shown, account, late=late)


def _row_note(shown: ClockShown, account: clocks.Account, *, late: bool) -> str:
    numbers = {
        "used": account.used,
        "total": account.total,
        "on": clocks.due_day(account.promised_due_on),
    }
    if paused := shown.ledger.open_pause:
        return _("第%(used)d日，共%(total)d日；%(on)s起不计") % {
            **numbers,
            "on": clocks.short_day(paused.on),
        }
    if late:
        return _("已超过承诺%(n)d日") % {"n": account.late}
    if account.used > account.total:
        return _("已满%(total)d日，逢休息日顺延；最晚%(on)s") % numbers
    return _("第%(used)d日，共%(total)d日；最晚%(on)s") % numbers


def channel_words(case: Case) -> str:
    """Where the application came in."""
    return str(Channel(case.channel).label)


def certificate_line(document: Document) -> dict[str, str]:
    """A certificate in my space; one that expires can be renewed."""
    making = document.state == DocumentState.RENDERING
    renewable = document.expires_on is not None and document.state == DocumentState.READY
    return {
        "title": document.title,
        "number": document.number,
        "state": _("制证中") if making else str(DocumentState(document.state).label),
        "url": "" if making else reverse("core_documents:download", args=[document.token]),
        "verify_url": "" if making else reverse("core_documents:verify", args=[document.token]),
        "until": _("有效期至%(date)s") % {"date": date_format(document.expires_on)}
        if document.expires_on
        else "",
        "renew_url": reverse("citizens_home:renew", args=[document.token]) if renewable else "",
    }
