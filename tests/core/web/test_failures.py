"""A page that is not there says so, whatever was asked for."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from core.web.failures import forbidden

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/x/",
        "/items/" + "a" * 3900 + "/",
        "/my/" + "A" * 3900 + "/",
        "/items/" + "中" * 900 + "/",
        "/%00/",
        "/%ff/",
    ],
)
def test_an_address_of_nothing_is_not_found(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


def test_a_colleague_without_the_right_is_shown_the_way_on(rf: RequestFactory) -> None:
    request = rf.get("/admin/approvals/step/")
    request.user = AnonymousUser()
    answer = forbidden(request)
    assert answer.status_code == 403
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    assert 'href="/admin/"' in main
    assert 'href="/"' in main
