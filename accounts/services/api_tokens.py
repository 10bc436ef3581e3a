"""Issuing, taking back and recognising the keys of agencies' programs."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from core.crypto import blind_index
from core.errors import Refused
from core.now import now
from core.records.append import append_event

PREFIX: Final = "yh_"
PURPOSE: Final = "api token"
LONGEST_DAYS: Final = 365
NOTE_EVERY: Final = timedelta(hours=1)


def issue_api_token(user: User, *, by: User | None, name: str, days: int = 90) -> tuple[ApiToken, str]:
    """(row, secret) of a new key; the secret cannot be read again. `by` None is the console.

    Refused: for a citizen's or closed account, without a purpose, or for longer than a year.
    """
    if user.kind != User.Kind.STAFF or not user.is_active:
        raise Refused(_("接口密钥只发给在用的工作人员账号。"), code="not_staff")
    if not name.strip():
        raise Refused(_("请写明密钥给哪个系统、作什么用。"), code="no_name")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("密钥有效期在 1 天到 365 天之间。"), code="bad_days")
    secret, at = PREFIX + secrets.token_urlsafe(32), now()
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user,
            name=name.strip()[:80],
            digest=blind_index(secret, purpose=PURPOSE),
            issued_by=by,
            issued_at=at,
            expires_at=at + timedelta(days=days),
        )
        _record(token, "issue_api_token", by)
    return token, secret


def revoke_api_token(token: ApiToken, *, by: User | None) -> None:
    """The key stops working at once; twice is harmless."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now()):
            _record(token, "revoke_api_token", by)


def _record(token: ApiToken, act: str, by: User | None) -> None:
    append_event(
        subject_kind="api_token",
        subject_id=token.pk,
        act=act,
        by=by.pk if by else None,
        role="officer" if by else "system",
        data={"user": token.user_id, "until": token.expires_at.isoformat()},
    )


def token_of(secret: str) -> ApiToken | None:
    """The key in force with this secret, its user joined; None for any other. One statement, rarely two."""
    if not secret.startswith(PREFIX) or not secret.isascii():
        return None
    at = now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=blind_index(secret, purpose=PURPOSE), revoked_at=None, expires_at__gt=at)
        .filter(user__is_active=True)
        .first()
    )
    if token:
        _note_use(token, at)
    return token


def _note_use(token: ApiToken, at: datetime) -> None:
    if token.last_used_at is None or at - token.last_used_at >= NOTE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
