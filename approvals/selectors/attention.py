"""Who has a case open now: kept in Redis, gone ten minutes after the last touch, never a lock."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from redis.exceptions import RedisError

from accounts.models import User
from core.now import local, now

SECONDS = 600
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opener:
    """A colleague who has the case on the screen; `since` is their first look of this stretch."""

    user_id: int
    name: str
    since: datetime


def _key(case_id: int) -> str:
    return f"desk:{case_id}"


def _openers(value: object) -> list[Opener]:
    rows = value if isinstance(value, dict) else {}
    at = now().timestamp()
    return [
        Opener(int(user_id), name, local(datetime.fromtimestamp(since, tz=now().tzinfo)))
        for user_id, (name, since, last) in rows.items()
        if at - last < SECONDS
    ]


def who_has_open(case_ids: Iterable[int]) -> dict[int, list[Opener]]:
    """case id → everybody who has it open, in one question; nobody when Redis is away."""
    keys = {_key(pk): pk for pk in case_ids}
    try:
        found = cache.get_many(list(keys)) if keys else {}
    except RedisError:
        log.warning("nobody can be told who has a case open: no answer from Redis")
        return {}
    return {keys[key]: _openers(value) for key, value in found.items()}


def touch(case_id: int, user: User) -> list[Opener]:
    """Say that `user` has the case open; everybody else who does. Two touches at once may lose one."""
    try:
        rows = dict(cache.get(_key(case_id)) or {})
        at = now().timestamp()
        rows = {key: row for key, row in rows.items() if at - row[2] < SECONDS}
        since = rows.get(str(user.pk), ("", at, at))[1]
        rows[str(user.pk)] = (str(user), since, at)
        cache.set(_key(case_id), rows, SECONDS)
    except RedisError:
        log.warning("nobody can be told who has a case open: no answer from Redis")
        return []
    return [one for one in _openers(rows) if one.user_id != user.pk]


def leave(case_id: int, user: User) -> None:
    """The case is no longer on this clerk's screen."""
    try:
        rows = dict(cache.get(_key(case_id)) or {})
        if rows.pop(str(user.pk), None):
            cache.set(_key(case_id), rows, SECONDS)
    except RedisError:
        log.warning("nobody can be told who has a case open: no answer from Redis")
