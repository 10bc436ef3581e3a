"""Bulk acts of the queue: preview, thirty seconds to take back, one answer for each case."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.policy import has_verb_anywhere
from approvals.models import HeldAct, Step
from approvals.permissions import can_work_on_cases
from approvals.services import bulk
from core.errors import Refused
from core.now import now
from core.web.access import require

LABELS = {
    "accept": gettext_lazy("受理（核对无误）"),
    "complete": gettext_lazy("同意，转下一环节"),
    "grant": gettext_lazy("准予许可"),
}


def bulk_acts(user: Any) -> list[tuple[str, Any]]:
    """The bulk acts that this person's powers allow at all."""
    return [(slug, label) for slug, label in LABELS.items() if has_verb_anywhere(user, bulk.VERBS[slug])]


class BulkViews:
    """Views bound to the admin site that renders them."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def _user(self, request: HttpRequest) -> User:
        require(can_work_on_cases(request.user), _("您的岗位没有要办的办件。"))
        return request.user  # type: ignore[return-value]

    def _asked(self, request: HttpRequest) -> tuple[list[int], str, dict[str, str]]:
        """Case ids of the chosen steps, restricted to the person's own queue."""
        ids = [int(text) for text in request.POST.getlist("step") if text.isdigit()][: bulk.MOST + 1]
        mine = Step.objects.queue_of(self._user(request)).filter(pk__in=ids).in_order()
        data = {"opinion": request.POST.get("opinion", "").strip()[:1000]}
        return list(mine.values_list("case", flat=True)), request.POST.get("act", ""), data

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What would become of each chosen case."""
        cases, act, data = self._asked(request)
        try:
            lines = bulk.foresee(cases, act=act, by=self._user(request), data=data)
        except Refused as error:
            messages.error(request, str(error))
            return redirect("admin:approvals_step_changelist")
        context = {
            **self.site.each_context(request),
            "title": _("批量办理预览"),
            "lines": lines,
            "ready": sum(not line.why for line in lines),
            "act": act,
            "label": LABELS[act],
            "data": data,
            "steps": request.POST.getlist("step"),
            "seconds": int(bulk.HOLD.total_seconds()),
            "opts": Step._meta,
        }
        return TemplateResponse(request, "admin/approvals/bulk_preview.html", context)

    def hold(self, request: HttpRequest) -> HttpResponse:
        """Hold the act for thirty seconds."""
        cases, act, data = self._asked(request)
        try:
            batch = bulk.hold(cases, act=act, by=self._user(request), data=data)
        except Refused as error:
            messages.error(request, str(error))
            return redirect("admin:approvals_step_changelist")
        return redirect("admin:approvals_step_batch", batch=batch)

    def batch(self, request: HttpRequest, batch: str) -> HttpResponse:
        """What became of each case of one's own batch, and the way back while it waits."""
        rows = list(
            HeldAct.objects.filter(batch=batch, by=self._user(request))
            .select_related("case__item")
            .order_by("id")
        )
        if not rows:
            raise Http404
        waiting = [row for row in rows if row.state == HeldAct.State.HELD]
        left = max(0, int((rows[0].due_at - now()).total_seconds())) if waiting else 0
        context = {
            **self.site.each_context(request),
            "title": _("批量办理"),
            "rows": rows,
            "batch": batch,
            "label": LABELS[rows[0].act],
            "waiting": len(waiting),
            "left": left,
            "refresh": min(left + 2, 10) if waiting else 0,
            "opts": Step._meta,
        }
        return TemplateResponse(request, "admin/approvals/batch.html", context)

    def undo(self, request: HttpRequest, batch: str) -> HttpResponse:
        """Take the batch back."""
        count = bulk.take_back(batch, by=self._user(request))
        if count:
            messages.success(request, _("已撤回 %(n)d 件，什么都没有改变。") % {"n": count})
        else:
            messages.error(request, _("已经生效，不能撤回。"))
        return redirect("admin:approvals_step_batch", batch=batch)


def waiting_batch(user: User) -> HeldAct | None:
    """The batch that this person can still take back."""
    return HeldAct.objects.filter(by=user, state=HeldAct.State.HELD, due_at__gt=now()).order_by("-id").first()
