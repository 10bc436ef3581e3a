"""Messages in the portal: what a person was told, newest first."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citizens_home.presenters import my as lists
from citizens_home.views.drafts import the_user
from core.letters.selectors import inbox
from core.letters.services import mark_read

PAGE = 30


@never_cache
@require_safe
@login_required
def messages(request: HttpRequest) -> HttpResponse:
    """Every message to this person. Signed-in people, their own only."""
    rows = inbox(the_user(request))
    before = lists.open_key(request.GET.get("before", ""))
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    context = {
        "rows": [lists.message(one) for one in found[:PAGE]],
        "next": lists.page_key(found[PAGE - 1].pk) if len(found) > PAGE else "",
    }
    return render(request, "citizens_home/my/messages.html", context)


@never_cache
@require_safe
@login_required
def message(request: HttpRequest, token: str) -> HttpResponse:
    """One message, with the way to its matter; opening it counts as read. Its recipient only."""
    found = inbox(the_user(request)).filter(token=token).first()
    if found is None:
        raise Http404
    mark_read(by=the_user(request), token=token)
    safe = url_has_allowed_host_and_scheme(
        found.link, {request.get_host()}, require_https=request.is_secure()
    )
    context = {"one": lists.message(found), "link": found.link if safe else ""}
    return render(request, "citizens_home/my/message.html", context)
