"""Role groups: the only holders of powers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.models import Department, DepartmentGroupObjectPermission, StaffMembership
from accounts.models.departments import Verb

Post = StaffMembership.Post
Powers = Mapping[Department, Iterable[Verb]]


@dataclass(frozen=True)
class Role:
    """What the holders of one post may do in their department."""

    suffix: str
    verbs: tuple[Verb, ...]


DEPARTMENT_ROLES = {
    Post.CLERK: Role("窗口受理", (Verb.RECEIVE, Verb.ISSUE)),
    Post.REVIEWER: Role("审查", (Verb.REVIEW,)),
    Post.HEAD: Role("决定", (Verb.DECIDE,)),
}


def group_name(department: Department, post: str) -> str:
    """The name of the group of one post in one department."""
    return f"{department.name} {DEPARTMENT_ROLES[Post(post)].suffix}"


def ensure_groups(wanted: Mapping[str, Powers]) -> dict[str, Group]:
    """Named groups that hold exactly the given verbs. A handful of statements; safe to repeat."""
    with transaction.atomic():
        Group.objects.bulk_create([Group(name=name) for name in wanted], ignore_conflicts=True)
        groups = {group.name: group for group in Group.objects.filter(name__in=wanted)}
        verbs = {
            permission.codename: permission
            for permission in Permission.objects.filter(
                content_type__app_label="accounts", content_type__model="department", codename__in=Verb.values
            )
        }
        rows = [
            DepartmentGroupObjectPermission(
                group=groups[name], permission=verbs[verb], content_object=department
            )
            for name, powers in wanted.items()
            for department, held in powers.items()
            for verb in held
        ]
        DepartmentGroupObjectPermission.objects.bulk_create(rows, ignore_conflicts=True)
        _take_what_is_too_much(groups.values(), rows)
    return groups


def _take_what_is_too_much(groups: Iterable[Group], rows: Iterable[DepartmentGroupObjectPermission]) -> None:
    """A role group holds what its role says and nothing that an earlier edition gave it."""
    right = {(row.group_id, row.permission_id, row.content_object_id) for row in rows}  # type: ignore[attr-defined]
    held = DepartmentGroupObjectPermission.objects.filter(group__in=list(groups))
    found = held.values_list("pk", "group_id", "permission_id", "content_object_id")
    extra = [pk for pk, *row in found if tuple(row) not in right]
    DepartmentGroupObjectPermission.objects.filter(pk__in=extra).delete()


def role_group(department: Department, post: str) -> Group:
    """The group of one post in one department, with exactly the verbs of the post."""
    name = group_name(department, post)
    return ensure_groups({name: {department: DEPARTMENT_ROLES[Post(post)].verbs}})[name]


def department_roles(departments: Iterable[Department]) -> dict[str, Powers]:
    """The three role groups of each department, to be ensured."""
    return {
        group_name(department, post): {department: role.verbs}
        for department in departments
        for post, role in DEPARTMENT_ROLES.items()
    }
