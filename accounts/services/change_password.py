"""Changing one's own password: other sessions end, this one stays."""

from django.contrib.auth import password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.sign_in import FAILURES
from accounts.session import begin
from core.errors import Refused
from core.web.address import client_address


def change_password(request: HttpRequest, *, by: User, old: str, new: str) -> None:
    """Refused when the old password is wrong; ValidationError lists what the new one lacks."""
    subject = f"{client_address(request)}|{by.username.casefold()}"
    if FAILURES.reached(subject):
        raise Refused(_("密码已连续输错 5 次，请 30 分钟后再试。"), code="sign-in-paused")
    if not by.check_password(old):
        FAILURES.hit(subject)
        raise Refused(_("现在的密码不对，请重新输入。"), code="old-password")
    if old == new:
        raise ValidationError(_("新密码和现在的密码一样，请换一个。"))
    password_validation.validate_password(new, by)
    by.set_password(new)
    by.password_given = False
    by.save(update_fields=["password", "password_given"])
    update_session_auth_hash(request, by)
    begin(request)
