"""The replay door: one line in, one line out, whatever the line is."""

import io
import json
import os
import subprocess
import sys
import time
from typing import Any

import hypothesis.strategies as st
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from admin_center.calendar.services.load_calendar import load_calendar
from admin_center.clocks.replay import Replay
from tests.admin_center.clocks.scenarios import scenarios, shipped_workdays

REPLAY = Replay(shipped_workdays())
QUIET: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
GOOD = {
    "id": "a",
    "unit": "working_days",
    "statutory_days": 20,
    "promised_days": 10,
    "start": "2024-02-05T10:30:00+08:00",
    "events": [],
    "as_of": "2024-03-08",
}


def event(at: str, kind: str, **more: Any) -> dict:
    return {"at": at if "T" in at else f"{at}T09:00:00+08:00", "type": kind, **more}


PAUSE = event("2024-02-20", "pause", ground="hearing")
RESUME = event("2024-02-26", "resume")
STOP = event("2024-03-01", "stop")

REFUSED = {
    "events not in ascending order": {"events": [RESUME, PAUSE]},
    "two events at one instant": {"events": [PAUSE, event("2024-02-20T01:00:00Z", "resume")]},
    "resume when running": {"events": [RESUME]},
    "resume twice": {"events": [PAUSE, RESUME, event("2024-02-27", "resume")]},
    "pause when paused": {"events": [PAUSE, event("2024-02-21", "pause", ground="testing")]},
    "a second extension": {
        "events": [event("2024-02-20", "extend", days=1), event("2024-02-21", "extend", days=1)]
    },
    "an event after the stop": {"events": [STOP, event("2024-03-02", "extend", days=1)]},
    "a second stop": {"events": [STOP, event("2024-03-02", "stop")]},
    "a fault after as_of is still a fault": {"events": [STOP, event("2024-05-02", "stop")]},
    "promised more than statutory": {"promised_days": 21},
    "as_of before the start": {"as_of": "2024-02-04"},
    "an event before the start": {"events": [event("2024-02-05T10:29:59+08:00", "stop")]},
    "an extension of no days": {"events": [event("2024-02-20", "extend", days=0)]},
    "an extension of minus one": {"events": [event("2024-02-20", "extend", days=-1)]},
    "an extension by a fraction": {"events": [event("2024-02-20", "extend", days=1.5)]},
    "an extension by true": {"events": [event("2024-02-20", "extend", days=True)]},
    "an extension without days": {"events": [event("2024-02-20", "extend")]},
    "a start without offset": {"start": "2024-02-05T10:30:00"},
    "an event without offset": {"events": [{"at": "2024-02-20T09:00:00", "type": "stop"}]},
    "a start that is a date": {"start": "2024-02-05"},
    "a start that never was": {"start": "2024-02-30T10:30:00+08:00"},
    "a start in the year 1": {"start": "0001-01-01T00:00:00+14:00"},
    "a start in full-width digits": {"start": "２０２４-02-05T10:30:00+08:00"},
    "an unknown ground": {"events": [event("2024-02-20", "pause", ground="site_visit")]},
    "an empty ground": {"events": [event("2024-02-20", "pause", ground="")]},
    "no ground": {"events": [event("2024-02-20", "pause")]},
    "a ground that is a list": {"events": [event("2024-02-20", "pause", ground=["hearing"])]},
    "an unknown event": {"events": [event("2024-02-20", "paused", ground="hearing")]},
    "an event type that is a list": {"events": [{"at": "2024-02-20T09:00:00+08:00", "type": []}]},
    "an event that is a text": {"events": ["pause"]},
    "events that are an object": {"events": {}},
    "events that are null": {"events": None},
    "an unknown unit": {"unit": "weeks"},
    "a unit that is a list": {"unit": ["working_days"]},
    "days that are text": {"promised_days": "10"},
    "days that are true": {"promised_days": True},
    "days that are a float": {"promised_days": 10.0},
    "days below zero": {"promised_days": -1},
    "days beyond the calendar": {"statutory_days": 10**6, "promised_days": 10**6},
    "days beyond any number": {"statutory_days": 10**400, "promised_days": 10**400},
    "calendar days beyond any number": {"unit": "calendar_days", "statutory_days": 10**400},
    "calendar days beyond the calendar": {"unit": "calendar_days", "statutory_days": 10**5},
    "as_of that never was": {"as_of": "2024-02-30"},
    "as_of in the compact form": {"as_of": "20240308"},
    "as_of with a time": {"as_of": "2024-03-08T00:00:00+08:00"},
    "as_of that is a number": {"as_of": 20240308},
    "as_of beyond the calendar": {"as_of": "2150-01-01"},
    "a start before the calendar": {"start": "1990-01-01T00:00:00+08:00", "unit": "calendar_days"},
    "a calendar that is a list": {"calendar": []},
    "a calendar year that is none": {"calendar": {"20x4": "official"}},
    "a calendar year out of reach": {"calendar": {"1999": "projected"}},
    "a calendar basis that is none": {"calendar": {"2024": "guess"}},
    "an official year without a notice": {"calendar": {"2027": "official"}},
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_an_impossible_scenario_gets_an_error_line_with_its_id(change: dict) -> None:
    answer = REPLAY.answer(json.dumps(GOOD | change))
    assert set(answer) == {"id", "error"}
    assert answer["id"] == "a"
    assert answer["error"].endswith("。") and "无法计算" not in answer["error"]


@pytest.mark.parametrize("missing", GOOD)
def test_a_scenario_without_a_field_gets_an_error_line(missing: str) -> None:
    answer = REPLAY.answer(json.dumps({k: v for k, v in GOOD.items() if k != missing}))
    assert missing in answer["error"]
    assert answer["id"] == (None if missing == "id" else "a")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"   ",
        b"{",
        b"null",
        b"[]",
        b"3",
        b'"a"',
        b"\xff\xfe",
        b'{"id":"a",',
        b'{"id":NaN}',
        b"[" * 200_000,
        b'{"id":' + b"9" * 5000 + b"}",
        b'{"id":["a"]}',
        b'{"id":{"a":1}}',
        b'{"id":true}',
        b"\x00",
    ],
    ids=range(16),
)
def test_a_line_that_holds_no_scenario_gets_an_error_line_with_id_null(line: bytes) -> None:
    answer = REPLAY.answer(line)
    assert set(answer) == {"id", "error"}
    assert answer["id"] is None


