"""`make check`: every gate in turn; all are tried, the failures are listed at the end."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ops.environment import ROOT, VENV
from ops.services import Postgres
from ops.throwaway_seal import throwaway_seal

BIN = VENV / "bin"
PACKAGES = (
    "config", "core", "accounts", "admin_center", "approvals", "resources_exchange", "citizens_home", "ops",
)  # fmt: skip


def _deployment(scratch: str) -> dict[str, str]:
    """Temporary secrets and a seal with which a deployment may start."""
    seal = Path(scratch) / "seal.pem"
    if not seal.exists():
        seal.write_bytes(throwaway_seal())
    return {
        "PORTAL_SEAL_PEM": str(seal),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PORTAL_KEYS": f"1:{secrets.token_hex(32)}",
        "ALLOWED_HOSTS": "portal.example",
        "PORTAL_URL": "https://portal.example",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "PORTAL_SMS_URL": "https://sms.example/",
        "PORTAL_DEMO": "",
    }


def _gates(database_url: str, scratch: str) -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and extra environment of each gate, the quick ones first."""
    python = str(BIN / "python")
    database = {"DATABASE_URL": database_url}
    return [
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
        ("lint", [str(BIN / "ruff"), "check", "--quiet", "."], {}),
        ("pinned and hashed requirements", [python, "-m", "ops.pins"], {}),
        ("compose file", [python, "-m", "ops.compose"], {}),
        ("English catalogue", [python, "-m", "ops.messages"], {}),
        ("floors", [str(BIN / "lint-imports"), "--no-cache"], {}),
        ("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"], database),
        (
            "deployment settings",
            [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            database | _deployment(scratch),
        ),
        (
            "static files of a deployment",
            [python, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
            database | _deployment(scratch) | {"PORTAL_STATIC": f"{scratch}/static"},
        ),
        ("types", [str(BIN / "mypy"), *PACKAGES], database),
    ]


def main() -> int:
    """Exit code 1 when any gate failed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="portal-check-") as folder:
        os.chmod(folder, 0o711)  # noqa: S103  # the account that runs Postgres passes through
        data = {"PORTAL_DATA": f"{folder}/data"}
        with Postgres(Path(folder), durable=False) as postgres:
            postgres.create_database()
            for name, command, extra in _gates(postgres.url(), folder):
                started = time.monotonic()
                done = subprocess.run(
                    command, cwd=ROOT, env=os.environ | data | extra, capture_output=True, text=True
                )
                good = done.returncode == 0
                print(f"{'✓' if good else '✗'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
                if not good:
                    failed.append(name)
                    print((done.stdout + done.stderr).rstrip(), flush=True)
    if failed:
        print(f"\n✗ {len(failed)} failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
