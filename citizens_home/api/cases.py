"""One's own cases: following, supplementing, withdrawing. For the applicant and agents in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.casefile.seen import acting_on, require_seen
from approvals.models import Case
from approvals.selectors import applicant
from approvals.services import supplements
from approvals.services.handling import withdraw_case
from approvals.services.statements import defend_certificate
from approvals.services.urge import urge_case
from citizens_home.api import serializers as shape
from citizens_home.api import shapes
from citizens_home.api.acting import mandate_of, the_user
from citizens_home.presenters.case import state_words
from core.api.cursors import make_cursor, open_cursor
from core.api.once import once
from core.api.problems import NotComplete
from core.api.views import ApiView, checked, checked_query

TAG: list[Any] = [_("我的办件")]
LIST = "my cases"


class CasesView(ApiView):
    """One's cases, newest first."""

    @extend_schema(
        operation_id="my_cases",
        summary=_("我的办件"),
        tags=TAG,
        parameters=[shape.CasesQuery],
        responses=shape.CasePage,
    )
    def get(self, request: Request) -> Response:
        """The caller's own, in one name."""
        asked = checked_query(shape.CasesQuery, request)
        rows = applicant.cases_of(the_user(request), mandate_of(request, asked["mandate"]))
        key = open_cursor(LIST, asked["cursor"])
        lines, following = applicant.page_of(rows, asked["tab"], int(key[0]) if key else None)
        told = {
            "results": [shapes.case_line(line) for line in lines],
            "next": make_cursor(LIST, [following]) if following else None,
        }
        return Response(shape.CasePage(told).data)


class OwnCaseView(ApiView):
    """Base of everything about one case of one's own."""

    def own(self) -> Case:
        """The case; 404 for everybody who may not see it."""
        case = applicant.case_of_applicant(self.kwargs["token"], the_user(self.request))
        if case is None:
            raise Http404
        return case

    def current(self) -> dict[str, Any]:
        """The state of the case as it is now."""
        case = self.own()
        return {
            "state": case.state,
            "state_words": state_words(case),
            "version": case.version,
            "updated_at": case.updated_at,
        }

    @contextmanager
    def acting(self, case: Case, version: int | None) -> Iterator[None]:
        """An act on what the caller saw. Conflict: somebody was faster, before the act or under its lock."""
        with acting_on(case.pk, version):
            require_seen(case.pk, case.version)
            yield

    def shown(self, case: Case | None = None) -> Response:
        """The whole case as it is now."""
        found = case or self.own()
        page = applicant.case_page(found)
        told = shapes.case_detail(page, supplements.asked_of(found))
        return Response(shape.CaseDetail(told).data)


class CaseView(OwnCaseView):
    """One case."""

    @extend_schema(
        operation_id="my_case",
        summary=_("办件详情和逐日账"),
        description=_("每个期限都逐日说明算不算、为什么；算的天数加起来等于 used。"),
        tags=TAG,
        responses=shape.CaseDetail,
    )
    def get(self, request: Request, token: str) -> Response:
        """The applicant and agents in force."""
        return self.shown()


class WithdrawView(OwnCaseView):
    """撤回."""

    @extend_schema(
        operation_id="my_case_withdraw",
        summary=_("撤回申请"),
        tags=TAG,
        request=shape.WithdrawIn,
        responses=shape.CaseDetail,
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """The applicant and agents in force, until the decision."""
        case = self.own()
        asked = checked(shape.WithdrawIn, request)
        with self.acting(case, asked.get("version")):
            withdraw_case(case.pk, by=the_user(request), reason=asked["reason"])
        return self.shown()


class UrgeView(OwnCaseView):
    """催办."""

    @extend_schema(
        operation_id="my_case_urge",
        summary=_("催办"),
        description=_("临近或超过承诺日时，每个工作日可以催办一次；窗口和负责人会收到提醒。"),
        tags=TAG,
        request=shape.ActIn,
        responses=shape.CaseDetail,
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """The applicant and agents in force, near or past the promise."""
        case = self.own()
        with self.acting(case, checked(shape.ActIn, request).get("version")):
            urge_case(case.pk, by=the_user(request))
        return self.shown()


class StatementView(OwnCaseView):
    """陈述申辩."""

    @extend_schema(
        operation_id="my_case_statement",
        summary=_("陈述、申辩"),
        description=_(
            "拟撤销许可时，持证人到 state_until 为止可以陈述、申辩几次，每次都留存；决定里说明采纳情况。"
        ),
        tags=TAG,
        request=shape.StatementIn,
        responses=shape.CaseDetail,
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """The applicant and agents in force, while a revocation is proposed and the time runs."""
        case = self.own()
        asked = checked(shape.StatementIn, request)
        with self.acting(case, asked.get("version")):
            defend_certificate(case.pk, by=the_user(request), text=asked["text"])
        return self.shown()


class SupplementFilesView(OwnCaseView):
    """Files for an open notice."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="my_case_supplement_file",
        summary=_("上传补正材料"),
        tags=TAG,
        request={"multipart/form-data": shape.LaidFile},
        responses={201: shape.FileLine},
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """The applicant and agents in force."""
        case = self.own()
        asked = checked(shape.LaidFile, request)
        stored = supplements.lay(
            case, by=the_user(request), material_key=asked["material"], upload=asked["file"]
        )
        return Response(shape.FileLine(shapes.stored_file(stored)).data, status=201)


class SupplementFileView(OwnCaseView):
    """One file for an open notice."""

    @extend_schema(
        operation_id="my_case_supplement_file_remove",
        summary=_("撤下补正材料"),
        tags=TAG,
        responses={204: None},
    )
    @once
    def delete(self, request: Request, token: str, file: str) -> Response:
        """The applicant and agents in force."""
        supplements.take_back(self.own(), by=the_user(request), file_token=file)
        return Response(status=204)


class SupplementView(OwnCaseView):
    """补正."""

    @extend_schema(
        operation_id="my_case_supplement",
        summary=_("一次提交全部补正"),
        tags=TAG,
        request=shape.SupplementIn,
        responses=shape.CaseDetail,
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """The applicant and agents in force."""
        case = self.own()
        asked = checked(shape.SupplementIn, request)
        with self.acting(case, asked.get("version")):
            outcome = supplements.hand_in(case, by=the_user(request), raw=asked["answers"])
        if outcome.errors:
            raise NotComplete(outcome.errors)
        return self.shown()
