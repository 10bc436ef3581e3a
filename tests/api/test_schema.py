"""The description is valid OpenAPI, the page tells it, and the API keeps to it under generated requests."""

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as conformance

from admin_center.registry.models import ServiceItem
from approvals.services.drafts import start_draft
from config.wsgi import application
from core.api.schema import chapters, schema
from tests.api.asking import Caller
from tests.approvals.bureau import Bureau, submitted

CHECKS = [
    not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
]
EXAMPLES = 4
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> None:
    """Whole requests close their connections, so generated ones get a database of their own."""
    if not request.node.get_closest_marker("raced"):
        request.getfixturevalue("db")


def read(path: str = "/api/v1/schema/", **headers: str) -> dict[str, Any]:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    told: dict[str, Any] = json.loads(answer.content)
    return told


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/en/api/v1/schema/"])
def test_the_description_is_valid_openapi_made_without_a_warning(path: str) -> None:
    schema.cache_clear()
    with GENERATOR_STATS.silence():
        validate_schema(read(path))
        doubts = [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
    assert not doubts, doubts


def test_every_operation_has_words_a_chapter_and_its_problems() -> None:
    for path, methods in read()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert operation["tags"] != ["api"], (method, path)
            assert "404" in operation["responses"]


def test_no_address_of_the_api_carries_a_number_of_ours() -> None:
    kinds = {
        parameter["schema"]["type"]
        for methods in read()["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "path"
    }
    assert kinds == {"string"}


def test_the_page_tells_every_operation_without_scripts() -> None:
    answer = Client().get("/api/v1/docs/")
    text = answer.content.decode()
    told = [one for chapter in chapters(schema("zh-hans")) for one in chapter.operations]
    assert len(told) == sum(len(methods) for methods in read()["paths"].values())
    for one in told:
        assert f'id="{one.name}"' in text
        assert one.path in text
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def _prose(made: Any) -> Iterator[str]:
    """Everything a reader reads: summaries, descriptions, names of chapters."""
    if isinstance(made, dict):
        for name, value in made.items():
            if isinstance(value, str) and name in ("summary", "description", "title", "name"):
                yield value
            yield from _prose(value)
    elif isinstance(made, list):
        for one in made:
            yield from ([one] if isinstance(one, str) else _prose(one))


def test_the_description_is_whole_in_either_language() -> None:
    chinese, english = read(), read("/en/api/v1/schema/")
    assert [text for text in _prose(english) if HAN.search(text)] == []
    assert read(**{"Accept-Language": "en"}) == english
    assert chinese["paths"].keys() == english["paths"].keys()
    for path, methods in chinese["paths"].items():
        for method, operation in methods.items():
            assert HAN.search(operation["summary"]), (method, path)
            assert english["paths"][path][method]["summary"], (method, path)
    assert not [shape for shape in chinese["components"]["schemas"].values() if "description" in shape]


def test_the_page_is_whole_in_english_and_leads_to_the_english_description() -> None:
    text = Client().get("/en/api/v1/docs/").content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    assert HAN.findall(main) == []
    assert 'href="/en/api/v1/schema/"' in main
    assert 'href="/api/v1/docs/" lang="zh-Hans"' in text
    assert 'href="/en/api/v1/docs/" lang="en"' in Client().get("/api/v1/docs/").content.decode()


def _real_names(office: Bureau) -> dict[str, dict[str, str]]:
    item = ServiceItem.objects.get(slug="individual-business-registration")
    return {
        "drafts": {"token": start_draft(item, by=office.citizen).token},
        "my": {"token": submitted(office).token},
        "agency": {"token": submitted(office).token},
        "items": {"slug": item.slug},
    }


def _caller(office: Bureau, path: str) -> Caller:
    if "/agency/" in path:
        office.clerk.groups.add(*office.reviewer.groups.all(), *office.head.groups.all())
        return Caller(office.clerk, key=True)
    return Caller(office.citizen)


def _try(operation: Any, caller: Caller, names: dict[str, str]) -> None:
    """Some generated requests for one operation, half of them about things that exist."""
    turn = iter(range(10_000))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        if next(turn) % 4:
            case.path_parameters = {**(case.path_parameters or {}), **names}
        cookies = {name: morsel.value for name, morsel in caller.client.cookies.items()}
        case.call_and_validate(
            headers={**caller.headers, "X-CSRFToken": "0" * 32},
            cookies={**cookies, "csrftoken": "0" * 32},
            checks=CHECKS,
        )

    one()


@pytest.mark.raced
def test_generated_requests_find_no_fault_and_no_undescribed_answer(
    office: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.web.limits.Limit.hit", lambda limit, subject: True)
    names = _real_names(office)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        described = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
        tried = 0
        for found in described.get_all_operations():
            operation = found.ok()
            part = operation.path.split("/")[3]
            real = {
                name: value for name, value in names.get(part, {}).items() if f"{{{name}}}" in operation.path
            }
            _try(operation, _caller(office, operation.path), real)
            tried += 1
    assert tried == sum(len(methods) for methods in read()["paths"].values())
