"""送达回证 names the paper that was handed over, with its number."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from approvals.models import Case
from approvals.services import afterwards, handling, intake
from core.documents.models import Document
from core.documents.services.render_document import made_pdf
from core.now import moved

from .bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PARTLY = {"reasons": "建设资金证明不足合同价的一半。", "legal_basis": "《建筑法》第八条"}


@pytest.fixture
def office() -> Bureau:
    return bureau()


@pytest.fixture
def reviewed(office: Bureau) -> Case:
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        intake.accept_case(case.pk, by=office.clerk)
        handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="可以")
    return case


def receipt(case: Case, office: Bureau) -> str:
    """The text of the receipt of a delivery at the window."""
    with moved(MONDAY):
        handling.deliver_case(case.pk, by=office.clerk, mode="window", receiver="李某")
    paper = Document.objects.get(subject_id=case.pk, kind="delivery")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made_pdf(paper))).pages)
    return "".join(text.split())


def issue(case: Case, office: Bureau) -> Document:
    with moved(MONDAY):
        handling.grant_case(case.pk, by=office.head)
        handling.issue_certificate(case.pk, by=office.clerk)
    papers = Document.objects.filter(subject_id=case.pk, kind="certificate")
    papers.update(state="ready", sha256="0" * 64)
    return papers.get()


def test_it_prints_the_number_of_the_certificate(office: Bureau, reviewed: Case) -> None:
    certificate = issue(reviewed, office)
    assert f"（{certificate.number}）" in receipt(reviewed, office)


def test_after_a_correction_it_prints_the_number_of_the_sheet_that_holds(
    office: Bureau, reviewed: Case
) -> None:
    issue(reviewed, office)
    with moved(MONDAY):
        afterwards.correct_certificate(reviewed.pk, by=office.head, reason="项目名称印错一个字，予以更正。")
    new = Document.objects.filter(subject_id=reviewed.pk, kind="certificate").latest("id")
    assert "更正" in new.number
    assert f"（{new.number}）" in receipt(reviewed, office)


def test_it_prints_the_number_of_a_refusal(office: Bureau, reviewed: Case) -> None:
    with moved(MONDAY):
        handling.refuse_case(reviewed.pk, by=office.head, **PARTLY)
    refusal = Document.objects.get(subject_id=reviewed.pk, kind="refusal")
    assert f"不予行政许可决定书（{refusal.number}）" in receipt(reviewed, office)
