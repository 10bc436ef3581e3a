"""S11: the demonstration's whole history, made by the real services, holds nobody's particulars in clear."""

import psycopg2
import pytest

from accounts.demo.names import id_number, mobile
from accounts.demo.people import CITIZENS
from tests.support import databases, demo


def canaries() -> dict[str, str]:
    """What must lie in no row: numbers, telephones, names and addresses of the demonstration's citizens."""
    found: dict[str, str] = {}
    for username, name, born, serial, number, email in CITIZENS:
        found[f"id number of {username}"] = id_number(born, serial)
        found[f"telephone of {username}"] = mobile(number)
        found[f"name of {username}"] = name
        found[f"e-mail of {username}"] = email
    return found


def places(text: str) -> tuple[str, ...]:
    """How a text may stand in a dump of rows: as it is, as bytes in hex, or escaped in JSON."""
    return text, text.encode().hex(), text.encode("unicode_escape").decode()


@pytest.mark.journey
def test_no_row_of_the_demonstration_holds_a_canary_in_clear(django_db_setup: None) -> None:
    with databases.cloned("canaries", demo.template()) as url:
        connection = psycopg2.connect(url)
        try:
            found = scan(connection)
        finally:
            connection.close()
    assert found == []


def scan(connection: "psycopg2.extensions.connection") -> list[str]:
    """Table by table, which canaries are seen."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        assert "approvals_case" in tables
        cursor.execute("SELECT count(*) FROM approvals_case")
        assert cursor.fetchone()[0] > 20, "the demonstration has no history to look through"
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            dump = "\n".join(row[0] for row in cursor)
            found += [
                f"{table}: {what}"
                for what, text in canaries().items()
                if any(form in dump for form in places(text))
            ]
    return found


def test_a_canary_in_clear_would_be_seen() -> None:
    """The control: each form of each canary is recognised."""
    for text in canaries().values():
        assert all(form in f"({form})" for form in places(text))
        assert len(set(places(text))) >= 2
