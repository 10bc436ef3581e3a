"""What a system administrator does to accounts: open, close, reopen, give a new password, end a post."""

from datetime import date

from django.contrib.auth import password_validation
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import StaffMembership, User
from accounts.services.grant_roles import ACCOUNT, leave_department
from core.errors import Refused
from core.records.append import append_event


def _require(by: User, user: User | None = None) -> None:
    if not permissions.can_manage_accounts(by):
        raise Refused(_("只有系统管理员可以管理账号。"), code="not-system")
    if user is not None and user.pk == by.pk:
        raise Refused(_("不能改自己的账号，请由另一位系统管理员办理。"), code="own-account")


def _note(by: User, user: User, act: str, **data: object) -> None:
    append_event(subject_kind=ACCOUNT, subject_id=user.pk, act=act, by=by.pk, role="system", data=data)


def open_staff_account(*, by: User, username: str, staff_name: str, password: str, workbench: bool) -> User:
    """A staff account without any role; a security administrator gives those."""
    _require(by)
    password_validation.validate_password(password, User(username=username))
    with transaction.atomic():
        user = User.objects.create_staff(username, password, staff_name=staff_name, workbench=workbench)
        _note(by, user, "open_account")
    return user


def set_account_open(*, by: User, user: User, is_open: bool) -> None:
    """Close or reopen an account; a closed one is out at its next request."""
    _require(by, user)
    with transaction.atomic():
        changed = User.objects.filter(pk=user.pk, is_active=not is_open).update(is_active=is_open)
        if changed:
            _note(by, user, "reopen_account" if is_open else "close_account")
    user.is_active = is_open


def change_staff_account(*, by: User, user: User, staff_name: str, workbench: bool) -> None:
    """Name and access to the workbench of a staff account."""
    _require(by, user)
    if user.kind != User.Kind.STAFF:
        raise Refused(_("办事群众的资料由本人修改。"), code="not-staff")
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(staff_name=staff_name, is_staff=workbench)
        _note(by, user, "change_account", workbench=workbench)


def give_new_password(*, by: User, user: User, password: str) -> None:
    """A new password for a member of staff, who changes it at once; all their sessions end."""
    _require(by, user)
    if user.kind != User.Kind.STAFF:
        raise Refused(_("办事群众用手机验证码自己重设密码。"), code="not-staff")
    password_validation.validate_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.password_given = True
        user.save(update_fields=["password", "password_given"])
        _note(by, user, "new_password")


def end_membership(*, by: User, membership: StaffMembership, on: date) -> None:
    """End a post on a day; the powers in that department go at once, unless another post there remains."""
    _require(by, membership.user)
    if on < membership.starts_on:
        raise Refused(_("离岗日期不能早于到岗日期。"), code="dates")
    with transaction.atomic():
        membership.ends_on = on
        membership.save(update_fields=["ends_on"])
        others = StaffMembership.objects.filter(
            user=membership.user, department=membership.department, ends_on__isnull=True
        )
        if not others.exists():
            leave_department(by=by, user=membership.user, department=membership.department)
