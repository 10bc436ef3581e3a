"""The application's database role: works with every table, cannot rewrite what is append-only."""

import os
from collections.abc import Iterator

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

pytestmark = pytest.mark.raced
ROLE = f"portal_app_{os.getpid()}"  # roles belong to the server, which other test processes share


@pytest.fixture
def application(own_database: str) -> Iterator[psycopg2.extensions.connection]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
    call_command("grant_application", ROLE)
    link = psycopg2.connect(own_database.replace("//portal@", f"//{ROLE}@"))
    link.autocommit = True
    yield link
    link.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


@pytest.mark.parametrize(
    "verb", ["UPDATE core_event SET id = id", "DELETE FROM core_event", "TRUNCATE core_event"]
)
def test_the_application_cannot_rewrite_the_record(
    application: psycopg2.extensions.connection, verb: str
) -> None:
    with application.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(verb)


def test_the_application_cannot_change_tables(application: psycopg2.extensions.connection) -> None:
    with application.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("ALTER TABLE core_outbox ADD COLUMN extra text")
    with application.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("CREATE TABLE extra (id int)")


def test_the_application_reads_and_writes_the_rest(application: psycopg2.extensions.connection) -> None:
    with application.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_event")
        cursor.execute("UPDATE core_outbox SET attempts = attempts")
        cursor.execute("DELETE FROM core_outbox")


def test_an_unknown_role_is_named() -> None:
    with pytest.raises(CommandError, match="there is no role nobody_here"):
        call_command("grant_application", "nobody_here")
