"""The portal's arithmetic against a counter that goes day by day and shares no code with it."""

import json
import os

from hypothesis import HealthCheck, given, settings

from admin_center.clocks.replay import Replay
from tests.admin_center.clocks import counter
from tests.admin_center.clocks.scenarios import (
    projected_years,
    scenarios,
    shipped_workdays,
    working_by_other_sources,
)

REPLAY = Replay(shipped_workdays())
# `make nightly`: a hundred thousand and more, zero differences.
IS_NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
QUIET = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=120_000 if IS_NIGHTLY else 2500, **QUIET)
@given(scenarios())
def test_the_clock_agrees_with_counting_on_fingers(scenario: dict) -> None:
    expected = counter.answer(scenario, working_by_other_sources(projected_years(scenario)))
    assert REPLAY.answer(json.dumps(scenario)) == expected


def test_a_counter_that_forgets_one_rule_is_caught() -> None:
    """The broken control: pauses that also take out the day of the pause must differ somewhere."""
    scenario = {
        "id": "x",
        "unit": "working_days",
        "statutory_days": 20,
        "promised_days": 10,
        "start": "2024-03-04T09:00:00+08:00",
        "events": [
            {"at": "2024-03-05T09:00:00+08:00", "type": "pause", "ground": "hearing"},
            {"at": "2024-03-07T09:00:00+08:00", "type": "resume"},
        ],
        "as_of": "2024-03-08",
    }
    right = counter.answer(scenario, working_by_other_sources(set()))
    usual, counter._strictly_between = counter._strictly_between, lambda a, b: {a, *usual(a, b)}
    try:
        assert counter.answer(scenario, working_by_other_sources(set())) != right
    finally:
        counter._strictly_between = usual
