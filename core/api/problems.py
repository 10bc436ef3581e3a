"""Errors as RFC 9457 problem documents: a sentence for people, a code for programs."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.response import Response

from core.errors import Conflict, Forbidden, PortalError, Refused

CONTENT_TYPE = "application/problem+json"
DOCS = "/api/v1/docs/"
# Word of the type → (status, title). The docs page explains each under its own anchor.
KINDS: dict[str, tuple[int, Any]] = {
    "invalid": (status.HTTP_400_BAD_REQUEST, _("有内容填得不对")),
    "unreadable": (status.HTTP_400_BAD_REQUEST, _("请求读不懂")),
    "sign-in": (status.HTTP_401_UNAUTHORIZED, _("请先登录")),
    "forbidden": (status.HTTP_403_FORBIDDEN, _("没有这项权限")),
    "not-found": (status.HTTP_404_NOT_FOUND, _("没有找到")),
    "method": (status.HTTP_405_METHOD_NOT_ALLOWED, _("这个地址不支持这种请求")),
    "not-acceptable": (status.HTTP_406_NOT_ACCEPTABLE, _("没有您要的格式")),
    "conflict": (status.HTTP_409_CONFLICT, _("情况已经变了")),
    "media-type": (status.HTTP_415_UNSUPPORTED_MEDIA_TYPE, _("不支持这种格式")),
    "refused": (status.HTTP_422_UNPROCESSABLE_ENTITY, _("不能这样办")),
    "throttled": (status.HTTP_429_TOO_MANY_REQUESTS, _("请求太多")),
    "fault": (status.HTTP_500_INTERNAL_SERVER_ERROR, _("系统出了差错")),
}


# Refusals that only say that the thing has moved on since the caller looked.
MOVED_ON = frozenset({"submitted"})
NOT_THERE = frozenset({"no_draft", "no_case"})


class NotComplete(Refused):
    """Something is missing or wrong; `errors` says by key what to do."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        first = next(iter(errors.values()))
        super().__init__(
            _("还有 %(n)d 处要改：%(first)s") % {"n": len(errors), "first": first}, code="incomplete"
        )
        self.errors = dict(errors)


def problem(kind: str, detail: object = "", **more: Any) -> Response:
    """A problem document. `more` are extension members: code, errors, current."""
    code, title = KINDS[kind]
    body = {"type": f"{DOCS}#{kind}", "title": str(title), "status": code, "detail": str(detail or title)}
    body |= {name: value for name, value in more.items() if value}
    return Response(body, status=code, content_type=CONTENT_TYPE)


def outside(kind: str) -> JsonResponse:
    """The same for a request that never reached a view of the API."""
    answer = problem(kind)
    return JsonResponse(answer.data, status=answer.status_code, content_type=CONTENT_TYPE)


def is_for_programs(request: HttpRequest) -> bool:
    """Whether an address belongs to the API."""
    return request.path.startswith("/api/")


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The exception handler of every API view; None leaves a fault of ours to Django."""
    view = context.get("view")
    if isinstance(error, PortalError):
        return _of_portal(error, view)
    if isinstance(error, (Http404, exceptions.NotFound)):
        return problem("not-found", _("没有找到，或者您不能看。"))
    if isinstance(error, (PermissionDenied, exceptions.PermissionDenied)):
        return problem("forbidden", _said(error))
    if isinstance(error, SuspiciousOperation):
        return problem("unreadable", _("请求太大，或者读不懂。"))
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def _current(view: Any) -> Any:
    """The state of the thing as it is now, from views that know it; nothing where it is gone."""
    tell = getattr(view, "current", None)
    try:
        return tell() if tell else None
    except (PortalError, Http404):
        return None


def _of_portal(error: PortalError, view: Any) -> Response:
    if isinstance(error, Conflict) or error.code in MOVED_ON:
        return problem("conflict", error, code=error.code or "conflict", current=_current(view))
    if isinstance(error, Forbidden):
        return problem("forbidden", error, code=error.code)
    if error.code in NOT_THERE:
        return problem("not-found", error, code=error.code)
    errors = getattr(error, "errors", None) or getattr(error, "faults", None) or {}
    listed = {str(key): [str(words)] for key, words in errors.items()}
    return problem("refused", error, code=error.code, errors=listed, current=_current(view))


def _of_framework(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        return problem("invalid", _("请改正下面列出的内容。"), code="invalid", errors=_by_field(error.detail))
    if isinstance(error, (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)):
        answer = problem("sign-in", _said(error))
        answer["WWW-Authenticate"] = getattr(error, "auth_header", "Bearer")
        return answer
    if isinstance(error, exceptions.Throttled):
        answer = problem("throttled", _("请求太多，请过一会儿再试。"))
        answer["Retry-After"] = str(int(getattr(error, "wait", None) or 60))
        return answer
    kinds = {400: "unreadable", 405: "method", 406: "not-acceptable", 415: "media-type"}
    return problem(kinds.get(error.status_code, "unreadable"), _said(error))


def _said(error: Exception) -> str:
    return str(getattr(error, "detail", "") or error)


def _by_field(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Nested errors of serializers, flat: `applicant.name` → sentences."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for key, value in detail.items():
            found |= _by_field(value, f"{name}.{key}" if name else str(key))
        return found
    if isinstance(detail, list) and any(isinstance(one, (Mapping, list)) for one in detail):
        found = {}
        for place, value in enumerate(detail):
            found |= _by_field(value, f"{name}.{place}" if name else str(place))
        return found
    sentences = detail if isinstance(detail, list) else [detail]
    return {name or "non_field_errors": [str(one) for one in sentences]}
