"""Cards in the workbench: seen and acted upon by the right people, with what was typed kept."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from admin_center.supervision.models import Card
from core.now import moved
from tests.admin_center.clocks.making import clock, noon
from tests.admin_center.supervision.test_cards import RED_DAY, START, card_of, office

__all__ = ["office"]
pytestmark = pytest.mark.django_db
LIST = "admin:admin_center_card_changelist"


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def where(card: Card, act: str = "page") -> str:
    return reverse(f"admin:admin_center_card_{act}", args=[card.pk])


def test_the_list_shows_the_cards_of_ones_departments_only(office: dict[str, User]) -> None:
    card_of(RED_DAY)
    for name in ("clerk", "supervisor"):
        text = at(office[name]).get(reverse(LIST)).content.decode()
        assert "红牌" in text and "测试局" in text
    assert at(office["stranger"]).get(reverse(LIST)).status_code == 403
    assert at(User.objects.create_user("somebody", "x")).get(reverse(LIST)).status_code == 404


def test_the_list_asks_a_bounded_number_of_questions_and_goes_on_by_key(office: dict[str, User]) -> None:
    client = at(office["supervisor"])
    card_of(RED_DAY)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    department = Card.objects.latest("id").department
    for n in range(60):
        clock(START, subject=100 + n, department=department)
    card_of(date(2026, 3, 12))
    with CaptureQueriesContext(connection) as many:
        first = client.get(reverse(LIST)).content.decode()
    assert len(many) <= len(few)
    assert "before=" in first
    for odd in ("x", "-1", "9" * 40, "１"):
        assert client.get(reverse(LIST), {"before": odd, "state": odd}).status_code == 200


def test_the_page_tells_the_clock_day_by_day_and_the_history(office: dict[str, User]) -> None:
    card_of(RED_DAY)
    card = Card.objects.get(level="red")
    with moved(noon(RED_DAY)):
        text = at(office["supervisor"]).get(where(card)).content.decode()
    assert "法定到期" in text and "第 20 日" in text and "第 21 日，超期" in text and "签发红牌" in text


def test_a_card_is_answered_judged_and_revoked_on_its_page(office: dict[str, User]) -> None:
    card = card_of(RED_DAY)
    clerk, supervisor = at(office["clerk"]), at(office["supervisor"])
    assert "提交说明" in clerk.get(where(card)).content.decode()
    assert clerk.post(where(card, "answer"), {"text": "当日停电。"}).status_code == 302
    page = supervisor.get(where(card)).content.decode()
    assert "当日停电。" in page and "说明不成立" in page and "提交说明" not in page
    refused = supervisor.post(where(card, "judge"), {"holds": "no", "reason": " "})
    assert refused.status_code == 422 and "理由" in refused.content.decode()
    assert supervisor.post(where(card, "judge"), {"holds": "yes"}).status_code == 302
    assert supervisor.post(where(card, "revoke"), {"reason": "系统故障"}).status_code == 302
    last = clerk.get(where(card)).content.decode()
    assert "已撤销" in last and "系统故障" in last and '<form class="st-form"' not in last


def test_what_was_typed_survives_a_refusal(office: dict[str, User]) -> None:
    card = card_of(RED_DAY)
    clerk = at(office["clerk"])
    clerk.post(where(card, "answer"), {"text": "第一次"})
    at(office["supervisor"]).post(where(card, "judge"), {"holds": "no", "reason": "不充分"})
    again = clerk.post(where(card, "answer"), {"text": "长" * 2001})
    assert again.status_code == 422 and "长长长" in again.content.decode()


def test_strangers_find_no_card_and_colleagues_without_the_right_are_told(office: dict[str, User]) -> None:
    card = card_of(RED_DAY)
    other = at(office["stranger"])
    assert other.get(where(card)).status_code in (403, 404)
    assert at(office["clerk"]).post(where(card, "revoke"), {"reason": "x"}).status_code == 403
    assert at(office["supervisor"]).post(where(card, "answer"), {"text": "x"}).status_code == 403
    assert at(office["clerk"]).get(where(card, "answer")).status_code == 405
    assert (
        at(office["clerk"]).get(reverse("admin:admin_center_card_page", args=[card.pk + 999])).status_code
        == 404
    )
