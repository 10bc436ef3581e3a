"""`Authorization: Bearer yh_…`: the key of an agency's program."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.services.api_tokens import token_of
from core.web.address import client_address
from core.web.limits import Limit

WORD = "Bearer"
WRONG_KEYS = Limit("api-wrong-keys", most=30, seconds=300)


class BearerToken(BaseAuthentication):
    """Callers without the header are left to the session; a wrong key is refused, never ignored."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The user behind the key."""
        word, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != WORD.lower():
            return None
        address = client_address(request)
        if WRONG_KEYS.reached(address):
            raise AuthenticationFailed(_("密钥错得太多，请五分钟后再试。"))
        token = token_of(secret.strip())
        if token is None:
            WRONG_KEYS.hit(address)
            raise AuthenticationFailed(_("密钥不对、已过期或已收回，请向系统管理员重新申请。"))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return WORD


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema calls it."""

    target_class = BearerToken
    name = "agencyKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An HTTP bearer scheme."""
        return {"type": "http", "scheme": "bearer", "description": _("密钥由系统管理员发放，以 yh_ 开头。")}
