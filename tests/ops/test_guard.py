"""A deployment refuses insecure settings, naming each variable; nothing of the demo runs in it."""

import os
import secrets
import subprocess
import sys

import pytest

from config.settings import guard
from ops.environment import ROOT

GOOD = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "PORTAL_KEYS": f"1:{secrets.token_hex(32)},index:{secrets.token_hex(32)}",
    "ALLOWED_HOSTS": "portal.example",
    "PORTAL_URL": "https://portal.example",
    "DATABASE_URL": "postgres://portal_app:x@db/portal",
    "REDIS_URL": "redis://:x@redis/0",
}


def test_a_secure_environment_may_start() -> None:
    assert guard.faults(GOOD) == []


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_missing_variable_is_named(name: str) -> None:
    (fault,) = guard.faults(GOOD | {name: ""})
    assert name in fault


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("SECRET_KEY", "demonstration-only-" + "Qz7-" * 20),
        ("PORTAL_KEYS", "1:" + "11" * 32),
        ("PORTAL_KEYS", "1:abcd"),
        ("PORTAL_KEYS", "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "portal.example, *"),
        ("PORTAL_URL", "http://portal.example"),
        ("PORTAL_DEMO", "1"),
        ("DEBUG", "true"),
        ("DJANGO_DEBUG", "1"),
    ],
)
def test_each_insecure_value_is_named_and_never_repeated(name: str, value: str) -> None:
    (fault,) = guard.faults(GOOD | {name: value})
    assert name in fault
    assert len(value) < 8 or value not in fault


def _manage(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "PORTAL_DATA") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"],
        cwd=ROOT,
        env=clean | {"DJANGO_SETTINGS_MODULE": "config.settings.production"} | environment,
        capture_output=True,
        text=True,
    )


def test_production_ends_with_sentences_instead_of_a_traceback() -> None:
    done = _manage("print('started')")
    assert done.returncode == 1
    assert "The portal refuses to start" in done.stderr
    assert "Traceback" not in done.stderr
    assert "started" not in done.stdout


def test_production_without_the_demo_flag_has_nothing_of_the_demo() -> None:
    code = (
        "from django.conf import settings as s; print(s.DEMO, s.DEBUG, s.EMAIL_BACKEND, s.PORTAL_SMS_BACKEND)"
    )
    done = _manage(code, **GOOD)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:2] == ["False", "False"]
    assert "Demo" not in done.stdout
