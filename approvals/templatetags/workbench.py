"""What every page of the workbench shows beside its content."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from accounts.models import User
from admin_center.calendar.selectors import workdays
from approvals.admin.drawing import day_words, weekday
from approvals.admin.queue_views import jobs_of
from approvals.admin.words import result_word
from approvals.permissions import can_receive_anywhere, can_use_workbench, can_work_on_cases
from approvals.rules.keys import DEFAULTS, shown
from approvals.services.own_keys import keys_of
from core.now import local

register = template.Library()


@register.simple_tag(takes_context=True)
def my_jobs(context: Context) -> dict[str, Any]:
    """The jobs of the person at the desk; asked once a request."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {}
    known: dict[str, Any] | None = getattr(request, "_workbench_jobs", None)
    if known is None:
        user = request.user
        known = {
            "sees": can_use_workbench(user),
            "works": can_work_on_cases(user),
            "receives": can_receive_anywhere(user),
            "jobs": jobs_of(user),
        }
        known["count"] = sum(job["count"] for job in known["jobs"])
        request._workbench_jobs = known
    return known


@register.simple_tag(takes_context=True)
def my_keys(context: Context) -> dict[str, str]:
    """The keys of the person at the desk; asked once a request."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or not isinstance(user, User) or not can_use_workbench(user):
        return DEFAULTS
    known: dict[str, str] | None = getattr(request, "_workbench_keys", None)
    if known is None:
        known = request._workbench_keys = keys_of(user)
    return known


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute."""
    return json.dumps(value)


@register.filter
def cap(key: str) -> str:
    """A key as it is written on a page."""
    return shown(key)


@register.filter
def pick(values: dict[str, str], name: str) -> str:
    """The value of that name; empty for none."""
    return values.get(name, "")


@register.filter
def listed(models: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The models of an app with a list of their own in the workbench; cases and steps have their pages."""
    return [one for one in models if one.get("admin_url") and one["object_name"] not in ("Case", "Step")]


@register.filter
def opinion_word(result: str) -> str:
    """How a step ended, in words."""
    return result_word(result)


@register.filter
def short_office(name: str) -> str:
    """The one character of a department badge: 区建设局 is 建."""
    return name.removeprefix("区")[:1]


@register.filter
def dayshort(on: date) -> str:
    """11-20 周五 in columns of days."""
    return f"{on:%m-%d} {weekday(on)}"


@register.filter
def daymark(on: date | datetime | None) -> str:
    """11月20日 周五; on English pages 20 Nov, Fri."""
    if on is None:
        return ""
    if isinstance(on, datetime):
        on = local(on).date()
    return day_words(on)


@register.filter
def duemark(on: date | None) -> str:
    """A day on which something is due, marked where its year's notice is not out yet: 1月5日 周二（暂定）."""
    said = daymark(on)
    return _("%(date)s（暂定）") % {"date": said} if on and workdays().is_provisional(on) else said
