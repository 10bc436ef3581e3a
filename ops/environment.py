"""The virtualenv and its pinned, hashed requirements; the packages of the system."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ops.plain import PlainError
from ops.talk import run, say, step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "portal-requirements.json"
OLDEST = (3, 11)

# Debian's names. Without the first three WeasyPrint does not load, without the font no document can be made,
# without poppler officers cannot look at PDF pages.
FOR_RUNNING = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-noto-cjk",
    "poppler-utils",
)
FOR_TESTING = ("chromium-headless-shell", "gettext")


def check_python() -> None:
    """The interpreter that makes the virtualenv is new enough."""
    if sys.version_info[:2] < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise PlainError(
            f"需要 Python 3.11 或更高,现为 {found}。Python 3.11 or later is needed; this is {found}.",
            "Name a newer one: make run PYTHON=python3.12",
        )


def requirements(kind: str) -> Path:
    """The lock file of `base` (running) or `dev` (tests and checks; it contains base)."""
    return ROOT / "requirements" / f"{kind}.txt"


def digest_of(kind: str) -> str:
    """Names the content of a lock file."""
    return hashlib.sha256(requirements(kind).read_bytes()).hexdigest()


def _installed() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def is_current(kind: str) -> bool:
    """Whether the virtualenv holds exactly what the lock file says."""
    return PYTHON.exists() and _installed().get(kind) == digest_of(kind)


def ensure(kind: str, log: Path) -> None:
    """Make the virtualenv and install the lock file, unless that was done already."""
    if is_current(kind):
        return
    if not PYTHON.exists():
        with step("正在建立 Python 虚拟环境", "Making the virtual environment"):
            _make_venv(log)
    with step("正在安装依赖(首次约 1–3 分钟)", "Installing requirements (1–3 minutes the first time)"):
        _install(requirements(kind), log)
    path = VENV / "lib" / f"python{_version_of_venv()}" / "site-packages" / "portal.pth"
    path.write_text(f"{ROOT}\n")
    kinds = ("base", "dev") if kind == "dev" else ("base",)
    STAMP.write_text(json.dumps(_installed() | {name: digest_of(name) for name in kinds}))


def _version_of_venv() -> str:
    return subprocess.run(
        [PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def _make_venv(log: Path) -> None:
    making = [sys.executable, "-m", "venv", str(VENV)]
    probe = subprocess.run([sys.executable, "-c", "import venv, ensurepip"], capture_output=True)
    if probe.returncode != 0:
        install_packages(("python3-venv",), log)
    if VENV.exists():
        shutil.rmtree(VENV)  # half made
    run(making, log, what="虚拟环境建不起来。The virtual environment could not be made.")


def _install(lock: Path, log: Path) -> None:
    mend = f"Check the network and the disk, then start again. The whole story: {log}"
    what = "依赖没有装好。The requirements could not be installed."
    uv = shutil.which("uv") or (str(VENV / "bin" / "uv") if (VENV / "bin" / "uv").exists() else None)
    if uv is not None:
        command = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            str(PYTHON),
            "--require-hashes",
            "-r",
            str(lock),
        ]
    else:
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--no-input", "--require-hashes", "-r", str(lock)]
    run(command, log, what=what, mend=mend)


LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
PROGRAMS = {
    "poppler-utils": "pdfsig",
    "chromium-headless-shell": "chromium-headless-shell",
    "gettext": "msgfmt",
}


def _works(package: str) -> bool:
    """Whether what the package is wanted for is there, whoever installed it."""
    if package in PROGRAMS:
        return shutil.which(PROGRAMS[package]) is not None
    if package in LIBRARIES:
        probe = f"import ctypes; ctypes.CDLL({LIBRARIES[package]!r})"
        return subprocess.run([sys.executable, "-c", probe], capture_output=True).returncode == 0
    lister = shutil.which("fc-list")
    return bool(lister and subprocess.run([lister, "Noto Serif CJK SC"], capture_output=True).stdout.strip())


def missing_packages(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the wanted Debian packages are not there.

    `PORTAL_PRETEND_MISSING` names packages to count as missing (for trying out what happens then).
    """
    pretended = os.environ.get("PORTAL_PRETEND_MISSING", "").split(",")
    return tuple(name for name in wanted if name in pretended or not _works(name))


def ensure_packages(wanted: tuple[str, ...], log: Path) -> None:
    """Install what is missing as root; otherwise say the one line that does it and stop (exit 2)."""
    missing = missing_packages(wanted)
    if missing:
        install_packages(missing, log)


def install_packages(missing: tuple[str, ...], log: Path) -> None:
    """apt-get install as root; the one line for the administrator otherwise."""
    line = "apt-get install -y --no-install-recommends " + " ".join(missing)
    sudo = "" if os.geteuid() == 0 else "sudo "
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise PlainError(
            f"缺少系统软件包:{' '.join(missing)}。System packages are missing.", f"{sudo}{line}", code=2
        )
    with step(f"正在安装系统软件包 {' '.join(missing)}", "Installing system packages"):
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        what = "系统软件包没有装好。The system packages could not be installed."
        run(["apt-get", "update", "-q"], log, what=what, mend=f"By hand: apt-get update && {line}", env=env)
        run(line.split(), log, what=what, mend=f"By hand: apt-get update && {line}", env=env)
    say("  系统软件包已就绪。", "System packages are in place.")
