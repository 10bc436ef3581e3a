"""The JSON gateway port: same key at each repeat, errors sorted into later and never."""

import io
import json
from email.message import Message as Headers
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request

import pytest

from core.errors import Refused
from core.letters import channels
from core.letters.checks import sms_is_configured


@pytest.fixture
def gateway(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """A gateway that notes what it was sent and answers with a reference."""
    settings.PORTAL_SMS_URL, settings.PORTAL_SMS_TOKEN = "https://sms.example/send", "secret"
    seen: list[Request] = []

    def answer(request: Request, timeout: float) -> io.BytesIO:
        assert 0 < timeout < 15
        seen.append(request)
        return io.BytesIO(b'{"reference": "r-1"}')

    monkeypatch.setattr(channels, "urlopen", answer)
    return seen


def test_the_gateway_gets_the_key_twice_over_and_answers_with_a_reference(gateway: list[Request]) -> None:
    assert channels.HttpSms().send(to="14200000001", text="您好", key="case:1:2:sms") == "r-1"
    (request,) = gateway
    assert request.get_header("Idempotency-key") == "case:1:2:sms"
    assert json.loads(request.data or b"") == {"to": "14200000001", "text": "您好", "key": "case:1:2:sms"}


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (HTTPError("u", 503, "x", Headers(), None), channels.ChannelDown),
        (HTTPError("u", 429, "x", Headers(), None), channels.ChannelDown),
        (HTTPError("u", 422, "x", Headers(), None), channels.AddressRefused),
        (URLError("refused"), channels.ChannelDown),
        (TimeoutError(), channels.ChannelDown),
    ],
)
def test_faults_are_sorted(
    gateway: list[Request], monkeypatch: pytest.MonkeyPatch, fault: Exception, expected: type[Exception]
) -> None:
    def broken(request: Request, timeout: float) -> None:
        raise fault

    monkeypatch.setattr(channels, "urlopen", broken)
    with pytest.raises(expected):
        channels.HttpSms().send(to="1", text="x", key="k")


def test_a_gateway_without_tls_is_refused(gateway: list[Request], settings: Any) -> None:
    settings.PORTAL_SMS_URL = "http://sms.example/"
    with pytest.raises(Refused, match="https"):
        channels.HttpSms().send(to="1", text="x", key="k")
    assert gateway == []


def test_a_deployment_without_a_gateway_says_so(settings: Any) -> None:
    settings.DEMO, settings.PORTAL_SMS_BACKEND = False, "core.letters.channels.UnconfiguredSms"
    assert [one.id for one in sms_is_configured()] == ["core.W001"]
    settings.PORTAL_SMS_BACKEND = "core.letters.channels.HttpSms"
    assert sms_is_configured() == []
