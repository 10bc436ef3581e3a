"""The page of one case for its applicant; right after submission it is the receipt."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.models import Case
from approvals.selectors import applicant
from approvals.services.handling import withdraw_case
from approvals.services.urge import urge_case
from approvals.workflow import BEFORE_DECISION
from citizens_home.presenters import case as presenter
from citizens_home.presenters.receipt import receipt_values
from citizens_home.views.drafts import the_user
from core.documents import contents, pdf
from core.documents.kinds import DocumentKind, template_of
from core.documents.models import DocumentState
from core.errors import Refused
from core.files.serving import made_here
from core.now import today


def own_case_or_404(request: HttpRequest, token: str) -> Case:
    """The case, for its applicant or an agent in force; for everybody else it does not exist."""
    case = applicant.case_of_applicant(token, the_user(request))
    if case is None:
        raise Http404
    return case


@never_cache
@require_safe
@login_required
def case(request: HttpRequest, token: str) -> HttpResponse:
    """Clock, cong, letters, what one can do. The applicant and agents in force."""
    found = own_case_or_404(request, token)
    page = applicant.case_page(found)
    shown = presenter.present(page, today(), is_new=len(page.events) <= 1)
    return render(request, "citizens_home/case/case.html", {"case": found, "shown": shown})


@never_cache
@require_safe
@login_required
def receipt(request: HttpRequest, token: str) -> HttpResponseBase:
    """The sealed receipt; until it is made, drawn now from the record. The applicant and agents in force."""
    page = applicant.case_page(own_case_or_404(request, token))
    kind = DocumentKind.RECEIPT
    made_already = next((one for one in page.documents if one.kind == kind), None)
    if made_already and made_already.state == DocumentState.READY:
        return redirect("core_documents:download", token=made_already.token)
    made = pdf.render(template_of(kind), contents.context(kind, receipt_values(page)))
    return made_here(made.pdf, name=_("回执 %(number)s.pdf") % {"number": page.case.number})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take the application back after reading what follows. The applicant and agents in force."""
    found = own_case_or_404(request, token)
    if found.state not in BEFORE_DECISION:
        return redirect("citizens_home:case", token=token)
    error = ""
    if request.method == "POST":
        try:
            withdraw_case(found.pk, by=the_user(request), reason=request.POST.get("reason", "")[:500])
        except Refused as refused:
            error = str(refused)
        else:
            return HttpResponseRedirect(_case_url(token))
    context = {"case": found, "name": presenter.words.name_of(found.item), "error": error}
    return render(request, "citizens_home/case/withdraw.html", context, status=422 if error else 200)


@never_cache
@require_POST
@login_required
def urge(request: HttpRequest, token: str) -> HttpResponse:
    """Remind the office near or past the promise, once a working day. The applicant and agents in force."""
    found = own_case_or_404(request, token)
    try:
        urge_case(found.pk, by=the_user(request))
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("已催办，窗口和负责人收到了提醒。"))
    return HttpResponseRedirect(_case_url(token))


def _case_url(token: str) -> str:
    return redirect("citizens_home:case", token=token).url
