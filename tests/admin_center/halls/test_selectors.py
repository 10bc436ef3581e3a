"""Places as pages and desks need them."""

import pytest
from django.test import Client

from accounts.demo.people import make_people
from accounts.models import Department, User
from admin_center.halls import selectors
from admin_center.halls.models import Site, Window
from admin_center.registry.models import ServiceItem

pytestmark = pytest.mark.django_db


def test_the_network_is_one_tree_of_ninety_six_places(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        roots = selectors.site_tree()
    assert [place.site.slug for place in roots] == ["district-service-centre"]

    def size(place: selectors.Place) -> int:
        return 1 + sum(size(child) for child in place.children)

    assert size(roots[0]) == 96


def test_an_item_of_the_township_is_received_at_three_levels() -> None:
    item = ServiceItem.objects.get(slug="senior-preferential-card")
    levels = {window.site.level for window in selectors.windows_handling(item)}
    assert {"district", "township", "village"} <= levels
    assert selectors.windows_handling(item, level="district").count() == 1
    assert set(selectors.sites_receiving(item).values_list("level", flat=True)) == levels


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("余杭区塘栖镇广济路12号", "town-tangqi"),
        ("塘栖镇丁山河村3组", "town-tangqi"),
        ("径山村", "town-jingshan"),
        ("临平街道邱山大街", "town-linping"),
        ("杭州市西湖区某路", None),
        ("", None),
    ],
)
def test_an_address_leads_to_its_township(address: str, town: str | None) -> None:
    found = selectors.nearest_township(address)
    assert (found.slug if found else None) == town


def test_a_closed_window_is_not_shown() -> None:
    item = ServiceItem.objects.get(slug="passport-application")
    Window.objects.filter(items=item).update(is_active=False)
    assert not selectors.windows_handling(item).exists()
    assert selectors.site_page("district-citizens-home") is not None
    assert selectors.site_page("nowhere") is None


def test_staff_read_places_and_only_publishers_edit_them() -> None:
    make_people(Department.objects.filter(slug="construction"))
    address = f"/admin/admin_center/site/{Site.objects.get(slug='town-tangqi').pk}/change/"
    window = f"/admin/admin_center/window/{Window.objects.filter(site__slug='town-tangqi')[0].pk}/change/"
    change = {"address": "", "phone": "0571-0000-3999", "hours": "工作日", "is_active": "on"}
    for username, allowed in (("clerk.construction", False), ("editor", True)):
        client = Client()
        client.force_login(User.objects.get(username=username))
        assert client.get(address).status_code == 200
        assert client.get(window).status_code == 200
        assert client.get("/admin/admin_center/window/").status_code == 200
        assert client.get("/admin/admin_center/staffposting/").status_code == 200
        assert client.post(address, change).status_code == (302 if allowed else 403)
    assert Site.objects.get(slug="town-tangqi").phone == "0571-0000-3999"
