"""Postgres refuses to run as root; this is who runs it instead."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Identity:
    """How to start a program so that it does not see itself as root."""

    prefix: tuple[str, ...] = ()
    popen: dict[str, Any] = field(default_factory=dict)
    uid: int | None = None

    def own(self, *folders: Path) -> None:
        """Hand `folders` to the account the programs run as."""
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.uid is not None:
                os.chown(folder, self.uid, -1)

    def reachable(self, wanted: Path) -> Path:
        """`wanted`, or a folder the account can enter when a parent of `wanted` is closed to it."""
        if self.uid is None:
            return wanted
        parents = [p for p in wanted.resolve().parents if p.exists()]
        if all(p.stat().st_mode & 0o001 for p in parents):
            return wanted
        name = hashlib.sha256(str(wanted).encode()).hexdigest()[:12]
        return Path("/var/lib") / f"portal-{name}"

    def programs(self, bin_folder: Path) -> Path:
        """`bin_folder`, or a copy of its installation that the account may enter.

        A wheel keeps the libraries of its programs in a folder `NAME.libs` beside the package `NAME`.
        """
        copy = self.reachable(bin_folder)
        if copy == bin_folder:
            return bin_folder
        root = bin_folder.parent
        if (root.parent / "__init__.py").exists():
            root = root.parent
        copied = copy / root.name / bin_folder.relative_to(root)
        if not (copied / "initdb").exists():
            for source in (root, root.with_name(f"{root.name}.libs")):
                if source.is_dir():
                    shutil.copytree(source, copy / source.name, dirs_exist_ok=True, symlinks=True)
            copy.chmod(0o755)
        return copied


def _namespaces_work() -> bool:
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


@cache
def identity() -> Identity:
    """Ourselves; as root a user namespace; where those are refused the account `nobody`."""
    if os.geteuid() != 0:
        return Identity()
    if os.environ.get("PORTAL_NO_USERNS") != "1" and _namespaces_work():
        return Identity(prefix=NAMESPACE)
    nobody = pwd.getpwnam("nobody")
    return Identity(
        popen={"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}, uid=nobody.pw_uid
    )


@cache
def ends_with_parent(signal_name: str) -> tuple[str, ...]:
    """Prefix that sends the signal to a program when the process that started it is killed.

    Empty where `setpriv` is missing; the notes of process ids serve then.
    """
    prefix = ("setpriv", "--pdeathsig", signal_name, "--")
    if shutil.which("setpriv") is None:
        return ()
    return prefix if subprocess.run([*prefix, "true"], capture_output=True).returncode == 0 else ()
