"""What the pages of a draft share: who may open one, and what is said when it is gone."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.models import Case
from approvals.services.drafts import NoDraft
from core.errors import PortalError, Refused
from core.web.kept import keep

View = Callable[..., HttpResponseBase]


def the_user(request: HttpRequest) -> User:
    """The signed-in user of a page that demands one."""
    assert isinstance(request.user, User)  # noqa: S101 – login_required ran before
    return request.user


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, not a person."""
    return "application/json" in request.headers.get("Accept", "")


def say(error: PortalError, status: int) -> JsonResponse:
    """An error for a script of ours."""
    return JsonResponse({"title": str(error), "status": status}, status=status)


def keeps_what_was_sent(view: View) -> View:
    """For a page with a form: what comes after the session had ended waits until its writer signed in."""

    @wraps(view)
    def at_the_door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated and not wants_json(request):
            if keep(request):
                messages.info(request, _("登录已过期。您刚填的内容已经替您留着，登录后接着填。"))
            return redirect_to_login(request.path)
        return view(request, *args, **kwargs)

    return at_the_door


def draft_page(view: View) -> View:
    """For the person who started the draft. A draft that is gone says what happened to the answers; one
    that was submitted leads to its case."""
    return keeps_what_was_sent(_entered(view))


def _entered(view: View) -> View:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, token, *args, **kwargs)
        except NoDraft as error:
            if wants_json(request):
                return say(error, 404)
            return render(request, "citizens_home/apply/gone.html", status=404)
        except Refused as error:
            if error.code != "submitted":
                raise
            if wants_json(request):
                return say(error, 409)
            return to_case(token)

    return guarded


def to_case(token: str) -> HttpResponse:
    """The page of the case that this draft became."""
    case = Case.objects.only("token").get(submit_key=f"draft:{token}")
    return redirect("citizens_home:case", token=case.token)
