"""Clauses O and C: every item's guide, opening plans, shorter promises than the statute."""

import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client

from admin_center.registry.models import ItemVersion, ServiceItem
from approvals.services.drafts import ONLINE_LEVELS

pytestmark = pytest.mark.django_db
PARTS = ("能不能办", "要交什么", "收费", "窗口", "监督投诉", "依据", "核对于")
ITEMS = 179


def _text(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())


def test_O2_every_item_has_a_complete_guide_and_a_way_to_apply() -> None:
    client, lacking = Client(), []
    items = ServiceItem.objects.exclude(live_version=None).order_by("number")
    for item in items:
        answer = client.get(f"/items/{item.slug}/")
        page = _text(answer.content.decode())
        lacking += [f"{item.slug}: {part}" for part in (item.name, *PARTS) if part not in page]
        if not re.search(r"0571-\d{4}-\d{4}", page):
            lacking.append(f"{item.slug}: no telephone")
        can = f"/items/{item.slug}/apply/" in answer.content.decode()
        if can != (item.online_level in ONLINE_LEVELS):
            lacking.append(f"{item.slug}: application online {can}")
    assert len(items) == ITEMS
    assert not lacking


def test_O2_enquiry_and_pre_check_come_before_signing_in() -> None:
    client = Client()
    assert "建筑工程施工许可证核发" in client.get("/items/", {"q": "sgxk"}).content.decode()
    page = client.get("/items/construction-permit/", {"can_1": "no"}).content.decode()
    assert "现在还不能办" in page


def test_O3_every_item_that_is_not_online_names_a_date_and_an_owner() -> None:
    client, lacking = Client(), []
    for item in ServiceItem.objects.exclude(online_level__in=ONLINE_LEVELS).select_related("department"):
        page = client.get(f"/items/{item.slug}/").content.decode()
        if (
            not re.search(r"\d{4}年\d+月\d+日前开通", page)
            or f"负责</dt><dd>{item.department.name}" not in page
        ):
            lacking.append(item.slug)
    assert not lacking


def test_C2_no_promise_is_longer_than_the_statute_and_most_are_shorter() -> None:
    live = ItemVersion.objects.filter(pk__in=ServiceItem.objects.values("live_version"))
    assert not live.filter(promised_days__gt=F("statutory_days")).exists()
    shorter, promised = live.filter(promised_days__lt=F("statutory_days")).count(), live.count()
    assert shorter * 2 > promised, f"{shorter} of {promised}"
    one = live.filter(statutory_days__gt=0)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(
            item=one.item,
            edition=99,
            digest="0" * 64,
            content={},
            statutory_days=3,
            promised_days=4,
            number_pattern="x{seq}",
            series_key="x",
        )


def test_C2_the_guide_shows_both_limits_side_by_side() -> None:
    page = _text(Client().get("/items/construction-permit/").content.decode())
    assert re.search(r"我们承诺\s*5日", page)
    assert re.search(r"法律规定\s*7日", page)
