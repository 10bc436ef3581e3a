"""Can the database and Redis be reached? Prints one sentence and how to mend it when not."""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

import psycopg2
import redis


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://…@{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _database(url: str) -> str:
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except (psycopg2.Error, ValueError) as error:
        reason = (str(error).strip().splitlines() or ["?"])[0]
        return (
            f"数据库连不上({_place(url)})。The database of DATABASE_URL cannot be used: {reason}\n"
            "Correct DATABASE_URL, or unset it to use the built-in PostgreSQL"
        )
    return ""


def _redis(url: str) -> str:
    try:
        redis.Redis.from_url(url, socket_connect_timeout=5).ping()
    except (redis.RedisError, ValueError, OSError) as error:
        return (
            f"Redis 连不上({_place(url)})。The Redis of REDIS_URL cannot be used: {error}\n"
            "Correct REDIS_URL, or unset it to use the built-in Redis"
        )
    return ""


def main() -> int:
    """Exit code 0 when both answer."""
    fault = _database(os.environ["DATABASE_URL"]) or _redis(os.environ["REDIS_URL"])
    if fault:
        print(fault)
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
