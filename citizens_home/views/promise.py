"""容缺后补: everything that was promised at acceptance, handed in together."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from approvals.services import promises
from citizens_home.presenters import supplement as presenter
from citizens_home.presenters import words
from citizens_home.views.case import own_case_or_404
from citizens_home.views.drafts import the_user
from core.errors import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def promise(request: HttpRequest, token: str) -> HttpResponse:
    """What is still owed, each with its box. The applicant and agents in force."""
    case = own_case_or_404(request, token)
    owed = promises.owed_by_applicant(case)
    errors: dict[str, str] = {}
    if owed and request.method == "POST":
        uploads = {row.key: request.FILES.getlist(f"file-{row.key}") for row in owed}
        try:
            errors = promises.complete_promise(case, by=the_user(request), uploads=uploads)
        except Refused as error:
            errors = {"": str(error)}
        if not errors:
            messages.success(request, _("容缺的材料已补齐，办理继续进行。"))
    if not owed or (request.method == "POST" and not errors):
        return redirect("citizens_home:case", token=token)
    context = {
        "case": case,
        "name": words.name_of(case.item),
        "lines": presenter.owed_lines(owed, case.item_version.content, errors),
        "errors": [{"id": f"f-{key}" if key else "", "message": text} for key, text in errors.items()],
    }
    return render(request, "citizens_home/case/promise.html", context, status=422 if errors else 200)
