"""Giving and taking role groups: by a security administrator, never to oneself, duties apart."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Department, DepartmentGroupObjectPermission, User
from accounts.policy import forget_rights
from accounts.rules.duties import why_not_grant, why_not_together
from accounts.services.offices import ADMINISTRATORS
from core.errors import Refused
from core.records.append import append_event

ACCOUNT = "account"


def _verbs_of(groups: Iterable[Group]) -> set[str]:
    rows = DepartmentGroupObjectPermission.objects.filter(group__in=list(groups))
    return set(rows.values_list("permission__codename", flat=True).distinct())


def set_roles(*, by: User, user: User, groups: Iterable[Group]) -> None:
    """Make `groups` the role groups of `user`; each change leaves an event. Effective at once."""
    if not permissions.can_grant_roles(by):
        raise Refused(_("只有安全管理员可以授权。"), code="not-security")
    reason = why_not_grant(by=by.pk, to=user.pk)
    if reason:
        raise Refused(reason, code="own-roles")
    wanted = set(groups)
    if wanted and user.kind != User.Kind.STAFF:
        raise Refused(_("只有工作人员账号可以有角色。"), code="not-staff")
    offices = {group.name for group in wanted} & ADMINISTRATORS
    reason = why_not_together(offices=offices, verbs=_verbs_of(wanted))
    if reason:
        raise Refused(reason, code="duties")
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        before = set(locked.groups.all())
        if before == wanted:
            return
        locked.groups.set(wanted)
        append_event(
            subject_kind=ACCOUNT,
            subject_id=user.pk,
            act="set_roles",
            by=by.pk,
            role="security",
            data={
                "given": sorted(group.pk for group in wanted - before),
                "taken": sorted(group.pk for group in before - wanted),
            },
        )
    forget_rights(user)


def leave_department(*, by: User, user: User, department: Department) -> None:
    """Take every role group that gives `user` power in a department they left."""
    rows = DepartmentGroupObjectPermission.objects.filter(content_object=department)
    groups = list(user.groups.filter(pk__in=rows.values("group_id")))
    with transaction.atomic():
        user.groups.remove(*groups)
        append_event(
            subject_kind=ACCOUNT,
            subject_id=user.pk,
            act="leave_department",
            by=by.pk,
            role="system",
            data={"department": department.pk, "taken": sorted(group.pk for group in groups)},
        )
    forget_rights(user)
