"""陈述申辩: one box, before a revocation is decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from approvals.rules.statements import LONGEST, why_too_late
from approvals.selectors.applicant import case_page
from approvals.services.statements import defend_certificate
from citizens_home.presenters import statement as presenter
from citizens_home.presenters import words
from citizens_home.views.case import own_case_or_404
from citizens_home.views.drafts import keeps_what_was_sent, the_user
from core.errors import Refused
from core.now import today
from core.web import kept


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_sent
@login_required
def statement(request: HttpRequest, token: str) -> HttpResponse:
    """State and defend, as often as wanted until the last day. The applicant and agents in force."""
    case = own_case_or_404(request, token)
    text, error = request.POST.get("text", ""), ""
    if request.method == "POST":
        try:
            defend_certificate(case.pk, by=the_user(request), text=text)
        except Refused as refused:
            error = str(refused)
        else:
            messages.success(request, _("陈述、申辩已收到，会如实记录，并在决定里说明采纳情况。"))
            return redirect("citizens_home:case", token=token)
    page = case_page(case)
    late = why_too_late(page.state_until(), today())
    if late and not error:
        messages.info(request, late)
        return redirect("citizens_home:case", token=token)
    restored = kept.take(request) if not text else None
    if restored is not None:
        text = restored.get("text", "")
        kept.say_restored(request)
    context = {
        "case": case,
        "name": words.name_of(case.item),
        "text": text,
        "errors": [{"id": "" if late else "text", "message": error}] if error else [],
        "shown": presenter.present(page, today()),
        "most": LONGEST,
    }
    return render(request, "citizens_home/case/statement.html", context, status=422 if error else 200)
