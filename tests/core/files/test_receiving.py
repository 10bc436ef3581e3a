"""Taking files in: quarantine, checks, and nothing left of what was refused."""

import hashlib
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import User
from core.errors import Refused
from core.files import storage, tasks
from core.files.checks import Reason
from core.files.models import FileState, ScanState, StoredFile
from core.files.services import check_stored, forget, receive, receive_checked
from core.files.services.receive_file import _ask_for_check
from core.now import moved, now
from tests.core.files import builders as b
from tests.core.files.conftest import on_disk
from tests.core.files.corpus import HOSTILE, JS
from tests.races.crowd import at_once


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.mark.django_db
def test_a_file_waits_in_quarantine_under_a_random_name(sender: User, data_dir: Path) -> None:
    stored = receive(upload("施工图.pdf", b.pdf()), by=sender)
    assert stored.state == FileState.QUARANTINED and stored.scan == ScanState.NOT_SCANNED
    assert stored.sha256 == hashlib.sha256(b.pdf()).hexdigest() and stored.size == len(b.pdf())
    (place,) = on_disk(data_dir)
    assert place == storage.absolute(stored.path)
    assert "施工图" not in str(place) and stored.token not in str(place) and place.suffix == ""
    assert place.stat().st_mode & 0o111 == 0


@pytest.mark.django_db
def test_the_name_is_encrypted_in_the_database(sender: User) -> None:
    stored = receive(upload("张三的身份证.pdf", b.pdf()), by=sender)
    with connection.cursor() as cursor:
        cursor.execute("SELECT f::text, name FROM core_storedfile f WHERE id = %s", [stored.pk])
        text, name = cursor.fetchone()
    assert "张三" not in text and "张三".encode() not in bytes(name)
    assert StoredFile.objects.get(pk=stored.pk).name == "张三的身份证.pdf"


@pytest.mark.django_db
def test_the_check_makes_it_clean_and_can_run_twice(sender: User) -> None:
    stored = receive(upload("a.pdf", b.pdf(pages=3)), by=sender)
    tasks.check(stored.token)
    checked = check_stored(stored.token)
    assert (checked.state, checked.kind, checked.pages) == (FileState.CLEAN, "pdf", 3)
    assert checked.checked_at


@pytest.mark.django_db(transaction=False)
def test_a_file_that_fails_the_check_keeps_its_reason_but_not_its_bytes(
    sender: User, data_dir: Path, django_capture_on_commit_callbacks: Any
) -> None:
    stored = receive(upload("a.pdf", b.pdf(JS, catalog=b"/OpenAction 10 0 R")), by=sender)
    with django_capture_on_commit_callbacks(execute=True):
        checked = check_stored(stored.token)
    assert checked.state == FileState.REFUSED
    assert checked.refusal == Reason.PDF_ACTIVE.sentence
    assert on_disk(data_dir) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "case", ["windows program as pdf", "svg as png", "old word", "png called pdf", "nothing at all"]
)
def test_what_is_wrong_at_first_sight_stores_nothing(case: str, sender: User, data_dir: Path) -> None:
    name, data, reason = HOSTILE[case]
    with pytest.raises(Refused) as caught:
        receive(upload(name, data), by=sender)
    assert caught.value.message == reason.sentence
    assert on_disk(data_dir) == [] and not StoredFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["pdf with password", "docx with macros", "zip bomb", "jpeg and zip"])
def test_checking_at_once_refuses_and_leaves_nothing_behind(
    case: str, sender: User, data_dir: Path, django_capture_on_commit_callbacks: Any
) -> None:
    name, data, reason = HOSTILE[case]
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused) as caught:
        receive_checked(upload(name, data), by=sender)
    assert caught.value.message == reason.sentence
    assert on_disk(data_dir) == [] and not StoredFile.objects.exists()


@pytest.mark.django_db
def test_checking_at_once_returns_a_clean_file(sender: User) -> None:
    assert receive_checked(upload("a.png", b.png()), by=sender).state == FileState.CLEAN


@pytest.mark.django_db
def test_a_file_over_the_limit_is_cut_off_while_it_arrives(
    sender: User, data_dir: Path, settings: Any
) -> None:
    settings.PORTAL_FILE_MAX_BYTES = 1_000_000
    big = b.pdf(b"<< >>\nstream\n%s\nendstream" % (b"\1" * 1_500_000))
    with pytest.raises(Refused) as caught:
        receive(upload("a.pdf", big), by=sender)
    assert caught.value.code == "too_large" and "50 MB" in caught.value.message
    assert on_disk(data_dir) == []


@pytest.mark.django_db
def test_a_cleaned_picture_replaces_the_original(
    sender: User, data_dir: Path, django_capture_on_commit_callbacks: Any
) -> None:
    original = b.jpeg(exif=b.camera_exif())
    stored = receive(upload("IMG_1.jpg", original), by=sender)
    with django_capture_on_commit_callbacks(execute=True):
        checked = check_stored(stored.token)
    (place,) = on_disk(data_dir)
    data = place.read_bytes()
    assert b"SecretPhone" not in data
    assert (checked.sha256, checked.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert checked.sha256 != stored.sha256


@pytest.mark.raced
def test_two_checks_at_once_leave_one_file(sender: User, data_dir: Path) -> None:
    stored = receive(upload("IMG_1.jpg", b.jpeg(exif=b.camera_exif())), by=sender)
    results = at_once([partial(check_stored, stored.token)] * 4)
    assert {one.state for one in results} == {FileState.CLEAN}
    assert on_disk(data_dir) == [storage.absolute(StoredFile.objects.get(pk=stored.pk).path)]


@pytest.mark.django_db
def test_the_sweep_checks_what_fell_through_and_not_what_just_came(sender: User) -> None:
    old = receive(upload("a.pdf", b.pdf()), by=sender)
    lost = receive(upload("b.pdf", b.pdf()), by=sender)
    storage.discard(lost.path)
    assert tasks.sweep() == 0
    with moved(now() + timedelta(minutes=1)):
        assert tasks.sweep() == 1
    old.refresh_from_db()
    assert old.state == FileState.CLEAN


@pytest.mark.django_db
def test_a_file_that_is_gone_or_a_broker_that_is_down_does_no_harm(settings: Any) -> None:
    tasks.check("no-such-token")
    assert callable(_ask_for_check)


@pytest.mark.django_db
def test_forgetting_removes_row_and_bytes_after_commit(
    sender: User, data_dir: Path, django_capture_on_commit_callbacks: Any
) -> None:
    stored = receive(upload("a.pdf", b.pdf()), by=sender)
    with django_capture_on_commit_callbacks(execute=True):
        forget(stored)
        assert len(on_disk(data_dir)) == 1
    assert on_disk(data_dir) == [] and not StoredFile.objects.exists()


@pytest.mark.parametrize("path", ["", "../secret", "/etc/passwd", "2026/../../x"])
def test_a_stored_path_never_leads_out_of_the_files_folder(path: str) -> None:
    with pytest.raises(ValueError):
        storage.absolute(path)
