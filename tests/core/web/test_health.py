"""What load balancers and monitors are told."""

import pytest
from django.test import Client

from core.web.health import LOOPBACK

pytestmark = pytest.mark.django_db


def test_healthz_answers_without_asking_anybody(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_readyz_says_that_postgres_and_redis_answer(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "redis": True})


def test_readyz_is_503_when_redis_is_gone(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "redis": False})


def test_metrics_are_for_this_machine_only(client: Client) -> None:
    assert b"portal_database_up 1" in client.get("/metrics").content
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404


def test_metrics_do_not_come_through_a_proxy_on_this_machine(client: Client) -> None:
    assert "127.0.0.1" in LOOPBACK
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def test_metrics_with_a_token_ask_everybody_for_it(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.METRICS_TOKEN = "t" * 40
    assert client.get("/metrics").status_code == 404
    allowed = client.get(
        "/metrics", headers={"Authorization": "Bearer " + "t" * 40}, REMOTE_ADDR="203.0.113.7"
    )
    assert allowed.status_code == 200


def test_every_answer_carries_a_request_id_and_strangers_cannot_choose_its_form(client: Client) -> None:
    assert len(client.get("/healthz").headers["X-Request-ID"]) == 32
    given = "a" * 32
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given
    assert client.get("/healthz", headers={"X-Request-ID": "x\n" + given}).headers["X-Request-ID"] != given
