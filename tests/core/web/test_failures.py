"""A page that is not there says so, whatever was asked for."""

import pytest
from django.test import Client

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
