"""Redis only wakes workers: emptied or gone, nobody sees an error and nothing promised is lost."""

from typing import Any

import pytest
from celery import Celery
from django.core.cache import cache
from django.urls import reverse

from approvals.models import Case
from core.documents.services.request_document import RENDER_TOPIC
from core.letters.models import Message
from core.now import moved
from core.outbox import registry, relay
from tests.approvals.bureau import Bureau, bureau
from tests.approvals.forms import CONTENT
from tests.citizens_home.people import at_home, ready

from .storm import NOON, settle, storm, wrongs
from .test_killed import unrendered

NOWHERE = "redis://127.0.0.1:1/0"
pytestmark = pytest.mark.raced


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setitem(registry._handlers, RENDER_TOPIC, unrendered)
    return bureau(content=CONTENT)


def _stop_redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": NOWHERE}
    settings.CACHES = {"default": dead}
    monkeypatch.setattr("core.outbox.wake.current_app", Celery("nowhere", broker=NOWHERE))


def test_an_application_is_sent_and_told_while_redis_is_gone(
    office: Bureau, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen, clerk = at_home(office.citizen), at_home(office.clerk)
    token = ready(citizen, office, office.citizen)
    _stop_redis(settings, monkeypatch)
    with pytest.raises(Exception):  # noqa: B017 – whatever the client library says: it is gone
        cache.get("anything")
    sent = citizen.post(reverse("citizens_home:draft-check", args=[token]), {"true": "yes"})
    assert sent.status_code == 302
    case = Case.objects.get(submit_key=f"draft:{token}")
    assert citizen.get(reverse("citizens_home:case", args=[case.token])).status_code == 200
    assert clerk.get(reverse("admin:approvals_step_changelist")).status_code == 200
    assert clerk.get(reverse("admin:approvals_case_page", args=[case.token])).status_code == 200
    relay.drain()  # beat's next tick, in a worker that needs no Redis to find what is due
    assert Message.objects.filter(subject_id=case.pk, topic="case.received").count() == 1


def test_emptied_again_and_again_in_the_middle_of_everything(office: Bureau) -> None:
    with moved(NOON):
        seen = storm(office, 24, each=lambda done: cache.clear())
        settle()
        assert list(wrongs(seen)) == []
        assert seen.acts
