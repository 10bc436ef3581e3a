"""The virus scanner, if there is one: clamd's INSTREAM, spoken directly.

`PORTAL_CLAMD` is `tcp:host:port` or `unix:/path`; empty means there is no scanner, which is said
openly on the file and never counted as clean.
"""

import socket
import struct
from contextlib import closing
from pathlib import Path

from django.conf import settings

from core.files.models import ScanState

PIECE = 128 * 1024
SECONDS = 60.0


class ScannerDown(Exception):
    """A scanner is configured but does not answer; the file stays in quarantine and is tried again."""


def scan(path: Path) -> ScanState:
    """What the scanner says about the file; NOT_SCANNED only where none is configured."""
    address = str(getattr(settings, "PORTAL_CLAMD", "") or "")
    if not address:
        return ScanState.NOT_SCANNED
    try:
        with closing(_connect(address)) as line:
            answer = _ask(line, path)
    except (OSError, ValueError) as error:
        raise ScannerDown(type(error).__name__) from error
    if answer.endswith(" OK"):
        return ScanState.CLEAN
    if answer.endswith(" FOUND"):
        return ScanState.INFECTED
    raise ScannerDown("unclear answer")


def _connect(address: str) -> socket.socket:
    scheme, _colon, rest = address.partition(":")
    if scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(rest)
        return line
    host, _colon, port = rest.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _ask(line: socket.socket, path: Path) -> str:
    line.sendall(b"zINSTREAM\0")
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            line.sendall(struct.pack(">I", len(piece)) + piece)
    line.sendall(struct.pack(">I", 0))
    answer = b""
    while not answer.endswith(b"\0"):
        piece = line.recv(4096)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode(errors="replace")
