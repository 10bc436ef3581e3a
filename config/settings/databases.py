"""Where the rows live: the application's database, the owner's for migrations, a replica for reading."""

import os
import sys
from typing import Any

import dj_database_url

LOCAL = "postgres://portal@127.0.0.1:5432/portal"
# Commands that change tables run as the owner; the application's role may not.
OWNER_COMMANDS = ("migrate", "sqlmigrate", "makemigrations", "grant_application")


def _parsed(url: str) -> dict[str, Any]:
    return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))


def default() -> dict[str, Any]:
    """`DATABASE_URL`; for commands that change tables `DATABASE_OWNER_URL` when it is set."""
    url = os.environ.get("DATABASE_URL") or LOCAL
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        url = os.environ.get("DATABASE_OWNER_URL") or url
    return _parsed(url)


def replica() -> dict[str, dict[str, Any]]:
    """`DATABASE_REPLICA_URL` as alias `replica`, when there is one."""
    url = os.environ.get("DATABASE_REPLICA_URL")
    return {"replica": _parsed(url) | {"TEST": {"MIRROR": "default"}}} if url else {}
