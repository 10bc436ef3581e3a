"""The demonstration's staff stand where they work."""

import pytest

from accounts.models import Department, User
from accounts.policy import ids_where
from admin_center.halls.demo import make_demo_staff
from admin_center.halls.models import Site, SiteGroupObjectPermission, StaffPosting


@pytest.mark.django_db
def test_every_department_with_items_has_its_three_posts_and_townships_receive_at_their_site() -> None:
    count = make_demo_staff()
    assert make_demo_staff() == count
    owning = set(Department.objects.filter(items__isnull=False).values_list("slug", flat=True))
    assert len(owning) > 30
    names = set(User.objects.values_list("username", flat=True))
    assert {f"{post}.{slug}" for post in ("clerk", "reviewer", "head") for slug in owning} <= names
    for username, slug in (("clerk.tangqi", "town-tangqi"), ("clerk.village", "village-tangqi-1")):
        user = User.objects.get(username=username)
        receives = ids_where(user, "receive", SiteGroupObjectPermission)
        assert receives == {Site.objects.get(slug=slug).pk}
    desk = StaffPosting.objects.get(user__username="clerk.construction")
    assert desk.window is not None
    assert desk.window.department.slug == "construction"
