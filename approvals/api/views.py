"""The agencies' half: the queue, cases, files and every act. HTTP only; the work is done by services."""

from datetime import date
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.models.departments import Verb
from admin_center.registry.models import ServiceItem
from approvals.api import bodies, shapes
from approvals.api import serializers as shape
from approvals.api.acts import ACTS, ApiAct, holds
from approvals.api.permissions import Receives, WorksHere
from approvals.casefile import read_shown
from approvals.casefile.seen import acting_on
from approvals.models import Case, MaterialFile
from approvals.permissions import can_work_on_cases
from approvals.rules.opening import query_code
from approvals.selectors.desk import case_just_done, cases_to_open, desk
from approvals.selectors.workbench import Ask, queue
from approvals.services.keep_note import look_at_person
from approvals.services.receive import Paper, Party, receive_application
from core.api.cursors import make_cursor, open_cursor, page_by_id
from core.api.once import HEADER, once
from core.api.views import ApiView, checked, checked_query
from core.errors import Forbidden
from core.files.models import FileState
from core.files.serving import attachment
from core.files.storage import absolute
from core.tokens import new_token

TAG: list[Any] = [_("部门")]
PAGE = 40
QUEUE = "queue"


class AgencyView(ApiView):
    """For staff with some power over cases."""

    permission_classes = (IsAuthenticated, WorksHere)

    @property
    def user(self) -> User:
        """The caller."""
        assert isinstance(self.request.user, User)  # noqa: S101 – IsAuthenticated ran before
        return self.request.user


class QueueView(AgencyView):
    """What waits for the caller."""

    @extend_schema(
        operation_id="agency_queue",
        summary=_("待办队列，最急的在前"),
        tags=TAG,
        parameters=[shape.QueueQuery],
        responses=shape.QueuePage,
    )
    def get(self, request: Request) -> Response:
        """Steps that need a power the caller holds."""
        asked = checked_query(shape.QueueQuery, request)
        key = open_cursor(QUEUE, asked.pop("cursor"))
        after = (date.fromisoformat(key[0]) if key[0] else None, int(key[1])) if key else None
        page = queue(self.user, Ask(**asked, after=after))
        following = None
        if page.strips and page.after:
            last = page.strips[-1].step
            following = make_cursor(QUEUE, [last.due_on.isoformat() if last.due_on else "", last.pk])
        lines = [shapes.queue_line(strip) for strip in page.strips]
        return Response(shape.QueuePage({"results": lines, "next": following}).data)


class CasesView(AgencyView):
    """Cases that the caller may see; receiving a new one on paper."""

    def get_permissions(self) -> list[Any]:
        """Receiving needs more than seeing."""
        more = [Receives()] if self.request.method == "POST" else []
        return [*super().get_permissions(), *more]

    @extend_schema(
        operation_id="agency_cases",
        summary=_("办件列表，新的在前"),
        tags=TAG,
        parameters=[shape.CasesQuery],
        responses=shape.CasePage,
    )
    def get(self, request: Request) -> Response:
        """Whatever the policy of the queue lets the caller open."""
        asked = checked_query(shape.CasesQuery, request)
        rows = Case.objects.visible_to(self.user).select_related("item", "department")
        rows = rows.defer("answers", "contact", "title", "item__search_text", "item__pinyin")
        names = {"state": "state", "item": "item__slug", "number": "number"}
        rows = rows.filter(**{names[name]: asked[name] for name in names if name in asked})
        page = page_by_id(rows, asked["cursor"], name="agency cases", size=PAGE, shown=shapes.case_line)
        return Response(shape.CasePage(page).data)

    @extend_schema(
        operation_id="agency_receive",
        summary=_("窗口收件（纸质申请）"),
        description=_("带上 Idempotency-Key，重发不会多立一件。"),
        tags=TAG,
        request=bodies.ReceiveIn,
        responses={201: shape.ReceiptOut},
    )
    @once
    def post(self, request: Request) -> Response:
        """Window clerks of the department, or of a township or village site."""
        asked = checked(bodies.ReceiveIn, request)
        item = (
            ServiceItem.objects.filter(slug=asked["item"], is_active=True, live_version__isnull=False)
            .select_related("department", "live_version__item")
            .first()
        )
        if item is None:
            raise Http404
        key = request.headers.get(HEADER, "").strip() or new_token()
        paper = Paper(
            Party(**asked["party"]),
            asked["answers"],
            asked["received"],
            asked["delivery_mode"],
            submit_key=f"api:{self.user.pk}:{key[:48]}",
            taken=asked["taken"],
        )
        receipt = receive_application(item, paper, by=self.user)
        told = {"token": receipt.token, "number": receipt.number, "query_code": query_code(receipt.number)}
        answer = Response(shape.ReceiptOut(told).data, status=201)
        answer["Location"] = reverse("api:agency-case", args=[receipt.token])
        return answer


