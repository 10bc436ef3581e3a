"""One's own keys: the page without scripts, and every page that shows them."""

import pytest
from django.test import Client

from accounts.models import User
from approvals.models import DeskKeys
from approvals.rules.keys import DEFAULTS
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
PAGE = "/admin/approvals/step/keys/"


@pytest.fixture
def office() -> Bureau:
    return bureau()


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_own_keys_are_kept_for_the_person_and_shown_on_their_pages(office: Bureau) -> None:
    case = submitted(office)
    client = at_desk(office.clerk)
    client.post(PAGE, DEFAULTS | {"main": "ｗ", "down": "l", "doubt": "z"})
    assert DeskKeys.objects.get(user=office.clerk).keys == {"main": "w", "down": "l", "doubt": "z"}
    page = client.get(f"/admin/approvals/case/{case.token}/").content.decode()
    assert 'data-key="w" data-act="accept"' in page
    assert "<kbd>w</kbd>" in page
    assert "<kbd>z</kbd>" in page
    assert "&quot;down&quot;: &quot;l&quot;" in page
    queue = client.get("/admin/approvals/step/").content.decode()
    assert "<kbd>l</kbd>" in queue
    other = at_desk(office.reviewer).get("/admin/approvals/step/").content.decode()
    assert "<kbd>j</kbd>" in other


def test_two_acts_on_one_key_are_refused_and_nothing_typed_is_lost(office: Bureau) -> None:
    client = at_desk(office.clerk)
    answer = client.post(PAGE, DEFAULTS | {"main": "n", "print": "g"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "“n”在同一页上已用于“下一件”，请换一个。" in text
    assert 'name="print" value="g"' in text
    assert not DeskKeys.objects.exists()


def test_the_way_back_to_the_houses_keys(office: Bureau) -> None:
    client = at_desk(office.clerk)
    client.post(PAGE, DEFAULTS | {"main": "w"})
    answer = client.post(PAGE, {"to_defaults": "1"}, follow=True)
    assert "已恢复默认按键" in answer.content.decode()
    assert not DeskKeys.objects.exists()


def test_people_without_casework_have_no_keys(office: Bureau) -> None:
    assert at_desk(office.citizen).get(PAGE).status_code == 404
