"""Role groups: the only holders of powers."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from accounts.models import Department, StaffMembership, User
from accounts.models.departments import Verb
from accounts.policy import forget_rights

Post = StaffMembership.Post


@dataclass(frozen=True)
class Role:
    """What the holders of one post may do in their department."""

    suffix: str
    verbs: tuple[Verb, ...]


DEPARTMENT_ROLES = {
    Post.CLERK: Role("窗口受理", (Verb.RECEIVE, Verb.ISSUE)),
    Post.REVIEWER: Role("审查", (Verb.REVIEW,)),
    Post.HEAD: Role("决定", (Verb.DECIDE, Verb.ISSUE)),
}


def role_group(department: Department, post: str) -> Group:
    """The group of one post in one department, with exactly the verbs of the post."""
    role = DEPARTMENT_ROLES[Post(post)]
    return group_with(f"{department.name} {role.suffix}", {department: role.verbs})


def group_with(name: str, powers: dict[Department, tuple[Verb, ...]]) -> Group:
    """A named group that holds at least the given verbs; safe to call again."""
    with transaction.atomic():
        group, _made = Group.objects.get_or_create(name=name)
        for department, verbs in powers.items():
            for verb in verbs:
                assign_perm(verb.value, group, department)
    return group


def ensure_department_groups(department: Department) -> list[Group]:
    """The three role groups of a department that owns items."""
    return [role_group(department, post) for post in DEPARTMENT_ROLES]


def put_into(user: User, *groups: Group) -> None:
    """Add a user to groups; what they may do is read anew."""
    user.groups.add(*groups)
    forget_rights(user)