class AgencyCaseView(AgencyView):
    """Base of everything about one case."""

    def case(self) -> Case:
        """The case; 404 for whoever may not open it."""
        found: Case | None = cases_to_open(self.user).filter(token=self.kwargs["token"]).first()
        if found is None:
            raise Http404
        return found

    def case_with(self, verb: Verb) -> Case:
        """The case; Forbidden without that power anywhere in it, before the body is even read."""
        case = self.case()
        if not holds(read_shown(case.pk, by=self.user.pk), verb):
            raise Forbidden(_now("您没有这个部门的“%(verb)s”权限。") % {"verb": verb.label})
        return case

    def current(self) -> dict[str, Any]:
        """The state of the case as it is now."""
        return shapes.current(self.case())

    def shown(self, case: Case) -> Response:
        """The whole case as it is now."""
        return Response(shape.CaseDetail(shapes.case_detail(desk(case, self.user))).data)


class CaseView(AgencyCaseView):
    """One case."""

    @extend_schema(operation_id="agency_case", summary=_("办件全文"), tags=TAG, responses=shape.CaseDetail)
    def get(self, request: Request, token: str) -> Response:
        """Whoever may open it in the workbench."""
        return self.shown(self.case())


class PersonalView(AgencyCaseView):
    """The applicant in clear."""

    @extend_schema(
        operation_id="agency_case_personal",
        summary=_("查看申请人的完整号码（留痕）"),
        tags=TAG,
        request=None,
        responses=shape.Personal,
    )
    def post(self, request: Request, token: str) -> Response:
        """Staff who work on the case; supervisors only look."""
        case = self.case()
        if not can_work_on_cases(self.user):
            raise Forbidden(_now("只有经办人员可以查看完整号码。"))
        look_at_person(case, by=self.user)
        return Response(shape.Personal(shapes.personal(case)).data)


class FileView(AgencyCaseView):
    """The bytes of one file of the case."""

    @extend_schema(
        operation_id="agency_case_file",
        summary=_("下载材料"),
        tags=TAG,
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, token: str, file: str) -> HttpResponseBase:
        """Whoever may open the case."""
        rows = MaterialFile.objects.filter(material__case=self.case(), file__token=file)
        found = rows.filter(file__state=FileState.CLEAN).select_related("file").first()
        if found is None:
            raise Http404
        return attachment(absolute(found.file.path), name=found.file.name, kind=found.file.kind)


class ActView(AgencyCaseView):
    """Base of the acts; one class for each is made from the table."""

    act: ApiAct

    def do(self, request: Request) -> Response:
        """Power first, then the body, then the service; what the caller saw is checked under the lock."""
        case = self.case_with(self.act.verb)
        body = checked(self.act.takes, request)
        with acting_on(case.pk, body.pop("version", None)):
            self.act.run(case.pk, self.user, body)
        return self.shown(case_just_done(case.pk))


def act_view(act: ApiAct) -> type[ActView]:
    """The view of one act."""

    @extend_schema(
        operation_id=f"agency_{act.slug.replace('-', '_')}",
        summary=act.act.label,
        tags=TAG,
        request=act.takes,
        responses=shape.CaseDetail,
    )
    @once
    def post(self: ActView, request: Request, token: str) -> Response:
        return self.do(request)

    name = "".join(part.title() for part in act.slug.split("-"))
    return type(f"{name}View", (ActView,), {"act": act, "post": post, "__doc__": act.slug})


ACT_VIEWS = {act.slug: act_view(act) for act in ACTS}
