"""The guide of one item: what it costs, what to bring, how it goes, what if the answer is no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Department
from admin_center.halls.models import Site, Window
from admin_center.registry.models import ItemVersion, OnlineLevel, ServiceItem
from citizens_home.presenters import eligibility, materials, words
from citizens_home.presenters.materials import Line, Tally
from citizens_home.selectors import Due
from core.now import local, today

ONLINE_LEVELS = (OnlineLevel.PRE_REVIEW, OnlineLevel.ONLINE_APPLY, OnlineLevel.FULLY_ONLINE)


@dataclass(frozen=True)
class Key:
    """One of the five figures under the title."""

    label: str
    value: str
    small: str
    mine: bool = False


@dataclass(frozen=True)
class Stage:
    """One node of the cong."""

    name: str
    who: str
    when: str
    note: str


@dataclass(frozen=True)
class Guide:
    """Everything the guide's template needs."""

    name: str
    department: str
    keys: list[Key]
    is_online: bool
    apply_url: str
    plan: dict[str, Any]
    conditions: list[str]
    quiz: eligibility.Quiz
    materials: list[Line]
    tally: Tally
    stages: list[Stage]
    due: Due | None
    is_immediate: bool
    intake_days: int
    pauses: list[str]
    result: list[tuple[str, str]]
    laws: list[Mapping[str, Any]]
    remedies: list[str]
    unit: str
    windows: list[Window]
    nearby: list[str]
    village_count: int
    phone: str
    complaint_phone: str
    checked_on: str
    level: str
    faqs: list[tuple[str, str]]


def guide(
    item: ServiceItem,
    *,
    windows: Sequence[Window],
    answers: Mapping[str, str],
    due: Due | None,
    plan_owner: Department | None = None,
) -> Guide:
    """The guide of `item` in its current edition; `answers` are the eligibility answers so far.

    `plan_owner` is the department that must open the item online by its planned date.
    """
    version = words.edition(item)
    content = version.content
    is_online = item.online_level in ONLINE_LEVELS
    lines = materials.lines(content, slug=item.slug, is_online=is_online)
    quiz = eligibility.quiz(content, answers)
    lines = materials.for_answers(lines, quiz)
    tally = materials.tally(lines)
    return Guide(
        name=words.name_of(item),
        department=words.name_of(item.department),
        keys=_keys(item, tally),
        is_online=is_online,
        apply_url=_apply_url(item) if is_online else "",
        plan=_plan(content, plan_owner),
        conditions=[str(text) for text in content.get("conditions", [])],
        quiz=quiz,
        materials=lines,
        tally=tally,
        stages=_stages(version),
        due=due,
        is_immediate=version.promised_days == 0,
        intake_days=version.intake_days,
        pauses=_pauses(version),
        result=_result(item, content),
        laws=list(content.get("legal_basis", [])),
        remedies=_remedies(item, content),
        unit=version.unit,
        windows=[w for w in windows if w.site.level in (Site.Level.DISTRICT, Site.Level.CLUSTER)],
        nearby=[_town(w.site) for w in windows if w.site.level == Site.Level.TOWNSHIP],
        village_count=sum(1 for w in windows if w.site.level == Site.Level.VILLAGE),
        phone=str(content.get("phone") or item.department.phone),
        complaint_phone=str(content.get("complaint_phone") or item.department.complaint_phone),
        checked_on=_checked_on(version),
        level=item.get_online_level_display(),
        faqs=[(words.said(row, "question"), words.said(row, "answer")) for row in content.get("faqs", [])],
    )


def _checked_on(version: ItemVersion) -> str:
    """The day this edition was published: from then on the department answers for its words."""
    return date_format(local(version.published_at), "DATE_FORMAT") if version.published_at else ""


def _plan(content: Mapping[str, Any], owner: Department | None) -> dict[str, Any]:
    plan = content.get("opening_plan") or {}
    if not plan:
        return {}
    levels = dict(OnlineLevel.choices)
    return {
        "level": str(levels.get(str(plan.get("target_level")), "")),
        "due_on": date_format(date.fromisoformat(plan["due_on"]), "DATE_FORMAT"),
        "owner": words.name_of(owner) if owner else "",
        "is_late": plan["due_on"] < today().isoformat(),
    }


def _apply_url(item: ServiceItem) -> str:
    try:
        return reverse("citizens_home:apply", args=[item.slug])
    except NoReverseMatch:
        return ""


