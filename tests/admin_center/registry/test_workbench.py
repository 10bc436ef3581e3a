"""The registry in the workbench: each sees their own, publishers keep the words, editions stay."""

import pytest
from django.test import Client

from accounts.demo.people import make_people
from accounts.models import Department, User
from admin_center.registry.models import ItemVersion, ServiceItem
from admin_center.registry.search import search_items
from admin_center.registry.services.edit_words import edit_words
from core.errors import Refused
from core.records.models import Event

ITEMS = "/admin/admin_center/serviceitem/"
VERSIONS = "/admin/admin_center/itemversion/"


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    make_people(Department.objects.filter(slug__in=["construction", "food-drug"]))


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def item(slug: str) -> ServiceItem:
    return ServiceItem.objects.get(slug=slug)


def test_a_clerk_reads_the_items_of_their_department_only() -> None:
    client = signed_in("clerk.construction")
    page = client.get(ITEMS).content.decode()
    assert "建筑工程施工许可证核发" in page
    assert "餐饮服务许可证核发" not in page
    assert client.get(f"{ITEMS}{item('construction-permit').pk}/change/").status_code == 200
    stranger = client.get(f"{ITEMS}{item('catering-permit').pk}/change/")
    assert stranger.status_code in (302, 404)


def test_a_clerk_cannot_change_the_words_of_an_item() -> None:
    client = signed_in("clerk.construction")
    address = f"{ITEMS}{item('construction-permit').pk}/change/"
    assert 'name="words"' not in client.get(address).content.decode()
    assert client.post(address, {"words": "盖房证"}).status_code == 403
    with pytest.raises(Refused):
        edit_words(
            by=User.objects.get(username="clerk.construction"),
            item=item("construction-permit"),
            words=["盖房证"],
        )


def test_a_publisher_adds_a_word_and_people_find_the_item_by_it() -> None:
    client = signed_in("editor")
    one = item("construction-permit")
    address = f"{ITEMS}{one.pk}/change/"
    assert 'name="words"' in client.get(address).content.decode()
    assert search_items("破土动土证")[:1] != [one]
    words = "\n".join([*one.synonyms, "破土动土证", "  破土动土证 ", ""])
    assert client.post(address, {"words": words}).status_code == 302
    assert item("construction-permit").synonyms.count("破土动土证") == 1
    assert search_items("破土动土证")[:1] == [one]
    assert search_items("ptdtz")[:1] == [one]
    assert Event.objects.filter(subject_kind="service_item", subject_id=one.pk, act="edit_words").count() == 1


def test_a_word_that_is_too_long_is_refused_with_a_sentence() -> None:
    address = f"{ITEMS}{item('construction-permit').pk}/change/"
    answer = signed_in("editor").post(address, {"words": "长" * 31})
    assert answer.status_code == 200
    assert "太长" in answer.content.decode()


def test_published_editions_are_read_and_never_changed() -> None:
    client = signed_in("clerk.construction")
    version = ItemVersion.objects.get(item__slug="construction-permit", edition=1)
    address = f"{VERSIONS}{version.pk}/change/"
    page = client.get(address).content.decode()
    assert "建设用地批准" in page or "材料" in page
    assert client.post(address, {"edition": 9}).status_code == 403
    assert client.get(f"{VERSIONS}add/").status_code == 403
    assert client.post(f"{VERSIONS}{version.pk}/delete/").status_code == 403
    assert client.get(VERSIONS).status_code == 200


def test_a_person_without_a_post_sees_no_registry() -> None:
    assert signed_in("lihua").get(ITEMS).status_code in (302, 403, 404)
