"""Bars after false materials: recorded and lifted by whoever decides, on the case that led to them."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models.departments import Verb
from approvals.api import bodies
from approvals.api import serializers as shape
from approvals.api.views import TAG, AgencyCaseView
from approvals.casefile.seen import acting_on
from approvals.selectors.desk import case_just_done
from approvals.services import bars
from core.api.once import once
from core.api.views import checked


class BarView(AgencyCaseView):
    """限制再次申请."""

    @extend_schema(
        operation_id="agency_bar",
        summary=_("限制再次申请"),
        description=_(
            "提供虚假材料的，一年内不得再次申请；以欺骗、贿赂取得许可的，三年（行政许可法第七十八、七十九条）。"
        ),
        tags=TAG,
        request=bodies.BarIn,
        responses=shape.CaseDetail,
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """Whoever decides in the department of the case."""
        case = self.case_with(Verb.DECIDE)
        body = checked(bodies.BarIn, request)
        with acting_on(case.pk, body.get("version")):
            bars.set_bar(case, by=self.user, ground=body["ground"], reason=body["reason"])
        return self.shown(case_just_done(case.pk))


class LiftBarView(AgencyCaseView):
    """解除限制."""

    @extend_schema(
        operation_id="agency_lift_bar",
        summary=_("解除申请限制"),
        tags=TAG,
        request=bodies.BarIn,
        responses=shape.CaseDetail,
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """Whoever decides in the department of the case."""
        case = self.case_with(Verb.DECIDE)
        body = checked(bodies.BarIn, request)
        with acting_on(case.pk, body.get("version")):
            bars.lift_bar(case, by=self.user, ground=body["ground"], reason=body["reason"])
        return self.shown(case_just_done(case.pk))
