"""补正: everything the notice asks for on one page, handed in together."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from approvals.services import supplements
from citizens_home.forms import TopicForm
from citizens_home.presenters import supplement as presenter
from citizens_home.presenters import words
from citizens_home.selectors import township_sites
from citizens_home.views.case import own_case_or_404
from citizens_home.views.drafts import the_user
from core.errors import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def supplement(request: HttpRequest, token: str) -> HttpResponse:
    """The whole list, each with its problem and its box. The applicant and agents in force."""
    case = own_case_or_404(request, token)
    asked = supplements.asked_of(case)
    if asked is None:
        messages.info(request, _("现在没有要补正的内容。"))
        return redirect("citizens_home:case", token=token)
    form = _form(request, case, asked)
    if request.method != "POST":
        return _page(request, case, asked, form)
    if "upload" in request.POST or "remove" in request.POST:
        return _files(request, case, asked, form)
    return _send(request, case, asked, form)


def _form(request: HttpRequest, case: Any, asked: supplements.Asked) -> TopicForm:
    fields = [line.entry for line in asked.lines if line.entry]
    towns = [(site.name, words.name_of(site)) for site in township_sites()] if fields else []
    data = request.POST if request.method == "POST" else None
    return TopicForm(fields, raws=case.answers, towns=towns, data=data)


def _page(
    request: HttpRequest,
    case: Any,
    asked: supplements.Asked,
    form: TopicForm,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = supplements.asked_of(case) or asked
    context = {
        "case": case,
        "name": words.name_of(case.item),
        "form": form,
        "lines": presenter.lines(asked, form, errors or {}),
        "errors": presenter.summary(errors or {}, form),
        "due": presenter.due(asked),
        "left": presenter.left(asked),
        "lapses": bool(case.item_version.content.get("lapse_basis")),
    }
    return render(request, "citizens_home/case/supplement.html", context, status=status)


def _files(request: HttpRequest, case: Any, asked: supplements.Asked, form: TopicForm) -> HttpResponse:
    """A button beside one material: keep its files, or take one back; nothing is sent yet."""
    user = the_user(request)
    if "remove" in request.POST:
        supplements.take_back(case, by=user, file_token=request.POST["remove"])
        return redirect(request.path)
    key = request.POST["upload"]
    errors = _keep(request, case, [key])
    if not request.FILES.getlist(f"file-{key}"):
        errors[key] = _("请先选择要上传的文件。")
    if errors:
        return _page(request, case, asked, form, errors=errors, status=422)
    return redirect(f"{request.path}#m-{key}")


def _keep(request: HttpRequest, case: Any, keys: list[str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for key in keys:
        for upload in request.FILES.getlist(f"file-{key}"):
            try:
                supplements.lay(case, by=the_user(request), material_key=key, upload=upload)
            except Refused as error:
                errors[key] = _("“%(name)s”没有收：%(why)s") % {"name": upload.name, "why": error}
    return errors


def _send(request: HttpRequest, case: Any, asked: supplements.Asked, form: TopicForm) -> HttpResponse:
    """Keep what came along, then hand everything in; what is missing is said beside its place."""
    errors = _keep(request, case, [line.key for line in asked.lines if not line.entry])
    outcome = (
        supplements.hand_in(case, by=the_user(request), raw=form.raw(only_sent=False)) if not errors else None
    )
    if outcome and not outcome.errors:
        messages.success(request, _("补正已提交。窗口会重新核对，并告诉您是否受理。"))
        return redirect("citizens_home:case", token=case.token)
    if outcome:
        errors |= outcome.errors
        form.take({key.removeprefix("field:"): text for key, text in errors.items()})
    return _page(request, case, asked, form, errors=errors, status=422)