def test_good_scenarios_are_taken_in_every_lawful_spelling() -> None:
    plain = REPLAY.answer(json.dumps(GOOD))
    assert "error" not in plain
    for start in ("2024-02-05T02:30:00Z", "2024-02-05T02:30Z", "2024-02-05T10:30:00.250+08:00"):
        assert REPLAY.answer(json.dumps(GOOD | {"start": start})) == plain
    assert REPLAY.answer("\ufeff" + json.dumps(GOOD)) == plain
    assert REPLAY.answer(json.dumps(GOOD | {"note": "ignored"})) == plain
    assert REPLAY.answer(json.dumps(GOOD | {"id": 7}))["id"] == 7


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.just("2024-02-20T09:00:00+08:00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=1500, **QUIET)
@given(scenarios(), st.sampled_from([*GOOD, "calendar", "at", "type", "days", "ground"]), JUNK)
def test_no_wrong_value_in_any_place_stops_the_run(scenario: dict, key: str, junk: Any) -> None:
    if key in ("at", "type", "days", "ground"):
        for item in scenario["events"][:1]:
            item[key] = junk
    else:
        scenario[key] = junk
    answer = REPLAY.answer(json.dumps(scenario))
    assert "error" in answer or set(answer) == {
        "id",
        "used",
        "left",
        "promised_due_on",
        "statutory_due_on",
        "state",
        "level",
    }
    json.dumps(answer)


@settings(max_examples=1000, **QUIET)
@given(st.binary(max_size=80) | st.text(max_size=80))
def test_no_bytes_stop_the_run(line: bytes | str) -> None:
    assert set(REPLAY.answer(line)) == {"id", "error"}


def run(text: bytes, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"))
    out = io.StringIO()
    call_command("clock_replay", stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_the_command_answers_in_order_and_goes_on_after_a_bad_line(monkeypatch: pytest.MonkeyPatch) -> None:
    load_calendar()
    lines = [json.dumps(GOOD | {"id": n}) for n in range(3)]
    lines.insert(1, "{broken")
    with CaptureQueriesContext(connection) as seen:
        answers = [json.loads(line) for line in run("\n".join(lines).encode(), monkeypatch)]
    assert [a["id"] for a in answers] == [0, None, 1, 2]
    assert [list(a) for a in answers[:2]] == [
        ["id", "used", "promised_due_on", "statutory_due_on", "left", "state", "level"],
        ["id", "error"],
    ]
    assert len(seen) <= 5 and all("calendar" in q["sql"] and q["sql"].startswith("SELECT") for q in seen)


@pytest.mark.django_db
def test_a_line_of_many_megabytes_is_one_error_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin_center.management.commands.clock_replay.LONGEST_LINE", 1000)
    long = json.dumps(GOOD | {"note": "x" * 5000})
    answers = run(f"{long}\r\n{json.dumps(GOOD)}\r\n".encode(), monkeypatch)
    assert ["error" in json.loads(a) for a in answers] == [True, False]


@pytest.mark.django_db
def test_ten_thousand_scenarios_pass_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    load_calendar()
    events = [
        PAUSE,
        RESUME,
        event("2024-03-01", "extend", days=10),
        event("2024-03-04", "pause", ground="testing"),
    ]
    calendars = [{"2024": "official"}, {"2024": "projected"}, {}, {"2024": "official", "2025": "projected"}]
    text = "\n".join(
        json.dumps(
            GOOD
            | {"id": n, "events": events, "calendar": calendars[n % 4], "as_of": f"2024-03-{n % 28 + 1:02}"}
        )
        for n in range(10_000)
    )
    began = time.process_time()
    answers = run(text.encode(), monkeypatch)
    assert len(answers) == 10_000 and not any("error" in a for a in answers[:50])
    assert time.process_time() - began < 10


@pytest.mark.raced
def test_the_command_as_a_process_writes_nothing_but_answers(own_database: str) -> None:
    lines = [json.dumps(GOOD), "", "{", json.dumps(GOOD | {"id": "最后", "calendar": {"2027": "official"}})]
    done = subprocess.run(
        [sys.executable, "manage.py", "clock_replay"],
        input="\n".join(lines).encode(),
        capture_output=True,
        env=os.environ | {"DATABASE_URL": own_database, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [a["id"] for a in answers] == ["a", None, None, "最后"]
    assert answers[0]["promised_due_on"] == "2024-02-23"
    assert ["error" in a for a in answers] == [False, True, True, True]


@pytest.mark.parametrize(
    ("shell", "code", "says"),
    [
        ("exec {python} manage.py clock_replay <&-", 0, ""),
        (
            "DATABASE_URL=postgres://x:y@127.0.0.1:1/z exec {python} manage.py clock_replay",
            1,
            "读不到工作日历",
        ),
    ],
)
@pytest.mark.raced
def test_without_input_or_calendar_it_says_so_in_a_sentence(
    own_database: str, shell: str, code: int, says: str
) -> None:
    done = subprocess.run(
        ["sh", "-c", shell.format(python=sys.executable)],
        input=b"{}",
        capture_output=True,
        env=os.environ | {"DATABASE_URL": own_database, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        check=False,
    )
    told = done.stderr.decode()
    assert (done.returncode, done.stdout) == (code, b"")
    assert says in told and "Traceback" not in told
