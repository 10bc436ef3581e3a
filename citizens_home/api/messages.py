"""Messages and mandates of the caller."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.selectors import mandates_in_force
from citizens_home.api import message_serializers as shape
from citizens_home.api import shapes
from citizens_home.api.acting import the_user
from core.api.cursors import page_by_id
from core.api.serializers import Page
from core.api.views import ApiView, checked_query
from core.letters.selectors import inbox
from core.letters.services import mark_read
from core.now import today

PAGE = 30
TAG: list[Any] = [_("我的办件")]


class MessagesView(ApiView):
    """What one was told, newest first."""

    @extend_schema(
        operation_id="messages", summary=_("消息"), tags=TAG, parameters=[Page], responses=shape.MessagePage
    )
    def get(self, request: Request) -> Response:
        """The caller's own."""
        asked = checked_query(Page, request)
        page = page_by_id(
            inbox(the_user(request)), asked["cursor"], name="messages", size=PAGE, shown=shapes.message
        )
        return Response(shape.MessagePage(page).data)


class MessageReadView(ApiView):
    """Having read one."""

    @extend_schema(
        operation_id="message_read",
        summary=_("标为已读"),
        tags=TAG,
        request=None,
        responses=shape.MessageLine,
    )
    def post(self, request: Request, token: str) -> Response:
        """Its recipient; twice is harmless."""
        mine = inbox(the_user(request)).filter(token=token)
        mark_read(by=the_user(request), token=token)
        found = mine.first()
        if found is None:
            raise Http404
        return Response(shape.MessageLine(shapes.message(found)).data)


class MandatesView(ApiView):
    """Whom one may act for today."""

    @extend_schema(operation_id="mandates", summary=_("我的委托"), tags=TAG, responses=shape.MandateList)
    def get(self, request: Request) -> Response:
        """The caller's own."""
        rows = mandates_in_force(the_user(request), today())
        told = [
            {
                "token": one.token,
                "organisation": one.organisation.name,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
            }
            for one in rows
        ]
        return Response(shape.MandateList({"results": told}).data)
