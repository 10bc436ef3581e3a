"""The page of one case and the addresses of its acts: each act is a POST; no form saves a case."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from approvals.admin.acts import ACTS, DeskAct, Doing, holds_turn
from approvals.admin.kept_words import written
from approvals.admin.page import page
from approvals.casefile import read_shown
from approvals.casefile.seen import acting_on
from approvals.models import Case
from approvals.permissions import can_use_workbench, can_work_on_cases
from approvals.selectors.attention import leave, touch
from approvals.selectors.desk import cases_to_open, desk
from approvals.selectors.workbench import next_best
from approvals.services.keep_note import drop_note, keep_note, look_at_person
from core.errors import Conflict, Forbidden, PortalError, Refused
from core.now import local
from core.web.access import get_visible_or_404, require
from core.web.kept import say_restored, take

STATUS = {Forbidden: 403, Conflict: 409, Refused: 422}


def page_of(token: str) -> str:
    """The address of a case's page."""
    return reverse("admin:approvals_case_page", args=[token])


class CaseViews:
    """Views bound to the admin site that renders them."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def _user(self, request: HttpRequest) -> User:
        user = request.user
        require(can_use_workbench(user), _("您的岗位不办理办件。"))
        return user  # type: ignore[return-value]

    def _case(self, request: HttpRequest, token: str) -> Case:
        case: Case = get_visible_or_404(cases_to_open(self._user(request)), token=token)
        return case

    def render(
        self,
        request: HttpRequest,
        case: Case,
        *,
        typed: dict[str, str] | None = None,
        error: PortalError | None = None,
        tried: DeskAct | None = None,
        shown: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """The page; with `typed` as the clerk left it when something went wrong."""
        user = self._user(request)
        laid = desk(case, user)
        others = touch(case.pk, user) if can_work_on_cases(user) else []
        context = {
            **self.site.each_context(request),
            **page(laid, user, typed or laid.noted, current=request.GET.get("m", ""), shown=shown),
            "title": f"{case.number} {case.item.name}",
            "others": others,
            "saved_at": local(laid.note.saved_at) if laid.note else None,
            "error": error,
            "raced": status == 409,
            "written": written(typed or {}, laid.materials) if status == 409 else [],
            "tried": tried.label if tried else "",
            "tried_slug": tried.slug if tried else "",
            "page_no": max(1, _number(request.GET.get("p", "1"))),
            "file_token": request.GET.get("f", ""),
            "opts": Case._meta,
        }
        return TemplateResponse(request, "admin/approvals/case.html", context, status=status)

    # doors

    def show(self, request: HttpRequest, token: str) -> HttpResponse:
        """The case with its materials, checklist, clocks and record."""
        case = self._case(request, token)
        kept = take(request, below=True)
        if kept is not None:
            keep_note(case, by=self._user(request), typed={key: str(kept[key]) for key in kept})
            say_restored(request)
        return self.render(request, case)

    def show_numbers(self, request: HttpRequest, token: str) -> HttpResponse:
        """The applicant's numbers in full, once, and recorded."""
        case = self._case(request, token)
        user = self._user(request)
        require(can_work_on_cases(user), _("只有办理人员可以查看完整号码。"))
        look_at_person(case, by=user)
        return self.render(request, case, shown=True)

    def note(self, request: HttpRequest, token: str) -> HttpResponse:
        """Save what is typed. A script gets the hour; without one the page comes back where it was left."""
        case = self._case(request, token)
        at = local(keep_note(case, by=self._user(request), typed=request.POST.dict()))
        if request.headers.get("accept", "").startswith("application/json"):
            return JsonResponse({"saved": f"{at:%H:%M}"})
        return HttpResponseRedirect(page_of(token) + _place(request.POST.get("show", "")))

    def act(self, request: HttpRequest, token: str, slug: str) -> HttpResponse:
        """Do one act. What a rule refuses comes back on the page with everything typed kept."""
        case = self._case(request, token)
        user, typed = self._user(request), request.POST.dict()
        act = ACTS.get(slug)
        if act is None:
            raise Http404
        doing = Doing(read_shown(case.pk, by=user.pk), user, typed, case.item_version.content)
        try:
            if act.confirm and not typed.get("sure"):
                return self._ask(request, case, act, doing)
            with acting_on(case.pk, _version(typed.get("seen", ""))):
                act.run(doing)
        except PortalError as error:
            return self._failed(request, case, act, error, typed)
        drop_note(case.pk, by=user)
        messages.success(request, str(act.done))
        return redirect(page_of(token))

    def _ask(self, request: HttpRequest, case: Case, act: DeskAct, doing: Doing) -> HttpResponse:
        """Heavy acts are tried first and then confirmed on a page of their own."""
        if act.trial:
            act.trial(doing)
        keep_note(case, by=doing.by, typed=doing.typed)
        typed = {k: v for k, v in doing.typed.items() if k != "csrfmiddlewaretoken"}
        context = {
            **self.site.each_context(request),
            "title": act.label,
            "case": case,
            "act": act,
            "doing": doing,
            "typed": typed,
            "applicant": doing.file.applicant_name,
            "opts": Case._meta,
        }
        return TemplateResponse(request, "admin/approvals/confirm.html", context)

    def _failed(
        self, request: HttpRequest, case: Case, act: DeskAct, error: PortalError, typed: dict[str, str]
    ) -> HttpResponse:
        keep_note(case, by=self._user(request), typed=typed)
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
        fresh = self._case(request, case.token)
        if not holds_turn(read_shown(case.pk, by=request.user.pk), act) and isinstance(error, Refused):
            status = 409
        return self.render(request, fresh, typed=typed, error=error, tried=act, status=status)

    def next(self, request: HttpRequest) -> HttpResponse:
        """The next best case, or the queue when nothing waits."""
        user = self._user(request)
        left = Case.objects.filter(token=request.GET.get("after", "")).values_list("pk", flat=True).first()
        if left:
            leave(left, user)
        best = next_best(user, after=left)
        if best is None:
            messages.info(request, _("没有等您办理的办件了。"))
            return redirect("admin:approvals_step_changelist")
        return redirect(page_of(best.case.token))

    def change(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Django's own address of a case leads to its page; there is no form to save a case."""
        if not object_id.isdigit():
            raise Http404
        user = self._user(request)
        case: Case = get_visible_or_404(Case.objects.visible_to(user), pk=object_id)
        return redirect(page_of(case.token))

    # how the doors are hung

    def hung(self, view: Callable[..., HttpResponse], *methods: str) -> Any:
        """A view behind the admin's own check, never cached, for these methods only."""
        if methods == ("POST",):
            view = require_POST(view)
        elif methods == ("GET",):
            view = require_GET(view)
        else:
            view = require_http_methods(list(methods))(view)
        return self.site.admin_view(never_cache(view))


def _place(show: str) -> str:
    """`key:file:page` of the viewer as a query; only known shapes, the page checks the rest."""
    key, _sep, rest = show.partition("|")
    token, _sep, number = rest.partition("|")
    if not key:
        return ""
    return f"?m={key}" + (f"&f={token}&p={_number(number)}" if token else "") + "#desk"


def _version(text: str) -> int | None:
    """The version of the case that the clerk had on the screen; None asks nothing."""
    return int(text) if text.isdigit() and len(text) < 9 else None


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 1
