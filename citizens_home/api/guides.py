"""Guides for everybody."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from admin_center.registry.models import ServiceItem
from admin_center.registry.selectors import items_for
from citizens_home import selectors
from citizens_home.api import serializers as shape
from citizens_home.api import shapes
from core.api.cursors import make_cursor, open_cursor
from core.api.views import PublicView, checked_query

PAGE = 50
LIST = "items"
TAG: list[Any] = [_("事项")]


class ItemsView(PublicView):
    """Live items in the order of the catalogue; with words, the best matches first on one page."""

    @extend_schema(
        operation_id="items",
        summary=_("事项列表"),
        tags=TAG,
        parameters=[shape.ItemQuery],
        responses=shape.ItemPage,
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """Everybody."""
        asked = checked_query(shape.ItemQuery, request)
        if asked["q"].strip():
            found = [item for item in selectors.find_items(asked["q"]) if _fits(item, asked)]
            lines = [shapes.item_line(item) for item in found]
            return Response(shape.ItemPage({"results": lines, "next": None}).data)
        rows = items_for(audience=asked.get("audience", ""), department=asked.get("department", ""))
        key = open_cursor(LIST, asked["cursor"])
        if key:
            rows = rows.filter(number__gt=int(key[0]))
        found = list(rows[: PAGE + 1])
        following = make_cursor(LIST, [found[PAGE - 1].number]) if len(found) > PAGE else None
        lines = [shapes.item_line(item) for item in found[:PAGE]]
        return Response(shape.ItemPage({"results": lines, "next": following}).data)


def _fits(item: ServiceItem, asked: dict[str, Any]) -> bool:
    audience, department = asked.get("audience"), asked.get("department")
    fits = not audience or item.audience in (audience, ServiceItem.Audience.BOTH)
    return fits and (not department or item.department.slug == department)


class ItemView(PublicView):
    """One item."""

    @extend_schema(operation_id="item", summary=_("办事指南"), tags=TAG, responses=shape.ItemDetail, auth=[])
    def get(self, request: Request, slug: str) -> Response:
        """Everybody."""
        item = selectors.guide_item(slug)
        if item is None:
            raise Http404
        return Response(shape.ItemDetail(shapes.item_detail(item)).data)
