"""The end of a session: said beforehand, put off by staying, and nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from approvals.models import DeskNote
from core.now import moved
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
STAY = "/accounts/stay/"


@pytest.fixture
def office() -> Bureau:
    return bureau()


def test_the_page_says_when_the_session_ends_without_scripts(office: Bureau) -> None:
    client = Client()
    with moved(NOON):
        client.force_login(office.clerk)
        page = client.get("/admin/").content.decode()
    assert "<noscript>" in page
    assert "12:30 以前没有操作，就会自动退出" in page
    with moved(NOON):
        client.force_login(office.citizen)
        page = client.get("/accounts/profile/").content.decode()
    assert "这次登录到 00:00 为止" in page


def test_staying_puts_the_end_off_until_twelve_hours_have_passed(office: Bureau) -> None:
    client = Client()
    with moved(NOON):
        client.force_login(office.clerk)
        assert client.get(STAY).json()["ends"] == (NOON + timedelta(minutes=30)).isoformat()
    with moved(NOON + timedelta(minutes=28)):
        told = client.get(STAY).json()
        assert (told["ends"], told["stays"]) == ((NOON + timedelta(minutes=58)).isoformat(), True)
    for half in range(2, 24):
        with moved(NOON + timedelta(minutes=28 * half)):
            assert client.get(STAY).status_code == 200
    with moved(NOON + timedelta(minutes=28 * 24)):
        assert client.get(STAY).json()["ends"] == (NOON + timedelta(minutes=28 * 24 + 30)).isoformat()
    with moved(NOON + timedelta(minutes=28 * 25)):
        told = client.get(STAY).json()
        assert (told["ends"], told["stays"]) == ((NOON + timedelta(hours=12)).isoformat(), False)


def test_a_citizen_is_told_an_end_that_staying_does_not_move(office: Bureau) -> None:
    client = Client()
    with moved(NOON):
        client.force_login(office.citizen)
        told = client.get(STAY).json()
    assert (told["ends"], told["stays"]) == ((NOON + timedelta(hours=12)).isoformat(), False)


def test_nobody_stays_without_being_signed_in() -> None:
    assert Client().get(STAY).status_code == 302


def test_an_act_sent_after_the_end_is_kept_for_its_writer(office: Bureau) -> None:
    case = submitted(office)
    client = Client()
    page = f"/admin/approvals/case/{case.token}/"
    with moved(NOON):
        client.force_login(office.clerk)
        client.get(page)
    with moved(NOON + timedelta(hours=1)):
        typed = {"verdict:plan": "missing", "reason:plan": "图签没有盖章"}
        answer = client.post(page + "supplement/", typed, headers={"referer": f"http://testserver{page}"})
        text = answer.content.decode()
        assert answer.status_code == 403
        assert "您填的内容已经替您留着" in text
        assert f"?next={page}" in text
        assert not DeskNote.objects.exists()
        client.force_login(office.clerk)
        text = client.get(page).content.decode()
    assert "登录过期前您填的内容已经替您保存" in text
    assert text.count("图签没有盖章") == 2
    assert DeskNote.objects.get(case=case, user=office.clerk).data["reason:plan"] == "图签没有盖章"


def test_what_one_clerk_typed_is_not_given_to_the_next(office: Bureau) -> None:
    case = submitted(office)
    client = Client()
    page = f"/admin/approvals/case/{case.token}/"
    with moved(NOON):
        client.force_login(office.clerk)
        client.get(page)
    with moved(NOON + timedelta(hours=1)):
        client.post(page + "supplement/", {"reason:plan": "图签没有盖章"})
        client.force_login(office.reviewer)
        assert "图签没有盖章" not in client.get(page).content.decode()


def test_a_password_is_never_kept(office: Bureau) -> None:
    client = Client()
    with moved(NOON):
        client.force_login(office.clerk)
        client.get("/accounts/password/")
    with moved(NOON + timedelta(hours=1)):
        answer = client.post("/accounts/password/", {"old": "x", "new": "y"})
    assert "刚才这一步没有保存" in answer.content.decode()
    assert "kept_page" not in client.session
