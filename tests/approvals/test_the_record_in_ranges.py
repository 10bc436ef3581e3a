"""A long record is verified by ranges of subjects, side by side."""

import pytest
from django.db import connection

from core.records import verify

from .bureau import bureau, submitted


@pytest.mark.raced
def test_ranges_checked_side_by_side_find_the_same_first_bad_row(monkeypatch: pytest.MonkeyPatch) -> None:
    office = bureau("ranges")
    cases = [submitted(office, materials=()) for _ in range(12)]
    alone = list(verify.verify_all())
    monkeypatch.setattr(verify, "WORTH_SHARING", 1)
    assert list(verify.verify_all()) == alone
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_event DISABLE TRIGGER core_event_append_only")
        cursor.execute(
            "UPDATE core_event SET act = 'accept' WHERE subject_id = ANY(%s)", [[cases[9].pk, cases[4].pk]]
        )
    events = next(finding for finding in verify.verify_all() if finding.name == "events")
    assert events.bad == f"case {cases[4].pk} event 1: hash does not match"
