"""`make soak`: the long storm. KILLS kills of web, relay and worker, and every 500th kills Postgres itself.

Runs on durable services of its own, with real PDFs. Prints what it did; ends with 1 when anything is wrong.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ops.services import Postgres, Redis

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("KILLS") or 10_000)
POSTMASTER_EVERY = int(os.environ.get("POSTMASTER_EVERY") or 500)
SETTLE_EVERY = 100


def main() -> int:
    """Storm in portions, so that what is owed is kept in between as in a normal day."""
    home = Path(tempfile.mkdtemp(prefix="portal-soak-"))
    home.chmod(0o711)
    with Postgres(home) as postgres, Redis(home) as redis:
        postgres.create_database()
        os.environ |= {
            "DATABASE_URL": postgres.url(),
            "REDIS_URL": redis.url(),
            "PORTAL_DATA": str(home / "data"),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }
        for command in (["migrate", "-v0"], ["load_calendar"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)
        try:
            return _soak(postgres)
        finally:
            shutil.rmtree(home, ignore_errors=True)


def _soak(postgres: Postgres) -> int:
    import django  # noqa: PLC0415 – the services had to be up before the settings are read

    django.setup()
    from core.now import moved  # noqa: PLC0415
    from tests.approvals.bureau import bureau  # noqa: PLC0415
    from tests.faults.storm import NOON, Seen, settle, storm, wrongs  # noqa: PLC0415

    with moved(NOON):
        office = bureau()
        office.citizen.person.phone = "14200000000"
        office.citizen.person.save()
        total = Seen(0, 0, set())
        postmasters = 0
        while total.kills < KILLS:
            seen = storm(office, min(SETTLE_EVERY, KILLS - total.kills))
            total = Seen(total.kills + seen.kills, total.live + seen.live, total.acts | seen.acts)
            if total.kills // POSTMASTER_EVERY > postmasters:
                postmasters += 1
                _kill_postmaster(postgres)
            settle()
        bad = list(wrongs(total))
    told = {
        "kills": total.kills,
        "live": total.live,
        "postmaster_kills": postmasters,
        "acts": len(total.acts),
    }
    sys.stdout.write(json.dumps({**told, "wrong": bad}, ensure_ascii=False) + "\n")
    return 1 if bad else 0


def _kill_postmaster(postgres: Postgres) -> None:
    pid = int((postgres.data / "postmaster.pid").read_text().split("\n")[0])
    os.kill(pid, signal.SIGKILL)
    time.sleep(1)
    postgres.stop()
    postgres.start()


if __name__ == "__main__":
    sys.exit(main())
