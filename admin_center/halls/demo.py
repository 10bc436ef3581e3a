"""Where the demonstration's staff stand, and what townships and villages may do at their site."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.demo.people import SINCE, make_people
from accounts.models import Department, StaffMembership, User
from accounts.models.departments import Verb
from admin_center.halls.models import Site, SiteGroupObjectPermission, StaffPosting, Window

# User, site, post; each receives at that site.
TOWNSHIP = (
    ("clerk.tangqi", "town-tangqi", "窗口受理人员"),
    ("clerk.village", "village-tangqi-1", "代办员"),
)
HALL = (
    ("desk", "district-citizens-home", "引导台"),
    ("agent.investment", "district-service-centre", "投资项目代办员"),
)


def make_demo_staff() -> int:
    """Everybody of the demonstration with powers and places; how many accounts there are. Repeatable."""
    count = make_people(Department.objects.filter(items__isnull=False).distinct())
    with transaction.atomic():
        for username, slug, post in TOWNSHIP:
            site = Site.objects.get(slug=slug)
            user = User.objects.get(username=username)
            user.groups.add(site_group(site))
            _post(user, site, post)
        for username, slug, post in HALL:
            _post(User.objects.get(username=username), Site.objects.get(slug=slug), post)
        _clerks_at_their_windows()
    return count


def site_group(site: Site) -> Group:
    """The group that receives at one site."""
    group, _made = Group.objects.get_or_create(name=f"{site.name} 收件")
    permission = Permission.objects.get(
        content_type__app_label="admin_center", content_type__model="site", codename=Verb.RECEIVE.value
    )
    SiteGroupObjectPermission.objects.get_or_create(group=group, permission=permission, content_object=site)
    return group


def _post(user: User, site: Site, post: str, window: Window | None = None) -> None:
    StaffPosting.objects.get_or_create(
        user=user, site=site, post=post, ends_on=None, defaults={"window": window, "starts_on": SINCE}
    )


def _clerks_at_their_windows() -> None:
    """Each department's clerk stands at the first window of the department."""
    clerks = StaffMembership.objects.filter(
        post=StaffMembership.Post.CLERK, user__username__startswith="clerk."
    ).select_related("user")
    windows: dict[int | None, Window] = {}
    for window in Window.objects.filter(is_active=True, department__isnull=False).order_by("-pk"):
        windows[window.department_id] = window
    for clerk in clerks:
        place = windows.get(clerk.department_id)
        if place is not None:
            _post(clerk.user, place.site, clerk.get_post_display(), place)
