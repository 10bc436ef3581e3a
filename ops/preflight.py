"""Looked at before anything starts: the data folder, the disk, a second instance, the port."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
from pathlib import Path
from typing import IO

from ops.plain import PlainError

MIN_FREE_MB = 500


def data_folder(wanted: Path) -> Path:
    """The data folder, made if need be and proven writable."""
    mend = "Choose another folder: PORTAL_DATA=/var/lib/portal make run"
    try:
        for name in ("", "logs", "run", "files"):
            (wanted / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = wanted / "run" / f"probe-{os.getpid()}"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise PlainError(
                f"磁盘已满。The disk that holds {wanted} is full.", "Make room, then start again"
            ) from error
        raise PlainError(
            f"数据文件夹不能写入:{wanted}。The data folder cannot be written: {error.strerror}.", mend
        ) from error
    return wanted


def disk(folder: Path) -> None:
    """Enough room for the database, files and logs; `PORTAL_MIN_FREE_MB` moves the threshold."""
    needed = int(os.environ.get("PORTAL_MIN_FREE_MB", MIN_FREE_MB))
    free = shutil.disk_usage(folder).free // (1024 * 1024)
    if free < needed:
        raise PlainError(
            f"磁盘空间不足:{folder} 仅余 {free} MB,需要 {needed} MB。"
            f"Too little disk space: {free} MB free, {needed} MB needed.",
            "Make room, or choose another disk: PORTAL_DATA=/mnt/big/portal make run",
        )


def only_one(folder: Path) -> IO[str]:
    """A lock held as long as the launcher lives; a second launcher on the same data is told so."""
    lock = (folder / "run" / "launcher.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        told = lock.read().split()
        pid, address = (told + ["?", "?"])[:2]
        raise PlainError(
            f"门户已在运行(进程 {pid},{address})。The portal runs already (process {pid}, {address}).",
            f"Open {address}, or stop it first (Ctrl-C there, or kill {pid}), "
            "or start another with PORTAL_PORT=8001 PORTAL_DATA=.portal-2 make run",
        ) from error
    return lock


def note_owner(lock: IO[str], address: str) -> None:
    """Write into the lock who holds it, for whoever comes second."""
    lock.seek(0)
    lock.truncate()
    lock.write(f"{os.getpid()} {address}")
    lock.flush()


def chosen_port() -> int:
    """`PORTAL_PORT`, 8000 by default."""
    text = os.environ.get("PORTAL_PORT", "8000")
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise PlainError(f"端口号不对:{text}。PORTAL_PORT is not a port number.", "PORTAL_PORT=8000 make run")
    return int(text)


def port(number: int) -> None:
    """Nobody listens on the port and we may."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except PermissionError as error:
            raise PlainError(
                f"没有权限使用端口 {number}。Port {number} needs root.", "PORTAL_PORT=8000 make run"
            ) from error
        except OSError as error:
            raise PlainError(
                f"端口 {number} 已被占用。Port {number} is in use by another program.",
                f"Choose another: PORTAL_PORT={number + 1} make run",
            ) from error
