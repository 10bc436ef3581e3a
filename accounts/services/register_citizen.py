"""Opening a citizen's account with a telephone number, and finding back into it."""

import secrets

from django.contrib.auth import password_validation
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from accounts.rules.numbers import normal_phone, why_not_mobile
from accounts.selectors import phone_index_of, user_with_phone
from accounts.services.one_time_code import send_code, use_code
from core.errors import Refused

REGISTER = "register"
RESET = "reset password"


def request_registration_code(*, phone: str, address: str) -> None:
    """Send a code to a number that has no account yet; others only wait the same time."""
    send_code(purpose=REGISTER, phone=phone, address=address, deliver=user_with_phone(phone) is None)


def register_citizen(*, phone: str, code: str, password: str, name: str = "") -> User:
    """A citizen's account at assurance level 1 (telephone), with its person."""
    reason = why_not_mobile(phone)
    if reason:
        raise Refused(reason, code="phone")
    number = normal_phone(phone)
    password_validation.validate_password(password, User(username=number))
    use_code(purpose=REGISTER, phone=number, code=code)
    with transaction.atomic():
        if user_with_phone(number) is not None:
            raise Refused(_("这个手机号已有账号，请直接登录；忘了密码可以重设。"), code="phone-taken")
        person = Person.objects.create(name=name.strip(), phone=number, phone_index=phone_index_of(number))
        return User.objects.create_user(
            f"u{secrets.token_hex(8)}", password, kind=User.Kind.CITIZEN, person=person, assurance=1
        )


def request_reset_code(*, phone: str, address: str) -> None:
    """Send a code to the number of an account; other numbers get the same answer and no message."""
    send_code(purpose=RESET, phone=phone, address=address, deliver=user_with_phone(phone) is not None)


def reset_password(*, phone: str, code: str, password: str) -> User:
    """Set a new password after a code; every session of the account ends."""
    number = normal_phone(phone)
    user = user_with_phone(number)
    password_validation.validate_password(password, user)
    use_code(purpose=RESET, phone=number, code=code)
    if user is None or not user.is_active:
        raise Refused(_("验证码已过期，请重新获取。"), code="code-gone")
    user.set_password(password)
    user.password_given = False
    user.save(update_fields=["password", "password_given"])
    return user
