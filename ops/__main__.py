"""`python3 -m ops COMMAND`: the doors behind `make`.

run                 the whole portal
setup [base|dev]    virtualenv and system packages only
manage ARGS…        a management command, with Postgres and Redis started if they do not run
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from ops import environment, launcher, preflight
from ops.environment import PYTHON, ROOT
from ops.plain import PlainError
from ops.talk import complain


def _scratch_log() -> Path:
    folder = Path(tempfile.gettempdir()) / f"portal-setup-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "setup.log"


def setup(kind: str) -> int:
    """Everything a clean machine needs for running (`base`) or for tests and checks (`dev`)."""
    log = _scratch_log()
    environment.check_python()
    if kind == "dev":
        environment.ensure_packages(environment.FOR_RUNNING + environment.FOR_TESTING, log)
    environment.ensure("dev" if kind == "dev" else "base", log)
    return 0


def run() -> int:
    """`make run`; the part after the virtualenv goes on in the virtualenv's Python."""
    environment.check_python()
    opened = launcher.opened()
    if not environment.is_current("base"):
        preflight.disk(ROOT)
        environment.ensure("base", opened.log)
    _go_on_in_virtualenv(["run"])
    return launcher.start()


def _go_on_in_virtualenv(arguments: list[str]) -> None:
    """The servers of the wheels are found from the virtualenv's Python only."""
    if Path(sys.prefix).resolve() != environment.VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), "-m", "ops", *arguments])  # noqa: S606


def manage(arguments: list[str]) -> int:
    """Run manage.py; with the running portal's services, or with services for this command alone."""
    if not environment.is_current("base"):
        setup("base")
    _go_on_in_virtualenv(["manage", *arguments])
    opened = launcher.opened()
    command = [str(PYTHON), "manage.py", *arguments]
    if (opened.folder / "run" / "environment.json").exists():
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    with preflight.only_one(opened.folder):
        try:
            opened.start_services()
            return subprocess.run(command, cwd=ROOT, env=opened.env, check=False).returncode
        finally:
            opened.stop_services()
            (opened.folder / "run" / "environment.json").unlink(missing_ok=True)


def main(arguments: list[str]) -> int:
    """Exit code of the command; a failure is a sentence, never a traceback."""
    os.chdir(ROOT)
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    try:
        if command == "run":
            return run()
        if command == "setup":
            return setup(rest[0] if rest else "base")
        if command == "manage":
            return manage(rest)
        print(__doc__)
        return 0 if command == "help" else 2
    except PlainError as error:
        complain(error)
        return error.code
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001  # the last door: whatever it was, the person gets a sentence
        log = _scratch_log().with_name("failure.log")
        log.write_text(traceback.format_exc())
        what = "意外的故障。Something unexpected went wrong."
        complain(PlainError(what, f"The details, for whoever mends it: {log}"))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
