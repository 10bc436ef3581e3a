"""Applying: drafts, their files, submission. Only whoever started a draft; for others it does not exist."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.models import Case, Draft
from approvals.rules import drafts as rules
from approvals.rules.opening import query_code
from approvals.selectors.applicant import open_drafts
from approvals.services import drafts
from approvals.services.submit import submit_draft
from citizens_home import selectors
from citizens_home.api import serializers as shape
from citizens_home.api import shapes
from citizens_home.api.acting import mandate_of, the_user
from core.api.cursors import page_by_id
from core.api.once import once
from core.api.views import ApiView, checked, checked_query
from core.errors import Refused

PAGE = 20
TAG: list[Any] = [_("申请")]


def case_token_of(draft: Draft) -> str:
    """The case that this draft became."""
    if not draft.submitted_at:
        return ""
    return Case.objects.values_list("token", flat=True).get(submit_key=f"draft:{draft.token}")


class DraftsView(ApiView):
    """One's open drafts."""

    @extend_schema(
        operation_id="drafts",
        summary=_("我的草稿"),
        tags=TAG,
        parameters=[shape.ActingQuery],
        responses=shape.DraftPage,
    )
    def get(self, request: Request) -> Response:
        """The caller's own, in one name."""
        asked = checked_query(shape.ActingQuery, request)
        mandate = mandate_of(request, asked["mandate"])
        rows = open_drafts(the_user(request), mandate.organisation if mandate else None)
        page = page_by_id(rows, asked["cursor"], name="drafts", size=PAGE, shown=shapes.draft_line)
        return Response(shape.DraftPage(page).data)

    @extend_schema(
        operation_id="draft_start",
        summary=_("开始申请（或接着原来的草稿）"),
        tags=TAG,
        request=shape.DraftIn,
        responses={201: shape.DraftDetail},
    )
    @once
    def post(self, request: Request) -> Response:
        """Whoever may apply online for the item."""
        asked = checked(shape.DraftIn, request)
        item = selectors.guide_item(asked["item"])
        if item is None:
            raise Http404
        draft = drafts.start_draft(
            item,
            by=the_user(request),
            mandate=mandate_of(request, asked["mandate"]),
            fresh=asked["fresh"],
        )
        whole = drafts.open_draft(draft.token, by=the_user(request))
        answer = Response(shape.DraftDetail(shapes.draft_detail(whole)).data, status=201)
        answer["Location"] = reverse("api:draft", args=[draft.token])
        return answer


class DraftView(ApiView):
    """One draft."""

    def current(self) -> dict[str, Any]:
        """What stands on the page that somebody else changed."""
        draft = drafts.open_draft(self.kwargs["token"], by=the_user(self.request))
        said = self.request.data
        wanted = str(said.get("topic", "")) if isinstance(said, dict) else ""
        detail = shapes.draft_detail(draft, case_token_of(draft))
        topics = [one for one in detail["topics"] if one["key"] == wanted]
        return {"case": detail["case"], "topics": topics}

    @extend_schema(operation_id="draft", summary=_("草稿全文"), tags=TAG, responses=shape.DraftDetail)
    def get(self, request: Request, token: str) -> Response:
        """Whoever started it."""
        draft = drafts.open_draft(token, by=the_user(request))
        return Response(shape.DraftDetail(shapes.draft_detail(draft, case_token_of(draft))).data)

    @extend_schema(
        operation_id="draft_save",
        summary=_("保存一页"),
        description=_("填错的内容照原样保存，并在 errors 里说明怎样改；别处改过这一页则 409。"),
        tags=TAG,
        request=shape.DraftPatch,
        responses=shape.Saved,
    )
    @once
    def patch(self, request: Request, token: str) -> Response:
        """Whoever started it."""
        draft = drafts.open_draft(token, by=the_user(request))
        asked = checked(shape.DraftPatch, request)
        page = rules.pages(draft.item_version.content).get(asked["topic"])
        if page is None:
            raise Refused(_now("表单里没有这一页。"), code="unknown_topic")
        known = {str(entry["key"]) for entry in page.fields}
        strange = sorted(set(asked["answers"]) - known)
        if strange:
            named = {"keys": _now("、").join(strange)[:200]}
            raise Refused(_now("这一页没有这些问题：%(keys)s。") % named, code="unknown_key")
        saved = drafts.save_topic(
            token,
            by=the_user(request),
            topic=asked["topic"],
            raw=asked["answers"],
            seen=asked["seen"],
            finish=asked["finish"],
            delivery=asked.get("delivery"),
        )
        told = {"saved_at": saved.at, "seen": saved.seen, "errors": dict(saved.errors)}
        return Response(shape.Saved(told).data)

    @extend_schema(operation_id="draft_delete", summary=_("删除草稿"), tags=TAG, responses={204: None})
    @once
    def delete(self, request: Request, token: str) -> Response:
        """Whoever started it."""
        drafts.delete_draft(token, by=the_user(request))
        return Response(status=204)


class DraftRenewView(ApiView):
    """A newer edition of the guide."""

    @extend_schema(
        operation_id="draft_renew",
        summary=_("换到新版办事指南"),
        tags=TAG,
        request=None,
        responses=shape.DraftDetail,
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """Whoever started it."""
        drafts.move_to_live_edition(token, by=the_user(request))
        draft = drafts.open_draft(token, by=the_user(request))
        return Response(shape.DraftDetail(shapes.draft_detail(draft, case_token_of(draft))).data)


class DraftFilesView(ApiView):
    """Files of a draft."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="draft_file_add",
        summary=_("上传材料"),
        description=_("内容由后台检查；检查完以前 state 是 quarantined，不能提交。"),
        tags=TAG,
        request={"multipart/form-data": shape.FileIn},
        responses={201: shape.FileLine},
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """Whoever started the draft."""
        drafts.open_draft(token, by=the_user(request))
        asked = checked(shape.FileIn, request)
        stored = drafts.attach_file(
            token,
            by=the_user(request),
            material_key=asked["material"],
            upload=asked["file"],
            replaces=asked["replaces"],
        )
        return Response(shape.FileLine(shapes.stored_file(stored)).data, status=201)


class DraftFileView(ApiView):
    """One file of a draft."""

    @extend_schema(operation_id="draft_file_remove", summary=_("撤下材料"), tags=TAG, responses={204: None})
    @once
    def delete(self, request: Request, token: str, file: str) -> Response:
        """Whoever started the draft; twice is harmless."""
        drafts.remove_file(token, by=the_user(request), file_token=file)
        return Response(status=204)


class DraftSubmitView(ApiView):
    """Submission."""

    @extend_schema(
        operation_id="draft_submit",
        summary=_("提交申请"),
        description=_("再次提交同一份草稿，得到同一张回执。"),
        tags=TAG,
        request=shape.SubmitIn,
        responses={201: shape.ReceiptOut},
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """Whoever started the draft."""
        draft = drafts.open_draft(token, by=the_user(request))
        if not checked(shape.SubmitIn, request)["declared"]:
            raise Refused(_now("请声明以上内容属实，再提交。"), code="not_declared")
        if drafts.is_stale(draft):
            raise Refused(_now("办事指南已有新版本，请先换到新版，核对后再提交。"), code="stale")
        receipt = submit_draft(token, by=the_user(request))
        told = {
            "token": receipt.token,
            "number": receipt.number,
            "query_code": query_code(receipt.number),
        }
        answer = Response(shape.ReceiptOut(told).data, status=201)
        answer["Location"] = reverse("api:case", args=[receipt.token])
        return answer
