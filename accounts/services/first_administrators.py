"""The three administrators a new deployment begins with; everybody else is opened and appointed by them."""

import secrets
from collections.abc import Mapping

from django.contrib.auth.models import Group
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.grant_roles import ACCOUNT
from accounts.services.offices import ADMINISTRATORS, ensure_roles
from core.errors import Refused
from core.records.append import append_event

# Without the letters and digits that are taken for one another on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 16


def make_first_administrators(people: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Open an account for each office of `people` (office → login name, name of the person).

    Three persons, because who manages accounts may not give rights and neither may judge the traces
    (等保三级, GB/T 22239 8.1.5). Returns the passwords by login name, to be changed at the first sign-in.
    Refused when an administrator exists already, when an office is missing or a person has two.
    """
    if set(people) != ADMINISTRATORS:
        raise Refused(_("请为系统管理员、安全管理员、审计员各写一个人。"), code="three-offices")
    names = [username for username, _name in people.values()]
    if len(set(names)) != len(names):
        raise Refused(_("三种管理员必须是三个不同的账号。"), code="three-people")
    for username in names:
        try:
            UnicodeUsernameValidator()(username)
        except ValidationError as error:
            raise Refused(error.messages[0], code="username") from None
    with transaction.atomic():
        ensure_roles()
        # Two consoles at once: the second waits here and then finds the first one's people.
        groups = {one.name: one for one in Group.objects.select_for_update().filter(name__in=ADMINISTRATORS)}
        if User.objects.filter(groups__in=groups.values()).exists():
            raise Refused(_("已经有管理员了，账号和角色请由他们在工作台里办理。"), code="not-first")
        if taken := User.objects.filter(username__in=names).first():
            raise Refused(_("登录名已有人使用：%(name)s") % {"name": taken.username}, code="taken")
        return {
            username: _open(groups[office], username, name) for office, (username, name) in people.items()
        }


def _open(group: Group, username: str, name: str) -> str:
    password = "".join(secrets.choice(_LETTERS) for _place in range(_LENGTH))
    user = User.objects.create_staff(username, password, staff_name=name, workbench=True)
    user.groups.set([group])
    append_event(
        subject_kind=ACCOUNT,
        subject_id=user.pk,
        act="open_account",
        by=None,
        role="system",
        data={"given": [group.pk]},
    )
    return password
