"""The virus scanner's protocol, against a server of our own that speaks it."""

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core.files import tasks
from core.files.checks import Reason
from core.files.models import FileState, ScanState
from core.files.scan import ScannerDown, scan
from core.files.services import check_stored, receive
from tests.core.files import builders as b

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(Thread):
    """Answers INSTREAM: FOUND when the stream holds the test signature."""

    def __init__(self, answer: bytes = b"") -> None:
        super().__init__(daemon=True)
        self.answer, self.door = answer, socket.create_server(("127.0.0.1", 0))
        self.received = b""

    @property
    def address(self) -> str:
        return f"tcp:127.0.0.1:{self.door.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                line, _peer = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                self.received = b""
                while size := struct.unpack(">I", stream.read(4))[0]:
                    self.received += stream.read(size)
                found = b"stream: Eicar-Test-Signature FOUND" if EICAR in self.received else b"stream: OK"
                line.sendall((self.answer or found) + b"\0")


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    server = Clamd()
    server.start()
    settings.PORTAL_CLAMD = server.address
    yield server
    server.door.shutdown(socket.SHUT_RDWR)
    server.door.close()
    server.join(timeout=5)


def test_without_a_scanner_it_is_said_openly(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    assert scan(tmp_path / "f") == ScanState.NOT_SCANNED


def test_the_whole_file_is_sent_and_the_answer_is_believed(tmp_path: Path, clamd: Clamd) -> None:
    data = bytes(range(256)) * 2000
    (tmp_path / "f").write_bytes(data)
    assert scan(tmp_path / "f") == ScanState.CLEAN
    assert clamd.received == data
    (tmp_path / "f").write_bytes(data + EICAR)
    assert scan(tmp_path / "f") == ScanState.INFECTED


def test_an_unclear_answer_is_not_clean(tmp_path: Path, clamd: Clamd) -> None:
    clamd.answer = b"INSTREAM size limit exceeded. ERROR"
    (tmp_path / "f").write_bytes(b"x")
    with pytest.raises(ScannerDown):
        scan(tmp_path / "f")


@pytest.mark.parametrize("address", ["tcp:127.0.0.1:1", "unix:/nowhere/clamd.sock", "tcp:nonsense"])
def test_a_configured_scanner_that_is_silent_is_an_error_not_a_pass(
    address: str, tmp_path: Path, settings: Any
) -> None:
    settings.PORTAL_CLAMD = address
    (tmp_path / "f").write_bytes(b"x")
    with pytest.raises(ScannerDown):
        scan(tmp_path / "f")


@pytest.mark.django_db
def test_an_infected_file_is_refused(sender: User, clamd: Clamd) -> None:
    stored = receive(SimpleUploadedFile("a.pdf", b.pdf(EICAR)), by=sender)
    checked = check_stored(stored.token)
    assert (checked.state, checked.scan) == (FileState.REFUSED, ScanState.INFECTED)
    assert checked.refusal == Reason.VIRUS.sentence


@pytest.mark.django_db
def test_a_file_waits_while_the_scanner_is_down(sender: User, settings: Any) -> None:
    settings.PORTAL_CLAMD = "tcp:127.0.0.1:1"
    stored = receive(SimpleUploadedFile("a.pdf", b.pdf()), by=sender)
    tasks.check(stored.token)
    stored.refresh_from_db()
    assert stored.state == FileState.QUARANTINED
