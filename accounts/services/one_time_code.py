"""Six-digit codes by SMS: five minutes, five tries, one use, bound to a purpose and a number."""

import hmac
import secrets
from typing import Final

from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.rules.numbers import normal_phone, why_not_mobile
from core.crypto import blind_index
from core.errors import Refused
from core.letters.channels import AddressRefused, ChannelDown, sms
from core.now import now
from core.web.limits import Limit

VALID_SECONDS: Final = 300
TRIES: Final = 5

PER_MINUTE = Limit("code-minute", most=1, seconds=60)
PER_HOUR = Limit("code-hour", most=5, seconds=3600)
PER_DAY = Limit("code-day", most=10, seconds=86400)
PER_ADDRESS = Limit("code-address", most=20, seconds=3600)
FOR_ALL = Limit("code-all", most=600, seconds=60)


def _key(purpose: str, phone: str) -> str:
    return "code:" + blind_index(f"{purpose}|{phone}", purpose="one-time code")


def _digest(purpose: str, phone: str, code: str) -> str:
    return blind_index(f"{purpose}|{phone}|{code}", purpose="one-time code value")


def send_code(*, purpose: str, phone: str, address: str, deliver: bool = True) -> None:
    """Send a fresh code; an older one of the same purpose stops working.

    `deliver=False` counts and waits alike but sends nothing, so that nobody learns from outside
    which numbers have an account.
    """
    number = normal_phone(phone)
    reason = why_not_mobile(number)
    if reason:
        raise Refused(reason, code="phone")
    _count(number, address)
    if not deliver:
        return
    code = f"{secrets.randbelow(1_000_000):06d}"
    key = _key(purpose, number)
    cache.set(key, _digest(purpose, number, code), VALID_SECONDS)
    cache.set(f"{key}:tries", 0, VALID_SECONDS)
    text = _("【余杭政务】验证码 %(code)s，5 分钟内有效。工作人员不会向您要验证码，请不要告诉别人。") % {
        "code": code
    }
    try:
        sms().send(to=number, text=text, key=f"{key}:{now().isoformat()}")
    except (ChannelDown, AddressRefused):
        raise Refused(_("短信暂时发不出去，请过几分钟再试，或到窗口办理。"), code="sms-down") from None


def _count(number: str, address: str) -> None:
    if not PER_MINUTE.hit(number):
        raise Refused(_("验证码已发出，请等 1 分钟再要新的。"), code="code-wait")
    if not PER_HOUR.hit(number) or not PER_DAY.hit(number):
        raise Refused(_("这个号码今天要的验证码太多了，请过一小时再试，或到窗口办理。"), code="code-many")
    if not PER_ADDRESS.hit(address) or not FOR_ALL.hit("all"):
        raise Refused(_("现在要验证码的人太多，请稍后再试。"), code="code-busy")


def use_code(*, purpose: str, phone: str, code: str) -> None:
    """Accept the code once; Refused when it is wrong, used, too old or tried too often."""
    number = normal_phone(phone)
    key = _key(purpose, number)
    digest = cache.get(key)
    if digest is None:
        raise Refused(_("验证码已过期，请重新获取。"), code="code-gone")
    try:
        tries = cache.incr(f"{key}:tries")
    except ValueError:
        raise Refused(_("验证码已过期，请重新获取。"), code="code-gone") from None
    if tries > TRIES:
        cache.delete(key)
        raise Refused(_("验证码输错太多次，请重新获取。"), code="code-tries")
    typed = "".join(code.split())
    if not hmac.compare_digest(str(digest), _digest(purpose, number, typed)):
        raise Refused(_("验证码不对，请检查短信里的 6 位数字。"), code="code-wrong")
    if not cache.delete(key):  # of two at the same instant only one deletes the key
        raise Refused(_("验证码已用过，请重新获取。"), code="code-gone")
