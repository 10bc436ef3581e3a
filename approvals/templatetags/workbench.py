"""What every page of the workbench shows beside its content."""

from typing import Any

from django import template
from django.template.context import Context

from approvals.admin.queue_views import jobs_of
from approvals.permissions import can_receive_anywhere, can_use_workbench, can_work_on_cases

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


@register.filter
def among(value: Any, names: str) -> bool:
    """Whether a value is one of the comma-separated names."""
    return str(value) in names.split(",")
