"""What an applicant does later on: hand in what was promised at acceptance, renew a certificate."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.services import drafts, promises
from approvals.services.renewals import start_renewal
from citizens_home.api import drafts as drafts_api
from citizens_home.api import serializers as shape
from citizens_home.api import shapes
from citizens_home.api.acting import mandate_of, the_user
from citizens_home.api.cases import TAG, OwnCaseView
from core.api.once import once
from core.api.problems import NotComplete
from core.api.views import ApiView, checked
from core.errors import Refused

UPLOADS = {
    "multipart/form-data": {
        "type": "object",
        "description": _("栏目名是材料的 key，每份材料一个或几个文件"),
        "properties": {"version": {"type": "integer", "minimum": 1}},
        "additionalProperties": {"type": "array", "items": {"type": "string", "format": "binary"}},
    }
}


class PromiseView(OwnCaseView):
    """容缺后补."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="my_case_promised",
        summary=_("一次补齐容缺的材料"),
        tags=TAG,
        request=UPLOADS,
        responses=shape.CaseDetail,
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """The applicant and agents in force."""
        case = self.own()
        owed = [row.key for row in promises.owed_by_applicant(case)]
        uploads = {key: request.FILES.getlist(key) for key in owed}
        with self.acting(case, checked(shape.ActIn, request).get("version")):
            errors = promises.complete_promise(case, by=the_user(request), uploads=uploads)
        if errors:
            raise NotComplete(errors)
        return self.shown()


class RenewalView(ApiView):
    """延续."""

    @extend_schema(
        operation_id="renewal_start",
        summary=_("开始延续一份证照"),
        tags=drafts_api.TAG,
        request=shape.RenewIn,
        responses={201: shape.DraftDetail},
    )
    @once
    def post(self, request: Request, token: str) -> Response:
        """The holder, or an agent with a mandate of the holder in force."""
        try:
            mandate = mandate_of(request, checked(shape.RenewIn, request)["mandate"])
            started = start_renewal(token, by=the_user(request), mandate=mandate)
        except Refused as refused:
            if refused.code == "no_certificate":
                raise Http404 from refused
            raise
        draft = drafts.open_draft(started.token, by=the_user(request))
        answer = Response(shape.DraftDetail(shapes.draft_detail(draft)).data, status=201)
        answer["Location"] = reverse("api:draft", args=[draft.token])
        return answer
