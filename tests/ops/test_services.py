"""The launcher of Postgres and Redis, tried on throw-away folders."""

import os

import psycopg2
import pytest
import redis


def test_the_session_runs_on_a_private_postgres_without_a_port() -> None:
    with psycopg2.connect(os.environ["DATABASE_URL"]) as link, link.cursor() as cursor:
        cursor.execute("show listen_addresses")
        assert cursor.fetchone() == ("",)


def test_the_session_runs_on_a_redis_that_asks_for_a_password() -> None:
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=int(os.environ["REDIS_URL"].rsplit(":", 1)[1].split("/")[0])).ping()
