"""The door for delivery receipts of the SMS provider: a signed POST, no session, no key of a user."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.problems import CONTENT_TYPE
from core.api.serializers import Problem
from core.api.throttles import PerCaller
from core.api.views import ApiView, checked
from core.errors import Forbidden
from core.letters.receipts import MEANS, SIGNATURE_HEADER, TIME_HEADER, heed, is_genuine

TAG: list[Any] = [_("短信网关")]


class ReceiptIn(serializers.Serializer):
    """What became of one message."""

    key = serializers.CharField(max_length=140, help_text=_("发送时本站给的 key"))
    state = serializers.ChoiceField([(word, word) for word in MEANS])


def _header(name: str, description: Any) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=True, description=description)


class SmsReceiptView(ApiView):
    """Receipts."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    # A gateway speaks from one address as fast as it sends; whoever cannot sign gets nothing but a 403.
    throttle_classes: tuple[type[PerCaller], ...] = ()

    @extend_schema(
        operation_id="sms_receipt",
        summary=_("短信送达回执"),
        description=_("重复、提前、颠倒的回执都可以送来：状态只向前走。不认识的 key 得到同样的 204。"),
        tags=TAG,
        parameters=[
            _header(TIME_HEADER, _("签名时间，1970 年以来的秒数；与本站时间最多差五分钟")),
            _header(SIGNATURE_HEADER, _("对“时间.正文”作 HMAC-SHA256，十六进制")),
        ],
        request=ReceiptIn,
        responses={204: None, (403, CONTENT_TYPE): Problem},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Whoever holds the key of the gateway."""
        at, signature = (request.headers.get(name, "") for name in (TIME_HEADER, SIGNATURE_HEADER))
        if not is_genuine(at, signature, request.body):
            raise Forbidden(_now("签名不对，或者已经过期。"), code="bad_signature")
        body = checked(ReceiptIn, request)
        heed(body["key"], body["state"])
        return Response(status=204)


urlpatterns = [path("receipts/sms/", SmsReceiptView.as_view(), name="sms-receipt")]