def _keys(item: ServiceItem, tally: Tally) -> list[Key]:
    version = words.edition(item)
    content = version.content
    promised, statutory = version.promised_days, version.statutory_days
    unit = words.unit(version.unit)
    fee = content.get("fee") or {}
    keys = [
        Key(_("我们承诺"), words.promise(promised), unit if promised else _("材料齐全的"), mine=True),
        Key(_("法律规定"), words.promise(statutory), unit if statutory else ""),
        Key(
            _("收费"),
            _("要收") if fee.get("charged") else _("不收"),
            _("标准见下") if fee.get("charged") else "",
        ),
        _visits(item, content),
        Key(
            _("您要交"),
            ngettext("%(n)d件", "%(n)d件", tally.needed) % {"n": tally.needed},
            _("共%(n)d件") % {"n": tally.total},
        ),
    ]
    return keys


def _visits(item: ServiceItem, content: Mapping[str, Any]) -> Key:
    visits = content.get("visits")
    if isinstance(visits, int):
        times = ngettext("%(n)d次", "%(n)d次", visits) % {"n": visits}
        return Key(_("到现场"), times, _("原因见下") if visits else _("全程网上办"))
    return Key(_("网上"), item.get_online_level_display(), "")


def _stages(version: ItemVersion) -> list[Stage]:
    found = []
    for step in version.content.get("steps") or version.steps:
        days = int(step.get("days") or 0)
        when = ngettext("%(n)d日", "%(n)d日", days) % {"n": days} if days else _("当天")
        note = ""
        if step.get("step") == "accept":
            note = _("缺材料的，一次告知全部要补的内容。")
        elif step.get("counted") is False:
            note = _("这一节依法不计入时限。")
        found.append(Stage(words.said(step, "name"), words.said(step, "role"), when, note))
    return found


PAUSES = {
    "hearing": gettext_lazy("听证"),
    "tendering": gettext_lazy("招标"),
    "auction": gettext_lazy("拍卖"),
    "inspection": gettext_lazy("检验"),
    "testing": gettext_lazy("检测"),
    "quarantine": gettext_lazy("检疫"),
    "appraisal": gettext_lazy("鉴定"),
    "expert_review": gettext_lazy("专家评审"),
}


def _pauses(version: ItemVersion) -> list[str]:
    return [str(PAUSES.get(ground, ground)) for ground in version.pause_grounds if isinstance(ground, str)]


def _result(item: ServiceItem, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    result, fee = content.get("result") or {}, content.get("fee") or {}
    facts = [(_("证照或文书"), words.said(result, "name"))]
    months = result.get("validity_months")
    if months:
        facts.append((_("有效期"), _validity(months)))
    delivery = _("网上下载，或到窗口领取") if item.online_level in ONLINE_LEVELS else _("到窗口领取")
    facts.append(
        (
            _("怎么拿"),
            _("%(how)s；决定后%(n)d日内送达") % {"how": delivery, "n": words.edition(item).delivery_days},
        )
    )
    if fee.get("charged"):
        facts.append((_("收费标准"), words.said(fee, "basis")))
    facts += [(words.said(row, "label"), words.yuan(row["fen"])) for row in fee.get("amounts") or []]
    if content.get("visits"):
        facts.append((_("为什么要到现场"), words.said(content, "visit_reason")))
    return [(label, value) for label, value in facts if value]


def _town(site: Site) -> str:
    unit = {"name_zh": site.content.get("unit_zh"), "name_en": site.content.get("unit_en")}
    return words.said(unit, "name") or words.name_of(site)


def _validity(months: int) -> str:
    if months % 12:
        return ngettext("%(n)d个月", "%(n)d个月", months) % {"n": months}
    return ngettext("%(n)d年", "%(n)d年", months // 12) % {"n": months // 12}


def _remedies(item: ServiceItem, content: Mapping[str, Any]) -> list[str]:
    own = content.get("remedies")
    if own:
        return [str(text) for text in own] if isinstance(own, list) else [str(own)]
    if item.kind == ServiceItem.Kind.PUBLIC_SERVICE:
        return [_("对服务不满意，可以打本页的投诉电话，或到大厅咨询台反映。")]
    return [
        _("收到决定之日起60日内，可以向余杭区人民政府申请行政复议。"),
        _("也可以在知道决定之日起6个月内，向人民法院起诉。"),
    ]
