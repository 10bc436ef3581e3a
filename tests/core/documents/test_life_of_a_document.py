"""From the act that asks for a document to the day it is revoked."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.documents import seal, tasks
from core.documents.branches import DOCUMENT
from core.documents.models import Document, DocumentState
from core.documents.registry import SubjectRules
from core.documents.services import (
    document_row,
    render_document,
    render_promise,
    replace_document,
    revoke_document,
)
from core.errors import Refused
from core.files.storage import absolute
from core.now import moved, now
from core.outbox.branches import OUTBOX
from core.outbox.models import Outbox
from core.outbox.relay import drain
from core.writes.compose import write
from tests.core.documents.conftest import AGENCY, AT
from tests.races.crowd import at_once

Ask = Callable[..., Document]


@pytest.mark.django_db
def test_asking_freezes_the_values_and_promises_the_pdf(ask: Ask) -> None:
    document = ask()
    assert document.state == DocumentState.RENDERING
    assert document.values["issued_on"] == "2026-12-09"
    assert document.title == "建筑工程施工许可证"
    promise = Outbox.objects.get(topic="document.render")
    assert promise.payload == {"document": document.token}


@pytest.mark.django_db
def test_the_composed_write_leaves_the_same_row_as_the_plain_one(owner: User) -> None:
    row = document_row(
        kind="certificate",
        number="余复〔2026〕1号",
        subject_kind="test-thing",
        subject_id=1,
        agency=AGENCY,
        holder_masked="张*",
        values={"title": "复合证", "rows": []},
        issued_on=AT.date(),
        at=AT,
        owner_id=owner.pk,
    )
    with transaction.atomic():
        write([DOCUMENT, OUTBOX], {"document": [row], "outbox": [render_promise(row)]})
    document = Document.objects.get(token=row["token"])
    assert document.values["title"] == document.title == "复合证"
    assert (document.sha256, document.path, document.size, document.expires_on) == ("", "", 0, None)


@pytest.mark.django_db
def test_what_a_document_says_about_people_is_not_readable_in_the_database(ask: Ask) -> None:
    document = ask()
    with transaction.get_connection().cursor() as cursor:
        cursor.execute('SELECT d::text, "values" FROM core_document d WHERE id = %s', [document.pk])
        text, sealed_values = cursor.fetchone()
    assert "浙江某建设" not in text and "浙江某建设".encode() not in bytes(sealed_values)


@pytest.mark.django_db
def test_an_act_with_an_undrawable_name_is_refused_and_leaves_nothing(ask: Ask) -> None:
    with pytest.raises(Refused):
        ask(values={"rows": [{"label": "姓名", "lines": ["张𪚥"]}]})
    assert not Document.objects.exists() and not Outbox.objects.exists()


@pytest.mark.django_db
def test_rendering_stores_a_sealed_file_whose_digest_is_known(ask: Ask) -> None:
    document = ask()
    assert render_document(document.token)
    document.refresh_from_db()
    data = absolute(document.path).read_bytes()
    assert document.state == DocumentState.READY
    assert document.path.startswith("2026/12/") and document.token not in document.path
    assert document.size == len(data)
    check = seal.check(data)
    assert check.good and check.signed_at == AT


@pytest.mark.django_db
def test_rendering_twice_changes_nothing(ask: Ask) -> None:
    document = ask()
    render_document(document.token)
    document.refresh_from_db()
    before = document.sha256
    assert render_document(document.token) is False
    assert render_document("no-such-token") is False
    document.refresh_from_db()
    assert document.sha256 == before


@pytest.mark.raced
def test_two_workers_at_once_leave_one_file_and_tell_once(
    ask: Ask, subject_rules: Any, data_dir: Any
) -> None:
    told: list[str] = []
    subject_rules(SubjectRules(lambda user, one: False, lambda one: told.append(one.token)))
    document = ask()
    before = {path for path in (data_dir / "files").rglob("*") if path.is_file()}
    results = at_once([partial(render_document, document.token)] * 3)
    assert sorted(map(str, results)) == ["False", "False", "True"]
    document.refresh_from_db()
    after = {path for path in (data_dir / "files").rglob("*") if path.is_file()}
    assert after - before == {absolute(document.path)}
    assert told == [document.token]


@pytest.mark.raced
def test_the_relay_makes_the_document_after_commit(ask: Ask) -> None:
    document = ask()
    with moved(now() + timedelta(days=3650)):
        drain()
    document.refresh_from_db()
    assert document.state == DocumentState.READY
    assert Outbox.objects.get(topic="document.render").sent_at


@pytest.mark.django_db
def test_the_sweep_makes_what_fell_through_and_one_bad_document_does_not_stop_it(ask: Ask) -> None:
    bad, good = ask(number="余坏1"), ask(number="余好1")
    Document.objects.filter(pk=bad.pk).update(kind="nonsense")
    with moved(AT + timedelta(minutes=1)):
        assert tasks.sweep() == 0
    with moved(AT + timedelta(minutes=3)):
        assert tasks.sweep() == 1
    good.refresh_from_db()
    assert good.state == DocumentState.READY


@pytest.mark.django_db
def test_a_number_is_given_once_per_agency_and_kind(ask: Ask) -> None:
    ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        ask()
    ask(agency="杭州市余杭区环境保护局")


@pytest.mark.django_db
def test_revoking_needs_two_people_and_a_reason(ask: Ask, owner: User) -> None:
    document = ask()
    second = User.objects.create_user("second-person")
    with pytest.raises(Refused, match="不能再办"):
        revoke_document(document.token, by=second, proposed_by=owner, reason="依据错误")
    render_document(document.token)
    with pytest.raises(Refused, match="两个人"):
        revoke_document(document.token, by=owner, proposed_by=owner, reason="依据错误")
    with pytest.raises(Refused, match="理由"):
        revoke_document(document.token, by=second, proposed_by=owner, reason="  ")
    revoked = revoke_document(document.token, by=second, proposed_by=owner, reason="依据错误")
    assert (revoked.state, revoked.revoked_reason) == (DocumentState.REVOKED, "依据错误")
    with pytest.raises(Refused):
        revoke_document(document.token, by=second, proposed_by=owner, reason="再来一次")


@pytest.mark.django_db
def test_a_document_is_replaced_by_one_of_its_own_kind_only(ask: Ask) -> None:
    old, new = ask(), ask(number="余建许〔2026〕2号")
    letter = ask(number="余函1", kind="grant")
    render_document(old.token)
    with pytest.raises(Refused):
        replace_document(old.token, replaced_by=letter)
    assert replace_document(old.token, replaced_by=new).replaced_by == new
