"""Handing files out: to their people only, as attachments, with pictures of pages for the viewer."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from core.errors import Refused
from core.files import registry
from core.files.models import FileState, StoredFile
from core.files.preview import page_picture
from core.files.services import receive, receive_checked
from tests.core.files import builders as b

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def stored(sender: User) -> StoredFile:
    return receive_checked(SimpleUploadedFile("施工图\r\nX: y.pdf", b.pdf(pages=2)), by=sender)


def test_only_the_sender_and_registered_readers_get_it(
    client: Client, stored: StoredFile, sender: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, stranger = (
        User.objects.create_user("reader-of-files"),
        User.objects.create_user("stranger-to-files"),
    )
    monkeypatch.setattr(registry, "_readers", {})
    registry.register_reader("test-thing", lambda user, file: user == reader and file == stored)
    address = f"/files/{stored.token}/"
    assert client.get(address).status_code == 302
    for user, status in ((sender, 200), (reader, 200), (stranger, 404)):
        client.force_login(user, backend=BACKEND)
        assert client.get(address).status_code == status
        assert client.get(f"{address}pages/1/240/").status_code == status


def test_a_file_is_an_attachment_that_no_browser_guesses_about(
    client: Client, stored: StoredFile, sender: User
) -> None:
    client.force_login(sender, backend=BACKEND)
    response = client.get(f"/files/{stored.token}/")
    assert response["Content-Disposition"].startswith("attachment;")
    assert (
        "\r" not in response["Content-Disposition"]
        and "%E6%96%BD%E5%B7%A5%E5%9B%BE" in response["Content-Disposition"]
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"] and "no-store" in response["Cache-Control"]
    assert b"".join(response) == b.pdf(pages=2)  # type: ignore[arg-type]


def test_a_file_in_quarantine_is_handed_to_nobody(client: Client, sender: User) -> None:
    waiting = receive(SimpleUploadedFile("a.pdf", b.pdf()), by=sender)
    client.force_login(sender, backend=BACKEND)
    assert client.get(f"/files/{waiting.token}/").status_code == 404
    with pytest.raises(Refused):
        page_picture(waiting)


def test_a_page_is_drawn_once_and_kept(client: Client, stored: StoredFile, sender: User) -> None:
    picture = page_picture(stored, page=2, width=240)
    assert Image.open(picture).size == (240, 240)
    before = picture.stat().st_mtime_ns
    assert page_picture(stored, page=2, width=240).stat().st_mtime_ns == before
    client.force_login(sender, backend=BACKEND)
    response = client.get(f"/files/{stored.token}/pages/2/240/")
    assert response["Content-Type"] == "image/png" and response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("page", "width"), [(0, 240), (3, 240), (1, 99_999)])
def test_there_is_no_such_page(stored: StoredFile, page: int, width: int) -> None:
    with pytest.raises(Refused):
        page_picture(stored, page=page, width=width)


def test_a_sideways_photograph_stands_upright_in_the_viewer(sender: User) -> None:
    photo = receive_checked(SimpleUploadedFile("a.jpg", b.jpeg(1000, 500, exif=b.camera_exif(6))), by=sender)
    assert Image.open(page_picture(photo, width=240)).size == (240, 480)


def test_kinds_without_a_preview_say_so(sender: User) -> None:
    letter = receive_checked(SimpleUploadedFile("a.docx", b.package(b.DOCX)), by=sender)
    with pytest.raises(Refused, match="下载"):
        page_picture(letter)


def test_a_page_that_cannot_be_drawn_is_a_sentence_not_a_crash(stored: StoredFile, data_dir: Path) -> None:
    from core.files.storage import absolute  # noqa: PLC0415

    absolute(stored.path).write_bytes(b"%PDF-1.4 nonsense")
    with pytest.raises(Refused, match="画不出来"):
        page_picture(stored)
    assert not [path for path in (data_dir / "previews").rglob("*") if path.is_file()]
    assert stored.state == FileState.CLEAN and io.BytesIO


def test_a_server_without_poppler_offers_the_download(
    stored: StoredFile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="下载"):
        page_picture(stored)
