"""The public page of verification: the verdict first, nothing about people, nothing stored."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from core.documents.models import Document
from core.documents.qr import qr_svg, verify_url
from core.documents.registry import SubjectRules
from core.documents.services import render_document, replace_document, revoke_document
from core.files.models import StoredFile
from core.files.storage import absolute
from core.now import moved
from tests.core.documents.conftest import AGENCY, AT

Ask = Callable[..., Document]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def ready(ask: Ask) -> Document:
    document = ask()
    render_document(document.token)
    document.refresh_from_db()
    return document


def page(client: Client, token: str) -> str:
    return client.get(f"/verify/{token}/").content.decode()


def test_a_valid_document_is_said_to_be_valid_with_its_facts(client: Client, ready: Document) -> None:
    with moved(AT):
        response = client.get(f"/verify/{ready.token}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert 'data-verdict="valid"' in text
    for fact in (
        ready.number,
        AGENCY,
        "建筑工程施工许可",
        "2026年12月9日",
        "2027年12月8日",
        "portal.example",
    ):
        assert fact in text
    assert " ".join(ready.sha256[i : i + 8] for i in range(0, 64, 8)) in text


def test_the_holder_is_masked_and_nothing_of_the_values_is_shown(client: Client, ready: Document) -> None:
    text = page(client, ready.token)
    assert "浙江**有限公司" in text
    assert "浙江某建设" not in text and "峣㛃" not in text and "YH-2026-118-00421" not in text


def test_the_page_is_not_cached_and_not_indexed(client: Client, ready: Document) -> None:
    response = client.get(f"/verify/{ready.token}/")
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()


def test_a_document_past_its_date_is_expired_from_the_day_after(client: Client, ready: Document) -> None:
    with moved(AT + timedelta(days=364)):
        assert 'data-verdict="valid"' in page(client, ready.token)
    with moved(AT + timedelta(days=365)):
        assert 'data-verdict="expired"' in page(client, ready.token)


def test_a_document_in_the_making_says_so_and_offers_no_comparison(client: Client, ask: Ask) -> None:
    text = page(client, ask().token)
    assert 'data-verdict="rendering"' in text and "<form" not in text.split("<main")[1]


def test_a_revoked_document_shows_when_and_why(client: Client, ready: Document, owner: User) -> None:
    other = User.objects.create_user("approver-of-revocation")
    with moved(AT + timedelta(days=30)):
        revoke_document(ready.token, by=other, proposed_by=owner, reason="申请材料虚假")
        text = page(client, ready.token)
    assert 'data-verdict="revoked"' in text
    assert "2027年1月8日" in text and "申请材料虚假" in text


def test_a_replaced_document_leads_to_the_new_one(client: Client, ready: Document, ask: Ask) -> None:
    new = ask(number="余建许〔2026〕2号")
    replace_document(ready.token, replaced_by=new)
    text = page(client, ready.token)
    assert 'data-verdict="replaced"' in text and f"/verify/{new.token}/" in text


def test_an_unknown_code_gets_a_clear_page_and_404(client: Client) -> None:
    response = client.get(f"/verify/{'x' * 22}/")
    assert response.status_code == 404
    assert 'data-verdict="unknown"' in response.content.decode()


def test_the_same_file_is_the_same_and_another_is_not(client: Client, ready: Document) -> None:
    data = absolute(ready.path).read_bytes()
    address = f"/verify/{ready.token}/"
    same = client.post(address, {"file": SimpleUploadedFile("a.pdf", data)}).content.decode()
    different = client.post(address, {"file": SimpleUploadedFile("a.pdf", data + b"\n")}).content.decode()
    assert 'data-compare="same"' in same and 'data-compare="different"' in different
    assert not StoredFile.objects.exists()


def test_comparing_without_a_file_says_what_to_do(client: Client, ready: Document) -> None:
    response = client.post(f"/verify/{ready.token}/", {})
    assert response.status_code == 422
    assert "请选择要比对的文件" in response.content.decode()


def test_too_many_lookups_are_asked_to_wait_per_address(client: Client, ready: Document) -> None:
    for _attempt in range(60):
        client.get("/verify/" + "y" * 22 + "/")
    assert client.get(f"/verify/{ready.token}/").status_code == 429
    assert client.get(f"/verify/{ready.token}/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_typed_code_leads_to_its_page_even_when_the_whole_address_was_typed(client: Client) -> None:
    token = "Abc_-" + "1" * 17
    for typed in (token, f" {token} ", f"https://portal.example/verify/{token}/"):
        response = client.get("/verify/", {"token": typed})
        assert response.status_code == 302 and response["Location"] == f"/verify/{token}/"
    wrong = client.get("/verify/", {"token": "<b>"})
    assert wrong.status_code == 200 and "请照文书上印的样子" in wrong.content.decode()


def test_the_address_on_a_document_is_chinese_and_absolute_whatever_the_language(
    client: Client, settings: Any
) -> None:
    from django.utils import translation  # noqa: PLC0415

    with translation.override("en"):
        assert verify_url("T" * 22) == f"https://portal.example/verify/{'T' * 22}/"
    assert "<svg" in qr_svg("https://portal.example/")


def test_only_its_people_download_it_and_strangers_get_404(
    client: Client, ready: Document, owner: User, subject_rules: Any
) -> None:
    officer, stranger = User.objects.create_user("officer"), User.objects.create_user("stranger")
    subject_rules(SubjectRules(lambda user, document: user == officer and document.subject_id == 7))
    address = f"/verify/{ready.token}/download/"
    assert client.get(address).status_code == 302
    for user, status in ((owner, 200), (officer, 200), (stranger, 404)):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(address).status_code == status
        assert (f'href="{address}"' in page(client, ready.token)) == (status == 200)


def test_a_download_is_an_attachment_that_no_browser_guesses_about(
    client: Client, ready: Document, owner: User
) -> None:
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(f"/verify/{ready.token}/download/")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"] and "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response) == absolute(ready.path).read_bytes()


def test_a_document_in_the_making_cannot_be_downloaded(client: Client, ask: Ask, owner: User) -> None:
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/verify/{ask().token}/download/").status_code == 404
