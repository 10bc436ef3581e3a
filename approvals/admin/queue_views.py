"""The queue and the search: lists by key, without counts of anything but one's own bounded work."""

import unicodedata
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.models.departments import Verb
from accounts.policy import has_verb_anywhere, ids_where
from accounts.rules.numbers import normal
from accounts.selectors import person_with_id
from admin_center.calendar.rules import Workdays
from admin_center.calendar.selectors import workdays
from admin_center.halls.models import SiteGroupObjectPermission
from approvals.admin.bulk_views import bulk_acts, waiting_batch
from approvals.admin.case_views import page_of
from approvals.admin.drawing import day_words, strip_clock, strip_materials
from approvals.enums import Channel, StepKind
from approvals.models import Case, Step
from approvals.permissions import can_receive_anywhere, can_use_workbench, can_work_on_cases
from approvals.querysets import KIND_VERB
from approvals.rules.statements import STATED
from approvals.selectors import workbench
from approvals.selectors.workbench import Ask, Strip
from core.now import local, now, today
from core.web.access import require

FOUND = 30
FAR = 7


def ask_of(request: HttpRequest) -> Ask:
    """The question in the address; anything unknown is left out."""
    get = request.GET
    tab = get.get("tab", "")
    return Ask(
        tab=tab if tab in workbench.TABS else "all",
        item=get.get("item", ""),
        kind=get.get("kind", "") if get.get("kind") in StepKind.values else "",
        channel=get.get("channel", "") if get.get("channel") in Channel.values else "",
        due=get.get("due", ""),
        after=_key(get.get("after", "")),
        before=_key(get.get("before", "")),
    )


def _key(text: str) -> tuple[date | None, int] | None:
    day, _sep, pk = text.partition("~")
    if not pk.isdigit() or len(pk) > 18:
        return None
    try:
        return (None if day == "-" else date.fromisoformat(day)), int(pk)
    except ValueError:
        return None


def bay_of(due_on: date | None, days: Workdays) -> tuple[str, str, str]:
    """Class, name and hint of the bay a due date lies in."""
    on = today()
    if due_on is None:
        return "", _("没有期限"), ""
    if due_on < on:
        return "over", _("已过期限"), _("超过承诺期限，请马上办理并说明")
    named = day_words(due_on)
    if due_on == on:
        return "", _("今天"), _("%(day)s 到期") % {"day": named}
    if due_on > on + timedelta(days=FAR):
        return "", _("以后"), ""
    return "", named, " ".join(_hints(due_on, on, days))


def _hints(due_on: date, on: date, days: Workdays) -> list[str]:
    """What helps to place a day that lies ahead; 暂定 where its year's notice is not out yet."""
    hints = []
    if due_on == on + timedelta(days=1):
        hints.append(_("明天"))
    if due_on == days.add(on, 1):
        hints.append(_("下一个工作日"))
    elif due_on.isocalendar()[:2] == on.isocalendar()[:2]:
        hints.append(_("本周"))
    if days.is_provisional(due_on):
        hints.append(_("暂定"))
    return hints


def _row(strip: Strip, user: User) -> dict[str, Any]:
    others = [one for one in strip.openers if one.user_id != user.pk]
    mine = len(others) < len(strip.openers)
    return {
        "strip": strip,
        "case": strip.case,
        "step": strip.step,
        "short": strip.case.number.rsplit("-", 1)[-1],
        "href": page_of(strip.case.token),
        "clock": strip_clock(strip),
        "used": strip.total - strip.left,
        "materials": strip_materials(strip.checked),
        "done": strip.checked.ok + strip.checked.missing + strip.checked.doubt,
        "opener": others[0] if others else None,
        "mine": mine,
        "back": strip.step.kind == StepKind.ACCEPT and strip.case.round > 1,
        "stated": strip.step.kind == StepKind.REVOCATION and strip.step.result == STATED,
    }


def bays(strips: list[Strip], user: User, days: Workdays) -> list[dict[str, Any]]:
    """The strips laid into their bays."""
    laid = []
    for (css, name, hint), rows in groupby(strips, key=lambda s: bay_of(s.step.due_on, days)):
        laid.append({"css": css, "name": name, "hint": hint, "rows": [_row(s, user) for s in rows]})
    return laid


def why_next(strip: Strip) -> str:
    """Why this case comes next, in a few words."""
    words = [_("期限最紧")]
    if strip.step.kind == StepKind.ACCEPT and strip.case.round > 1:
        words.append(_("补正已回"))
    elif strip.checked.demanded and strip.checked.ok == strip.checked.demanded:
        words.append(_("材料已核齐"))
    if not strip.openers:
        words.append(_("无人打开"))
    return _("、").join(words)


