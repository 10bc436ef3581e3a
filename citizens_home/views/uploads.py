"""Files of a draft: one page with every material, several files each, with and without scripts."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.models import Draft
from approvals.rules import drafts as rules
from approvals.services import drafts
from citizens_home.presenters import apply as presenter
from citizens_home.views.drafts import draft_page, say, the_user, to_case, wants_json
from core.errors import Refused


@never_cache
@require_safe
@draft_page
def materials(request: HttpRequest, token: str) -> HttpResponse:
    """Every material these answers demand, with its files. Only whoever started the draft."""
    draft = drafts.open_draft(token, by=the_user(request))
    if draft.submitted_at:
        return to_case(token)
    if drafts.is_stale(draft):
        return redirect("citizens_home:draft-changed", token=token)
    return _page(request, draft)


def _page(
    request: HttpRequest, draft: Draft, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    handed = drafts.handed_in(draft)
    content = draft.item_version.content
    needs = rules.needs(content, draft.answers, handed)
    found = rules.tasks(content, draft.answers, draft.typed, draft.topics_done, handed)
    lines = presenter.material_lines(needs, errors or {}, request.GET.get("replace", ""))
    keys = [task.key for task in found]
    context = {
        "head": presenter.head(draft),
        "uploads": [line for line in lines if line.how == "upload"],
        "others": [line for line in lines if line.how != "upload"],
        "checking": any(file.state == "quarantined" for line in lines for file in line.files),
        "errors": [{"id": f"f-{key}", "message": text} for key, text in (errors or {}).items()],
        "place": keys.index(rules.MATERIALS) + 1 if rules.MATERIALS in keys else 0,
        "total": len(keys),
        "next_url": presenter.next_url(draft, found, rules.MATERIALS),
        "from_check": request.GET.get("from") == "check",
        "unasked": _unasked(draft, found),
    }
    return render(request, "citizens_home/apply/materials.html", context, status=status)


def _unasked(draft: Draft, found: list[rules.Task]) -> str:
    """The page of the questions that decide about further materials, while it is not done."""
    for task in found:
        if task.key.startswith("situation") and task.state != rules.TaskState.DONE:
            return presenter.topic_url(draft.token, task.key)
    return ""


def _laid(request: HttpRequest, token: str, key: str) -> list[str]:
    """Lay every file that came; why some were not taken, in a sentence each."""
    files = request.FILES.getlist("file")
    refused = [] if files else [_("请先选择要上传的文件。")]
    replaces = request.POST.get("replace", "")
    for file in files:
        try:
            drafts.attach_file(token, by=the_user(request), material_key=key, upload=file, replaces=replaces)
            replaces = ""
        except Refused as error:
            if error.code in ("no_draft", "submitted"):
                raise
            refused.append(_("“%(name)s”没有收：%(why)s") % {"name": file.name, "why": error})
    return refused


@never_cache
@require_POST
@draft_page
def upload(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """Lay one or several files to a material. Only whoever started the draft."""
    refused = _laid(request, token, key)
    if wants_json(request):
        if refused:
            return say(Refused(_("；").join(refused)), 422)
        return JsonResponse({"url": _back(token, key)})
    if refused:
        draft = drafts.open_draft(token, by=the_user(request))
        return _page(request, draft, {key: _("；").join(refused)}, status=422)
    return redirect(_back(token, key))


def _back(token: str, key: str) -> str:
    return f"{reverse('citizens_home:draft-materials', args=[token])}#m-{key}"


@never_cache
@require_POST
@draft_page
def file_act(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """Take a file back or move it up. Only whoever started the draft."""
    user = the_user(request)
    drafts.open_draft(token, by=user)
    if "remove" in request.POST:
        drafts.remove_file(token, by=user, file_token=request.POST["remove"])
        messages.info(request, _("文件已删除。"))
    elif "up" in request.POST:
        drafts.move_file_up(token, by=user, file_token=request.POST["up"])
    return redirect(_back(token, key))


@never_cache
@require_http_methods(["GET"])
@draft_page
def file_states(request: HttpRequest, token: str) -> HttpResponse:
    """The states of the files, for the script that waits for the checks. Only whoever started the draft."""
    draft = drafts.open_draft(token, by=the_user(request))
    states = {one.token: one.state for files in drafts.handed_in(draft).values() for one in files}
    return JsonResponse({"files": states})
