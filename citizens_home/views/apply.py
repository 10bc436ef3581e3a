"""Applying: start or resume, the task list, one topic a page, check and submit."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import acting_for
from approvals.models import Draft
from approvals.rules import drafts as rules
from approvals.services import drafts
from approvals.services.submit import submit_draft
from citizens_home import selectors
from citizens_home.forms import ContactForm, TopicForm
from citizens_home.presenters import apply as presenter
from citizens_home.presenters import clock, prefill, words
from citizens_home.views.drafts import draft_page, say, the_user, to_case, wants_json
from core.errors import Conflict, Refused
from core.now import local, today
from core.web import kept


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Resume the open draft or start one; POST starts another. Citizens; others learn why not online."""
    item = selectors.guide_item(slug)
    if item is None:
        raise Http404
    if item.online_level not in drafts.ONLINE_LEVELS:
        context = {"item": item, "name": words.name_of(item), "plan": presenter.opening_plan(item)}
        return render(request, "citizens_home/apply/window_only.html", context)
    return _start(request, item)


@login_required
def _start(request: HttpRequest, item: Any) -> HttpResponse:
    user, mandate = the_user(request), acting_for(request)
    try:
        draft = drafts.start_draft(item, by=user, mandate=mandate, fresh=request.method == "POST")
    except Refused as error:
        context = {"item": item, "name": words.name_of(item), "reason": str(error)}
        return render(request, "citizens_home/apply/cannot.html", context, status=403)
    return redirect("citizens_home:draft", token=draft.token)


@never_cache
@require_safe
@draft_page
def tasks(request: HttpRequest, token: str) -> HttpResponse:
    """The task list. Only whoever started the draft."""
    draft = drafts.open_draft(token, by=the_user(request))
    if draft.submitted_at:
        return to_case(token)
    if drafts.is_stale(draft):
        return redirect("citizens_home:draft-changed", token=token)
    found = _tasks(draft)
    todo = [task for task in found if task.key != rules.CHECK]
    return render(
        request,
        "citizens_home/apply/tasks.html",
        {
            "head": presenter.head(draft),
            "lines": presenter.lines(draft, found),
            "done": sum(1 for task in todo if task.state == rules.TaskState.DONE),
            "total": len(todo),
            "next_url": presenter.next_url(draft, found),
            "odd_name": _odd_name(draft),
        },
    )


def _odd_name(draft: Draft) -> str:
    """A word of caution where the item is usually asked for by the other kind of applicant."""
    if draft.item.audience == "enterprise" and not draft.organisation_id:
        return _("这一项一般由单位申请，您现在用的是本人名义。受单位委托的，请先在“我的办件”换成单位再申请。")
    if draft.item.audience == "individual" and draft.organisation_id:
        return _("这一项一般由个人申请，您现在用的是单位名义。给自己办的，请先在“我的办件”换回本人。")
    return ""


def _tasks(draft: Draft) -> list[rules.Task]:
    content = draft.item_version.content
    handed = drafts.handed_in(draft)
    return rules.tasks(content, draft.answers, draft.typed, draft.topics_done, handed)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def topic(request: HttpRequest, token: str, topic: str) -> HttpResponse:
    """One topic: show, autosave, or save and go on. Only whoever started the draft."""
    draft = drafts.open_draft(token, by=the_user(request))
    if draft.submitted_at:
        return to_case(token)
    if topic not in rules.pages(draft.item_version.content):
        raise Http404
    if request.method == "POST":
        return _autosave(request, draft, topic) if wants_json(request) else _save(request, draft, topic)
    draft = _restored(request, draft, topic)
    if drafts.is_stale(draft):
        return redirect("citizens_home:draft-changed", token=token)
    form = _form(request, draft, topic)
    wrong = {key: value for key, value in draft.typed.items() if key in form.fields}
    return _topic_page(request, draft, topic, form, unfinished=bool(wrong))


def _restored(request: HttpRequest, draft: Draft, topic: str) -> Draft:
    """The draft with what its writer sent after the session had ended."""
    data = kept.take(request)
    if data is None:
        return draft
    form = _form(request, draft, topic, data=data)
    drafts.save_topic(
        draft.token,
        by=the_user(request),
        topic=topic,
        raw=form.raw(only_sent=True),
        delivery=form.delivery() if isinstance(form, ContactForm) else None,
    )
    kept.say_restored(request)
    return drafts.open_draft(draft.token, by=the_user(request))


def _form(request: HttpRequest, draft: Draft, topic: str, *, data: QueryDict | None = None) -> TopicForm:
    fields = drafts.topic_fields(draft, topic)
    raws, sources = prefill.offer(fields, drafts.raws_of(draft, fields), user=the_user(request), draft=draft)
    towns = (
        [(site.name, words.name_of(site)) for site in selectors.township_sites()]
        if _asks_place(fields)
        else []
    )
    if topic != rules.CONTACT:
        return TopicForm(fields, raws=raws, sources=sources, towns=towns, data=data)
    delivery = {"delivery_mode": "online", **draft.contact}
    return ContactForm(fields, delivery=delivery, raws=raws, sources=sources, towns=towns, data=data)


