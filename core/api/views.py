"""What every API view shares: the caller's language, no copies in caches, limits, problem documents."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.throttles import PerCaller


class ApiView(APIView):
    """For signed-in callers. The language of sentences is that of `Accept-Language`, Chinese by default."""

    permission_classes: tuple[type[BasePermission], ...] = (IsAuthenticated,)
    throttle_classes: tuple[type[PerCaller], ...] = (PerCaller,)
    cache_control = "private, no-store"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in the caller's language; sentences are made while it is in force."""
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response):
                response.render()
        response.headers.setdefault("Content-Language", language)
        response.headers.setdefault("Cache-Control", self.cache_control)
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        return response

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Only which methods there are; the schema tells the rest."""
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})


class PublicView(ApiView):
    """For everybody."""

    permission_classes = (AllowAny,)
    cache_control = "public, max-age=60"


def checked(serializer_class: Any, request: Request) -> dict[str, Any]:
    """The body of a request, or a validation problem."""
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def checked_query(serializer_class: Any, request: Request) -> dict[str, Any]:
    """The query of a request, or a validation problem."""
    serializer = serializer_class(data=request.query_params)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
