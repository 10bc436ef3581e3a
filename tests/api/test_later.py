"""Promised documents and renewals by program."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from admin_center.registry.models import ServiceItem
from approvals.models import Case
from approvals.services import handling, intake
from core.documents.models import Document, DocumentState
from core.now import today
from tests.api.asking import Caller
from tests.approvals.bureau import Bureau, submitted
from tests.core.files.builders import pdf

pytestmark = pytest.mark.django_db


def sheet() -> SimpleUploadedFile:
    return SimpleUploadedFile("补.pdf", pdf(), "application/pdf")


def send(caller: Caller, case: Case, **files: Any) -> Any:
    return caller.client.post(f"/api/v1/my/cases/{case.token}/promised/", files, headers=caller.headers)


def test_what_was_promised_is_handed_in_together(citizen: Caller, office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case_conditionally(case.pk, by=office.clerk, promised=["plan", "deed"], days=5)
    refused = send(citizen, case, plan=sheet())
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"deed"}
    done = send(citizen, case, plan=sheet(), deed=sheet())
    assert done.status_code == 200
    states = {one["key"]: one["state"] for one in done.json()["materials"]}
    assert (states["plan"], states["deed"]) == ("supplied", "supplied")
    assert send(citizen, case).status_code == 422
    assert send(Caller(office.other_citizen), case).status_code == 404


def test_a_certificate_is_renewed_by_its_holder(citizen: Caller, office: Bureau) -> None:
    ServiceItem.objects.filter(pk=office.version.item_id).update(online_level="online_apply")
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="材料齐全")
    handling.grant_case(case.pk, by=office.head)
    handling.issue_certificate(case.pk, by=office.clerk)
    certificate = Document.objects.get(subject_kind="case", subject_id=case.pk, kind="certificate")
    path = f"my/certificates/{certificate.token}/renewal/"
    assert citizen.problem("post", path, {}, status=422)["code"] == "not_renewable"
    ends = {"expires_on": today() + timedelta(days=40), "state": DocumentState.READY, "sha256": "0" * 64}
    Document.objects.filter(pk=certificate.pk).update(**ends)
    draft = citizen.told("post", path, {}, status=201)
    assert draft["item"]["slug"] == office.version.item.slug
    assert citizen.told("post", path, {}, status=201)["token"] == draft["token"]
    Caller(office.other_citizen).problem("post", path, {}, status=404)
