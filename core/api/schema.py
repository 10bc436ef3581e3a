"""The OpenAPI description, and its page drawn on the server."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from core.api import once, problems
from core.api.serializers import Problem

WRITES = ("POST", "PATCH", "PUT", "DELETE")
KEY = OpenApiParameter(
    once.HEADER,
    str,
    OpenApiParameter.HEADER,
    description=_("同一请求重发时用同一个标记：只办一次，得到同样的应答。"),
)
LANGUAGE = OpenApiParameter(
    "Accept-Language",
    str,
    OpenApiParameter.HEADER,
    description=_("zh-hans（默认）或 en"),
    enum=["zh-hans", "en"],
)


class PortalSchema(AutoSchema):
    """Adds to every operation what every operation has: problems, the language, the idempotency key."""

    def get_override_parameters(self) -> list[Any]:
        """Headers."""
        heeded = getattr(getattr(self.view, self.method.lower(), None), "__wrapped__", None) is not None
        return [LANGUAGE, KEY] if self.method in WRITES and heeded else [LANGUAGE]

    def get_description(self) -> str:  # type: ignore[override]
        """Only what was written for readers; docstrings are for developers."""
        return ""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """The operation with its problems."""
        operation = super().get_operation(*args, **kwargs)
        if operation:
            shape = self._get_response_for_code(OpenApiResponse(Problem), "default")
            content = next(iter(shape["content"].values()))
            told = {"description": "RFC 9457", "content": {problems.CONTENT_TYPE: content}}
            operation["responses"] |= dict.fromkeys(self._problem_codes(), told)
        return operation

    def _get_serializer_name(self, serializer: Any, *args: Any, **kwargs: Any) -> str:
        """The audiences have shapes of the same name; those of the agencies say so."""
        name: str = super()._get_serializer_name(serializer, *args, **kwargs)
        return f"Agency{name}" if force_instance(serializer).__module__.startswith("approvals.") else name

    def _problem_codes(self) -> Iterator[str]:
        yield from ("400", "404", "406", "422", "429")
        if self.get_auth():
            yield from ("401", "403")
        if self.method in WRITES:
            yield from ("409", "415")


@lru_cache(maxsize=4)
def schema(language: str) -> dict[str, Any]:
    """The whole description in one language; made once per process.

    What the shapes say of themselves is English, so the Chinese description does without.
    """
    with override(language):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    if language != "en":
        for shape in made["components"]["schemas"].values():
            shape.pop("description", None)
    return made


@require_safe
@cache_control(public=True, max_age=3600)
def schema_json(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3 as JSON, in the language of the address or of `Accept-Language`. For everybody."""
    language = get_language_from_request(request, check_path=True)
    text = OpenApiJsonRenderer().render(schema(language))
    answer = HttpResponse(text, content_type="application/vnd.oai.openapi+json")
    answer["Content-Language"] = language
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


@dataclass(frozen=True)
class Told:
    """One operation on the page."""

    method: str
    path: str
    name: str
    summary: str
    text: str
    takes: Sequence[tuple[str, str, bool, str]] = field(default_factory=tuple)
    answers: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Chapter:
    """The operations of one tag."""

    name: str
    text: str
    operations: Sequence[Told]


@require_safe
@cache_control(public=True, max_age=3600)
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page. For everybody."""
    made = schema(get_language() or "zh-hans")
    kinds = [(word, code, str(title)) for word, (code, title) in problems.KINDS.items()]
    return render(
        request, "core/api/docs.html", {"chapters": chapters(made), "kinds": kinds, "info": made["info"]}
    )


def chapters(made: dict[str, Any]) -> list[Chapter]:
    """Operations by tag, in the order of the settings."""
    by_tag: dict[str, list[Told]] = {tag["name"]: [] for tag in made.get("tags", [])}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["api"])[0]
            by_tag.setdefault(tag, []).append(_told(made, path, method, operation))
    texts = {tag["name"]: tag.get("description", "") for tag in made.get("tags", [])}
    return [Chapter(name, texts.get(name, ""), found) for name, found in by_tag.items() if found]


def _told(made: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Told:
    return Told(
        method.upper(),
        path,
        operation["operationId"],
        operation.get("summary", ""),
        operation.get("description", ""),
        tuple(_takes(made, operation)),
        tuple(code for code in operation["responses"] if code.startswith("2")),
    )


def _takes(made: dict[str, Any], operation: dict[str, Any]) -> Iterator[tuple[str, str, bool, str]]:
    """(name, kind, required, what it is) of parameters and of the fields of the body."""
    for one in operation.get("parameters", []):
        if one["in"] != "header":
            yield one["name"], one["in"], one.get("required", False), one.get("description", "")
    for body in operation.get("requestBody", {}).get("content", {}).values():
        shape = _resolved(made, body.get("schema", {}))
        for name, value in shape.get("properties", {}).items():
            kind = value.get("type") or ("enum" if "oneOf" in value else "object")
            yield name, kind, name in shape.get("required", []), value.get("description", "")


def _resolved(made: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    name = shape.get("$ref", "").rsplit("/", 1)[-1]
    return dict(made["components"]["schemas"][name]) if name else shape
