"""The guide tells everything point 3 of the look asks, for every item of the catalogue."""

from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from admin_center.calendar.selectors import workdays
from admin_center.registry.models import ServiceItem
from citizens_home.presenters import eligibility, materials
from core.now import moved

pytestmark = pytest.mark.django_db


def guide(client: Client, slug: str = "construction-permit", query: str = "") -> str:
    answer = client.get(f"/items/{slug}/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_guide_shows_limits_fee_materials_window_telephone_complaint_law_and_date(client: Client) -> None:
    item = ServiceItem.objects.select_related("live_version", "department").get(slug="construction-permit")
    page = guide(client)
    content = item.live_version.content
    assert f'我们承诺</dt><dd class="mine">{content["promised_days"]}日' in page
    assert f"法律规定</dt><dd>{content['statutory_days']}日" in page
    assert "收费</dt><dd>不收" in page
    assert all(material["name_zh"] in page for material in content["materials"])
    assert all(law["law"] in page for law in content["legal_basis"])
    assert item.department.phone in page
    assert item.department.complaint_phone in page
    assert "核对于" in page
    assert "申请行政复议" in page


def test_every_item_of_the_catalogue_has_an_english_guide(client: Client) -> None:
    """The Chinese ones are read part by part in tests/laws/test_guides_and_promises.py."""
    for item in ServiceItem.objects.all():
        answer = client.get(f"/en/items/{item.slug}/")
        assert answer.status_code == 200, item.slug
        assert item.name_en in unescape(answer.content.decode()), item.slug


def test_unknown_item_is_not_found_and_says_what_to_do(client: Client) -> None:
    answer = client.get("/items/no-such-item/")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


def test_the_example_date_counts_working_days_from_the_day_after_acceptance(client: Client) -> None:
    item = ServiceItem.objects.select_related("live_version").get(slug="project-proposal-approval")
    with moved(datetime(2026, 11, 19, 6, 0, tzinfo=UTC)):
        page = guide(client, item.slug)
    due = workdays().add(date(2026, 11, 19), item.live_version.promised_days)
    assert f'今天受理的，最晚 <b class="nb">{due.year}年{due.month}月{due.day}日' in page


def test_on_a_rest_day_the_example_starts_at_the_next_working_day(client: Client) -> None:
    with moved(datetime(2026, 11, 21, 6, 0, tzinfo=UTC)):
        assert "今天休息；2026年11月23日受理的" in guide(client, "project-proposal-approval")


def test_an_immediate_item_is_done_on_the_spot(client: Client) -> None:
    item = ServiceItem.objects.filter(live_version__promised_days=0).first()
    assert item is not None
    page = guide(client, item.slug)
    assert 'class="mine">当场' in page
    assert "当场办结" in page


def test_a_window_item_shows_its_opening_plan_with_date_and_owner(client: Client) -> None:
    item = ServiceItem.objects.select_related("department").get(slug="homestead-approval")
    page = guide(client, item.slug)
    assert "到窗口办理" in page
    assert "2027年9月30日前开通" in page
    assert f"负责</dt><dd>{item.department.name}" in page
    assert f"/items/{item.slug}/apply/" not in page


def test_eligibility_is_answered_without_login(client: Client) -> None:
    questions = quiz_of("construction-permit").conditions
    query = "?" + "&".join(f"{q.name}=yes" for q in questions)
    assert "按您的回答，可以办。" in guide(client, query=query)


def test_a_missing_condition_is_named(client: Client) -> None:
    questions = quiz_of("construction-permit").conditions
    page = guide(client, query=f"?{questions[0].name}=no")
    assert "现在还不能办" in page
    assert page.count(questions[0].text) >= 2


def test_answers_decide_the_conditional_materials(client: Client) -> None:
    case = quiz_of("construction-permit").cases[0]
    assert "您不用交" not in guide(client)
    page = guide(client, query=f"?{case.name}=no")
    assert "您不用交</span>" in page


def test_an_answer_that_is_neither_yes_nor_no_is_ignored(client: Client) -> None:
    name = quiz_of("construction-permit").conditions[0].name
    page = guide(client, query=f"?{name}=%3Cscript%3E")
    assert "按您的回答" not in page
    assert "<script>" not in page.split("<main", 1)[1]


def test_one_condition_is_enough_where_the_catalogue_says_any() -> None:
    content = {
        "eligibility": {
            "mode": "any",
            "questions": [
                {"key": "a", "question_zh": "甲吗？", "expect": "yes"},
                {"key": "b", "question_zh": "乙吗？", "expect": "yes"},
            ],
        }
    }
    assert eligibility.quiz(content, {"a": "yes", "b": "no"}).can
    assert eligibility.quiz(content, {"a": "yes", "b": "no"}).missing == []
    assert len(eligibility.quiz(content, {"a": "no", "b": "no"}).missing) == 2


def test_every_material_has_its_page_and_the_form_can_be_printed_blank(client: Client) -> None:
    item = ServiceItem.objects.select_related("live_version").get(slug="construction-permit")
    for material in item.live_version.content["materials"]:
        answer = client.get(f"/items/{item.slug}/materials/{material['key']}/")
        assert answer.status_code == 200, material["key"]
    blank = client.get(f"/items/{item.slug}/materials/form__{item.slug}/").content.decode()
    assert all(field["label_zh"] in blank for field in item.live_version.content["form_fields"])


def test_a_material_of_another_item_is_not_found(client: Client) -> None:
    assert client.get("/items/construction-permit/materials/no-such/").status_code == 404


def test_tally_adds_up_for_every_item() -> None:
    for item in ServiceItem.objects.select_related("live_version"):
        lines = materials.lines(item.live_version.content, slug=item.slug, is_online=True)
        count = materials.tally(lines)
        assert count.total == count.online + count.needed + count.not_yours, item.slug


def test_legal_prose_stays_chinese_and_is_marked_on_english_pages(client: Client) -> None:
    page = client.get("/en/items/construction-permit/").content.decode()
    assert '<ul class="laws" lang="zh-Hans">' in page
    assert '<ol class="hanzi" lang="zh-Hans">' in page


def test_the_guide_takes_a_bounded_number_of_statements(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/items/construction-permit/")
    with django_assert_max_num_queries(3):
        client.get("/items/construction-permit/")


def quiz_of(slug: str) -> eligibility.Quiz:
    item = ServiceItem.objects.select_related("live_version").get(slug=slug)
    return eligibility.quiz(item.live_version.content, {})
