"""Asked by the container engine: does the web process answer, does beat still tick?"""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request

import redis


def web() -> bool:
    """`/readyz` on this host, under a host name that the settings accept."""
    port = os.environ.get("PORTAL_PORT", "8000")
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].lstrip(".")
    asking = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": host})
    try:
        with urllib.request.urlopen(asking, timeout=4) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def beat() -> bool:
    """The heartbeat that a worker last ran for beat; its key expires when it grows too old."""
    try:
        return bool(redis.Redis.from_url(os.environ["REDIS_URL"]).exists("portal:alive"))
    except redis.RedisError:
        return False


if __name__ == "__main__":
    sys.exit(0 if (beat() if sys.argv[1:] == ["beat"] else web()) else 1)
