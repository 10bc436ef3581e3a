"""The ways out of the house: SMS and e-mail providers behind one small port each.

A provider gets the same key at every repeat. It answers with a reference, raises `ChannelDown` when
trying later makes sense, or `AddressRefused` when it never will.
"""

import json
from collections.abc import Sequence
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.crypto import blind_index
from core.errors import Refused
from core.letters.models import Channel, DemoLetter
from core.now import now

TIMEOUT_SECONDS = 8


class ChannelDown(Exception):
    """The provider cannot be reached or has trouble; try again later."""


class AddressRefused(Exception):
    """The provider says that this address will never take a message."""


class SmsPort(Protocol):
    """A provider of text messages."""

    def send(self, *, to: str, text: str, key: str) -> str:
        """Hand over one message; the provider's reference."""


class UnconfiguredSms:
    """No provider: every message is refused by name, and a deployment says so when it starts."""

    def send(self, *, to: str, text: str, key: str) -> str:
        """Refused."""
        raise Refused(_("短信通道还没有配置，请联系系统管理员。"), code="sms-unconfigured")


class DemoSms:
    """The demonstration's provider: messages are readable on the demo outbox page."""

    def send(self, *, to: str, text: str, key: str) -> str:
        """Store one readable row; a repeat of a key is absorbed."""
        return _store(Channel.SMS, key=key, address=to, title="", text=text)


class HttpSms:
    """A gateway that takes JSON over HTTPS: `PORTAL_SMS_URL`, `PORTAL_SMS_TOKEN`."""

    def send(self, *, to: str, text: str, key: str) -> str:
        """POST `{to, text, key}` with the key as `Idempotency-Key`; the answer's `reference`."""
        url = str(settings.PORTAL_SMS_URL)
        if not url.startswith("https://"):
            raise Refused(_("短信网关地址必须使用 https。"), code="sms-unconfigured")
        body = json.dumps({"to": to, "text": text, "key": key}).encode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.PORTAL_SMS_TOKEN}",
            "Idempotency-Key": key,
        }
        request = Request(url, data=body, headers=headers, method="POST")  # noqa: S310 – https only, see above
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 – https only, see above
                return str(json.load(answer).get("reference", ""))[:80]
        except HTTPError as error:
            if error.code in (400, 404, 410, 422):
                raise AddressRefused(str(error.code)) from None
            raise ChannelDown(str(error.code)) from None
        except (URLError, TimeoutError, ValueError) as error:
            raise ChannelDown(type(error).__name__) from None


def sms() -> SmsPort:
    """The provider named in the settings."""
    port: SmsPort = import_string(settings.PORTAL_SMS_BACKEND)()
    return port


class DemoEmailBackend(BaseEmailBackend):
    """Django's mail backend of a demonstration: letters are readable on the demo outbox page."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store each letter once per Message-ID and receiver."""
        for message in email_messages:
            for address in message.recipients():
                own = message.extra_headers.get("Message-ID") or f"{message.subject}{message.body}"
                key = "mail:" + blind_index(own + address, purpose="demo letter")
                _store(
                    Channel.EMAIL,
                    key=key,
                    address=address,
                    title=str(message.subject),
                    text=str(message.body),
                )
        return len(email_messages)


def _store(channel: Channel, *, key: str, address: str, title: str, text: str) -> str:
    row = {"channel": channel, "address": address, "title": title, "text": text, "at": now()}
    with transaction.atomic():
        letter, made = DemoLetter.objects.get_or_create(key=key, defaults=row)
        if not made:
            DemoLetter.objects.filter(pk=letter.pk).update(repeats=F("repeats") + 1)
    return f"demo-{letter.pk}"


def send_email(*, to: str, title: str, text: str, key: str) -> str:
    """Hand one letter to the mail backend; the Message-ID, made from the key, is its reference."""
    reference = (
        f"<{blind_index(key, purpose='message id')[:40]}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"
    )
    message = EmailMessage(title, text, to=[to], headers={"Message-ID": reference})
    try:
        message.send(fail_silently=False)
    except OSError as error:  # smtplib's errors are OSErrors, as are timeouts
        raise ChannelDown(type(error).__name__) from None
    return reference[:80]