def _asks_place(fields: Any) -> bool:
    return any(entry.get("type") == "address" for entry in fields)


def _topic_page(
    request: HttpRequest, draft: Draft, topic: str, form: TopicForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    found = _tasks(draft)
    place = [task.key for task in found].index(topic)
    context = {
        "head": presenter.head(draft),
        "form": form,
        "topic": topic,
        "name": presenter.topic_name(draft.item_version.content, topic),
        "place": place + 1,
        "total": len(found),
        "seen": drafts.seen_of(draft, topic),
        "from_check": "check" in (request.GET.get("from"), request.POST.get("from")),
        **more,
    }
    return render(request, "citizens_home/apply/topic.html", context, status=status)


def _autosave(request: HttpRequest, draft: Draft, topic: str) -> HttpResponse:
    form = _form(request, draft, topic, data=request.POST)
    try:
        saved = drafts.save_topic(
            draft.token,
            by=the_user(request),
            topic=topic,
            raw=form.raw(only_sent=True),
            seen=request.POST.get("seen", ""),
            delivery=form.delivery() if isinstance(form, ContactForm) else None,
        )
    except Conflict as error:
        return say(error, 409)
    return JsonResponse({"saved": f"{local(saved.at):%H:%M}", "seen": saved.seen})


def _save(request: HttpRequest, draft: Draft, topic: str) -> HttpResponse:
    form = _form(request, draft, topic, data=request.POST)
    try:
        saved = drafts.save_topic(
            draft.token,
            by=the_user(request),
            topic=topic,
            raw=form.raw(only_sent=False),
            seen=request.POST.get("seen", ""),
            finish=True,
            delivery=form.delivery() if isinstance(form, ContactForm) else None,
        )
    except Conflict as error:
        form.full_clean()
        form.add_error(None, str(error))
        return _topic_page(request, draft, topic, form, status=409)
    draft = drafts.open_draft(draft.token, by=the_user(request))
    if saved.errors and "later" not in request.POST:
        form.take(saved.errors)
        return _topic_page(request, draft, topic, form, status=422)
    if "later" in request.POST:
        return redirect("citizens_home:draft", token=draft.token)
    if request.POST.get("from") == "check":
        return redirect("citizens_home:draft-check", token=draft.token)
    return redirect(presenter.next_url(draft, _tasks(draft), topic))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Check every answer, declare, submit. Only whoever started the draft."""
    draft = drafts.open_draft(token, by=the_user(request))
    if draft.submitted_at:
        return to_case(token)
    if drafts.is_stale(draft):
        return redirect("citizens_home:draft-changed", token=token)
    if request.method != "POST":
        return _check_page(request, draft)
    if not request.POST.get("true"):
        return _check_page(
            request, draft, [{"id": "true", "message": _("请勾选“以上内容属实”，再提交")}], 422
        )
    try:
        receipt = submit_draft(token, by=the_user(request))
    except Refused as error:
        return _check_page(request, draft, [{"id": "", "message": str(error)}], 422)
    messages.success(request, _("申请已提交，编号 %(number)s。") % {"number": receipt.number})
    return redirect("citizens_home:case", token=receipt.token)


def _check_page(
    request: HttpRequest, draft: Draft, errors: list[dict[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    handed = drafts.handed_in(draft)
    content = draft.item_version.content
    found = rules.tasks(content, draft.answers, draft.typed, draft.topics_done, handed)
    context = {
        "head": presenter.head(draft),
        "sections": presenter.sections(draft, rules.needs(content, draft.answers, handed)),
        "open": [
            line for line in presenter.lines(draft, found) if line.state in ("todo", "begun") and line.url
        ],
        "why_not": rules.why_not_submit(found),
        "after": clock.after_submit(draft.item_version, today()),
        "errors": errors or [],
    }
    return render(request, "citizens_home/apply/check.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def changed(request: HttpRequest, token: str) -> HttpResponse:
    """What a newer edition of the item asks differently; answers are carried over. Only the starter."""
    user = the_user(request)
    draft = drafts.open_draft(token, by=user)
    if draft.submitted_at:
        return to_case(token)
    if not drafts.is_stale(draft):
        return redirect("citizens_home:draft", token=token)
    if request.method == "POST":
        drafts.move_to_live_edition(token, by=user)
        messages.success(request, _("已换到新要求，您填过的内容都带过来了，请看一遍没有完成的部分。"))
        return redirect("citizens_home:draft", token=token)
    live = draft.item.live_version
    difference = rules.difference(draft.item_version.content, live.content)  # type: ignore[union-attr]
    context = {"head": presenter.head(draft), "difference": difference}
    return render(request, "citizens_home/apply/changed.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@draft_page
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Delete a draft after asking once. Only whoever started it."""
    user = the_user(request)
    draft = drafts.open_draft(token, by=user)
    if request.method == "POST":
        drafts.delete_draft(token, by=user)
        messages.success(request, _("草稿已删除，里面的文件也一起删了。"))
        return redirect("citizens_home:my")
    return render(request, "citizens_home/apply/delete.html", {"head": presenter.head(draft)})
