"""Databases for tests: one migrated template per state of the code, clones for whoever needs one.

Append-only triggers forbid flushing tables between tests, so a test that commits gets a clone of
its own and throws it away.
"""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2.extensions import connection

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = "portal_template"
# What the template's content is made of; anything else may change without a new template.
SOURCES = (
    "*/migrations/**/*.py",
    "*/*/migrations/**/*.py",
    "admin_center/registry/catalogue/**/*.yaml",
    "admin_center/registry/source.py",
    "admin_center/registry/rules/*.py",
    "admin_center/registry/index.py",
    "admin_center/registry/services/*.py",
    "admin_center/halls/services/*.py",
    "admin_center/calendar/data/**/*",
    "admin_center/calendar/services/*.py",
    "accounts/services/offices.py",
    "*/management/commands/load_catalogue.py",
    "*/management/commands/ensure_roles.py",
    "requirements/base.txt",
)


def digest() -> str:
    """Names the state of migrations and catalogue; equal digests may share a template."""
    found = {path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file()}
    total = hashlib.sha256()
    for path in sorted(found):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def name_of(url: str) -> str:
    """Database name in a DATABASE_URL."""
    return urlsplit(url).path.lstrip("/")


@contextmanager
def _maintenance(url: str) -> Iterator[connection]:
    link = psycopg2.connect(with_name(url, "postgres"))
    link.autocommit = True
    try:
        yield link
    finally:
        link.close()


def _checked(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
        raise ValueError(f"not a database name: {name!r}")
    return name


def clone(url: str, name: str, template: str = TEMPLATE) -> str:
    """Create database `name` as a copy of `template`; returns its URL.

    Retries while another process copies the same template.
    """
    statement = f'CREATE DATABASE "{_checked(name)}" TEMPLATE "{_checked(template)}"'
    with _maintenance(url) as link, link.cursor() as cursor:
        for attempt in range(50):
            try:
                cursor.execute(statement)
                break
            except psycopg2.errors.ObjectInUse:
                if attempt == 49:
                    raise
                time.sleep(0.1)
    return with_name(url, name)


def drop(url: str, name: str) -> None:
    """Drop database `name`, with whoever is still connected to it."""
    with _maintenance(url) as link, link.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{_checked(name)}" WITH (FORCE)')


@contextmanager
def cloned(purpose: str, template: str = TEMPLATE) -> Iterator[str]:
    """A throw-away clone of a template for one test; yields its URL."""
    url = os.environ["DATABASE_URL"]
    name = f"{purpose}_{os.getpid()}_{time.monotonic_ns()}"
    try:
        yield clone(url, name, template)
    finally:
        drop(url, name)
