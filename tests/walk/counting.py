"""Statements of one act, without what a test's own transaction adds."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# A statement is prepared once per connection and used for every act after it.
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "BEGIN", "COMMIT", "PREPARE")


@contextmanager
def at_most(most: int, what: str) -> Iterator[None]:
    """Fails when the block asks the database more than `most` times."""
    with CaptureQueriesContext(connection) as seen:
        yield
    asked = [row["sql"] for row in seen.captured_queries if not row["sql"].startswith(NOT_COUNTED)]
    assert len(asked) <= most, f"{what}: {len(asked)} statements\n" + "\n".join(one[:160] for one in asked)