class QueueViews:
    """Views bound to the admin site that renders them."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def queue(self, request: HttpRequest) -> HttpResponse:
        """What waits for me."""
        user: Any = request.user
        require(can_work_on_cases(user), _("您的岗位没有要办的办件。"))
        ask, days = ask_of(request), workdays()
        found = workbench.queue(user, ask)
        best = workbench.next_best(user)
        context = {
            **self.site.each_context(request),
            "title": _("我的待办"),
            "bays": bays(found.strips, user, days),
            "shown": len(found.strips),
            "found": found,
            "ask": ask,
            "tabs": self._tabs(user),
            "best": best,
            "why": why_next(best) if best else "",
            "best_href": page_of(best.case.token) if best else "",
            "offices": workbench.offices_of(user),
            "items": workbench.items_of(user),
            "kinds": [(k, StepKind(k).label) for k, v in KIND_VERB.items() if has_verb_anywhere(user, v)],
            "channels": Channel.choices,
            "dues": [
                ("over", _("已过期限")),
                ("today", _("今天到期")),
                ("two", _("剩 1–2 日")),
                ("later", _("剩 3 日以上")),
            ],
            "updated_at": local(now()),
            "bulk_acts": bulk_acts(user),
            "waiting": waiting_batch(user),
            "opts": Step._meta,
        }
        return TemplateResponse(request, "admin/approvals/queue.html", context)

    def _tabs(self, user: User) -> list[dict[str, Any]]:
        counts = workbench.tab_counts(user)
        most = workbench.COUNTED
        names = {"due": _("临期"), "back": _("补正回"), "new": _("新到"), "all": _("全部在办")}
        tabs = []
        for place, tab in enumerate(workbench.TABS, 1):
            count = "" if tab == "all" else str(counts[tab])
            if counts["all"] > most and count:
                count = f"{count}+"
            tabs.append({"slug": tab, "name": names[tab], "count": count, "key": place})
        return tabs

    def find_form(self, request: HttpRequest) -> HttpResponse:
        """Where to look up a case."""
        require(can_use_workbench(request.user), _("您的岗位不办理办件。"))
        user: Any = request.user
        sites = ids_where(user, Verb.RECEIVE, SiteGroupObjectPermission)
        mine = Case.objects.filter(site__in=sites).select_related("item", "department").order_by("-id")
        rows = list(mine.defer("answers", "contact")[:FOUND]) if sites else []
        context = {
            **self.site.each_context(request),
            "title": _("查找办件"),
            "rows": [{"case": case, "href": page_of(case.token)} for case in rows],
            "of_site": bool(sites),
            "most": FOUND,
            "opts": Case._meta,
        }
        return TemplateResponse(request, "admin/approvals/found.html", context)

    def find(self, request: HttpRequest) -> HttpResponse:
        """Look up a case by its number, or by the exact code of its applicant. POST: nothing is logged."""
        user: Any = request.user
        require(can_use_workbench(user), _("您的岗位不办理办件。"))
        wanted = request.POST.get("q", "").strip()
        cases = Case.objects.visible_to(user).select_related("item", "department").order_by("-id")
        rows = list(cases.filter(_matching(wanted)).defer("answers", "contact")[:FOUND]) if wanted else []
        if len(rows) == 1:
            return redirect(page_of(rows[0].token))
        context = {
            **self.site.each_context(request),
            "title": _("查找办件"),
            "rows": [{"case": case, "href": page_of(case.token)} for case in rows],
            "wanted": bool(wanted),
            "most": FOUND,
            "opts": Case._meta,
        }
        return TemplateResponse(request, "admin/approvals/found.html", context)


def _matching(wanted: str) -> Q:
    """By number, by the running number at its end, by id number, by organisation code or exact name.

    Parties are looked up first, so that the cases are found over indexes of one table.
    """
    text = normal(wanted)
    number = unicodedata.normalize("NFKC", wanted).replace(" ", "").upper()
    query = Q(number=number)
    if text.isdigit() and len(text) <= 12:
        query |= Q(pk=int(text))
    known = Q(name=wanted)
    if len(text) in (9, 18):
        known |= Q(uscc=text) | Q(org_code=f"{text[:8]}-{text[8:]}")
        person = person_with_id(text)
        query |= Q(person=person.pk) if person else Q()
    organisations = list(Organisation.objects.filter(known).values_list("pk", flat=True)[:FOUND])
    return query | Q(organisation__in=organisations) if organisations else query


def jobs_of(user: Any) -> list[dict[str, Any]]:
    """The jobs of this member of staff, for the home page of the workbench."""
    if not can_work_on_cases(user):
        return []
    return [
        {
            "kind": kind,
            "name": StepKind(kind).label,
            "count": count,
            "first": first,
            "over": bool(first and first < today()),
        }
        for kind, count, first in workbench.jobs(user)
    ]


def receives(user: Any) -> bool:
    """Whether the window form is part of the job."""
    return can_receive_anywhere(user)
