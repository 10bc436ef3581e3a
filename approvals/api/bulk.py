"""Bulk acts: foreseen case by case, held thirty seconds, taken back or carried out, as in the queue."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policy import has_verb_anywhere
from approvals.api import bodies, shapes
from approvals.api import serializers as shape
from approvals.api.views import TAG, AgencyView
from approvals.models import Case, HeldAct, Step
from approvals.permissions import can_work_on_cases
from approvals.services import bulk
from core.api.once import once
from core.api.views import checked
from core.errors import Forbidden, Refused


class BulkView(AgencyView):
    """Base: what is asked, of cases in the caller's own queue."""

    def require(self, act: str = "") -> None:
        """Forbidden for staff who only look, or who hold the act's power nowhere."""
        if not can_work_on_cases(self.user):
            raise Forbidden(_now("您的岗位没有要办的办件。"))
        if act and not has_verb_anywhere(self.user, bulk.VERBS[act]):
            raise Forbidden(_now("您没有“%(verb)s”权限。") % {"verb": bulk.VERBS[act].label})

    def asked(self, request: Request) -> dict[str, Any]:
        """The body: the act, the cases that wait in the caller's queue, and what was seen of each."""
        self.require()
        body = checked(bodies.BulkIn, request)
        self.require(body["act"])
        tokens = {one["case"]: one.get("version") for one in body["cases"]}
        waiting = Step.objects.queue_of(self.user).values("case")
        mine = dict(Case.objects.filter(token__in=tokens, pk__in=waiting).values_list("token", "pk"))
        seen = {mine[token]: version for token, version in tokens.items() if version and token in mine}
        return {
            "act": body["act"],
            "ids": list(mine.values()),
            "data": {"opinion": body["opinion"]},
            "seen": seen,
            "unknown": [token for token in tokens if token not in mine],
        }

    def batch_shown(self, batch: str) -> dict[str, Any]:
        """One's own batch with what became of each case. 404 for everybody else's."""
        rows = HeldAct.objects.filter(batch=batch, by=self.user).select_related("case").order_by("id")
        if not rows:
            raise Http404
        return shapes.batch(list(rows))

    def current(self) -> dict[str, Any]:
        """The batch as it is now, for whoever wanted to take it back too late."""
        token = self.kwargs.get("batch")
        return dict(shape.BatchOut(self.batch_shown(token)).data) if token else {}


class PreviewView(BulkView):
    """What would become of each case."""

    @extend_schema(
        operation_id="agency_bulk_preview",
        summary=_("批量办理预览：逐件说明能不能办，什么都不写"),
        tags=TAG,
        request=bodies.BulkIn,
        responses=shape.ForeseenList,
    )
    def post(self, request: Request) -> Response:
        """Staff with the act's power somewhere; each case is judged by its own rule."""
        asked = self.asked(request)
        lines = []
        if asked["ids"]:
            lines = bulk.foresee(
                asked["ids"], act=asked["act"], by=self.user, data=asked["data"], seen=asked["seen"]
            )
        return Response(shape.ForeseenList(shapes.foreseen(lines, asked["unknown"])).data)


class HoldView(BulkView):
    """Holding."""

    @extend_schema(
        operation_id="agency_bulk",
        summary=_("批量办理"),
        description=_("能办的各件等三十秒生效，其间可以撤回；不能办的不动。用 GET 看每一件的结果。"),
        tags=TAG,
        request=bodies.BulkIn,
        responses={201: shape.BatchOut},
    )
    @once
    def post(self, request: Request) -> Response:
        """Staff with the act's power somewhere; each case is judged by its own rule."""
        asked = self.asked(request)
        if not asked["ids"]:
            raise Refused(_now("选中的办件现在都不能这样办。"), code="none_ready")
        batch = bulk.hold(
            asked["ids"], act=asked["act"], by=self.user, data=asked["data"], seen=asked["seen"]
        )
        answer = Response(shape.BatchOut(self.batch_shown(batch)).data, status=201)
        answer["Location"] = reverse("api:agency-bulk-batch", args=[batch])
        return answer


class BatchView(BulkView):
    """One batch."""

    @extend_schema(
        operation_id="agency_bulk_batch",
        summary=_("批量办理的结果，逐件"),
        tags=TAG,
        responses=shape.BatchOut,
    )
    def get(self, request: Request, batch: str) -> Response:
        """Whoever ordered it."""
        return Response(shape.BatchOut(self.batch_shown(batch)).data)


class UndoView(BulkView):
    """Taking back."""

    @extend_schema(
        operation_id="agency_bulk_undo",
        summary=_("撤回还没有生效的批量办理"),
        tags=TAG,
        request=None,
        responses=shape.BatchOut,
    )
    @once
    def post(self, request: Request, batch: str) -> Response:
        """Whoever ordered it, within the thirty seconds."""
        self.batch_shown(batch)
        if not bulk.take_back(batch, by=self.user):
            raise Refused(_now("已经生效，不能撤回。"), code="in_effect")
        return Response(shape.BatchOut(self.batch_shown(batch)).data)
