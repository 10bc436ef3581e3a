"""Starting the renewal of a certificate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.acting import acting_for
from approvals.services.renewals import start_renewal
from citizens_home.views.drafts import the_user
from core.errors import Refused


@require_POST
@login_required
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A draft with the answers of the old application. The holder and whoever acts for it; others 404."""
    try:
        draft = start_renewal(token, by=the_user(request), mandate=acting_for(request))
    except Refused as refused:
        if refused.code == "no_certificate":
            raise Http404 from refused
        messages.error(request, str(refused))
        return redirect("citizens_home:my")
    return redirect("citizens_home:draft", token=draft.token)
