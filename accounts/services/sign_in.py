"""Signing in and out, with a limit that only locks the one who guesses."""

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules.numbers import normal_phone, why_not_mobile
from accounts.selectors import user_with_phone
from accounts.session import begin
from core.errors import Refused
from core.web.address import client_address
from core.web.limits import Limit

# Counted per address and account together: a stranger elsewhere cannot lock anybody out.
FAILURES = Limit("sign-in", most=5, seconds=30 * 60)


def sign_in(request: HttpRequest, *, account: str, password: str) -> User:
    """Sign in by login name or telephone number.

    Refused in the same words for an unknown account, a wrong password and a closed account; the
    password is hashed in every case, so that the time taken tells nothing either.
    """
    name = account.strip()
    subject = f"{client_address(request)}|{name.casefold()}"
    if FAILURES.reached(subject):
        raise Refused(
            _("密码已连续输错 5 次，请 30 分钟后再试，或换用手机验证码重设密码。"), code="sign-in-paused"
        )
    user = authenticate(request, username=_login_name(name), password=password)
    if not isinstance(user, User):
        FAILURES.hit(subject)
        raise Refused(_("登录名或密码不对，请检查后再试。连续输错 5 次要等 30 分钟。"), code="sign-in-wrong")
    FAILURES.forget(subject)
    login(request, user)
    begin(request)
    return user


def _login_name(name: str) -> str:
    if why_not_mobile(name) is None:
        owner = user_with_phone(normal_phone(name))
        if owner is not None:
            return owner.username
    return name
