"""Logs are JSON lines that carry the request id and no personal number."""

import io
import json
import logging

import pytest

from config import logs

IDENTITY = "330184199001011234"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"number {IDENTITY} seen", "number **************1234 seen"),
        ("33018419900101123x", "**************123x"),
        ("call 13812345678.", "call 138****5678."),
        ("case YH-2026-001-00001", "case YH-2026-001-00001"),
        ("amount 1381234567890", "amount 1381234567890"),
        ("hash 9f13812345678aa", "hash 9f13812345678aa"),
    ],
)
def test_identity_and_mobile_numbers_are_masked_and_nothing_else(text: str, expected: str) -> None:
    assert logs.masked(text) == expected


def test_arguments_nested_values_and_tracebacks_are_masked_too() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    configured = logs.configuration()["formatters"]["json"]
    make = configured.pop("()")
    handler.setFormatter(make(**configured))
    log = logging.getLogger("tests.masking")
    log.propagate = False
    log.addHandler(handler)
    try:
        raise ValueError(f"bad number {IDENTITY}")
    except ValueError:
        log.exception("while reading %s", "13812345678", extra={"people": [{"phone": "13812345678"}]})
    finally:
        log.removeHandler(handler)
    line = out.getvalue()
    assert json.loads(line)["level"] == "error"
    assert "ValueError" in line
    assert IDENTITY not in line
    assert "13812345678" not in line
