"""Applicants at the door, and what they post."""

from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from approvals.models import Case, Draft
from approvals.services import drafts
from core.files.services import check_stored
from tests.approvals.bureau import Bureau
from tests.approvals.forms import ID, pdf

ON_THE_PAGE: dict[str, dict[str, str]] = {
    "applicant": {"id_no": ID},
    "project": {
        "project_name": "莫角山路2号厂房",
        "start_y": "2027",
        "start_m": "1",
        "start_d": "15",
        "end_y": "2028",
        "end_m": "3",
        "end_d": "20",
    },
    "situation": {"cond__agent": "no"},
    "contact": {"phone": "0571-00000300", "delivery_mode": "online", "receiver": "", "address": ""},
}


def at_home(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def start(client: Client, office: Bureau) -> str:
    """Begin an application; the token of its draft."""
    answer = client.get(reverse("citizens_home:apply", args=[office.version.item.slug]))
    assert answer.status_code == 302, answer.content.decode()[:400]
    return str(answer["Location"]).rstrip("/").rsplit("/", 1)[-1]


def fill(client: Client, token: str, topic: str, values: Mapping[str, str] | None = None, **more: str) -> Any:
    """Save one page with its own button."""
    url = reverse("citizens_home:draft-topic", args=[token, topic])
    return client.post(url, {**ON_THE_PAGE[topic], **(values or {}), **more})


def ready(client: Client, office: Bureau, user: User) -> str:
    """A draft that may be submitted; its token."""
    token = start(client, office)
    for topic in ON_THE_PAGE:
        answer = fill(client, token, topic)
        assert answer.status_code == 302, answer.content.decode()
    url = reverse("citizens_home:draft-upload", args=[token, "plan"])
    assert client.post(url, {"file": pdf()}).status_code == 302
    for files in drafts.handed_in(Draft.objects.get(token=token)).values():
        for one in files:
            check_stored(one.token)
    return token


def applied(client: Client, office: Bureau, user: User) -> Case:
    """An application sent through the pages."""
    token = ready(client, office, user)
    answer = client.post(reverse("citizens_home:draft-check", args=[token]), {"true": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.get(submit_key=f"draft:{token}")
