"""Renewal (行政许可法 art. 50): filed thirty days ahead and undecided at expiry means renewed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from admin_center.registry.models import ServiceItem
from approvals.models import Case, Draft
from approvals.services import handling, intake, sweeps
from approvals.services.renewals import start_renewal
from approvals.services.submit import submit_draft
from core.documents.models import Document
from core.errors import Refused
from core.now import moved
from core.records.verify import verify_all

from .bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
EXPIRY = date(2026, 6, 30)


@pytest.fixture
def office() -> Bureau:
    made = bureau()
    ServiceItem.objects.filter(pk=made.version.item_id).update(online_level="online_apply")
    made.citizen.assurance = 2
    made.citizen.save(update_fields=["assurance"])
    return made


def certificate(office: Bureau) -> Document:
    with moved(MONDAY):
        case = submitted(office, at=MONDAY)
        intake.accept_case(case.pk, by=office.clerk)
        handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="可以")
        handling.grant_case(case.pk, by=office.head)
        handling.issue_certificate(case.pk, by=office.clerk)
    found = Document.objects.filter(subject_id=case.pk, kind="certificate")
    found.update(state="ready", sha256="0" * 64, expires_on=EXPIRY)
    return found.get()


def renewal(office: Bureau, filed: datetime) -> Case:
    paper = certificate(office)
    with moved(filed):
        draft = start_renewal(paper.token, by=office.citizen)
        Draft.objects.filter(pk=draft.pk).update(topics_done=["contact"])
        draft.refresh_from_db()
        draft.contact = {"delivery_mode": "online"}
        draft.save(update_fields=["contact"])
        receipt = submit_draft(draft.token, by=office.citizen)
    return Case.objects.get(pk=receipt.case_id)


def test_a_renewal_filed_in_time_and_not_decided_is_granted_when_the_old_one_expires(office: Bureau) -> None:
    case = renewal(office, datetime(2026, 5, 20, 2, 0, tzinfo=UTC))
    with moved(datetime(2026, 6, 30, 2, 0, tzinfo=UTC)):
        assert sweeps.renew_silent_cases() == 0
    with moved(datetime(2026, 7, 4, 2, 0, tzinfo=UTC)):
        assert sweeps.renew_silent_cases() == 1
        assert sweeps.renew_silent_cases() == 0
    case.refresh_from_db()
    assert (case.state, case.outcome, case.is_deemed) == ("decided", "granted", True)
    assert [finding.bad for finding in verify_all() if finding.bad] == []


def test_a_renewal_filed_too_late_is_not_granted_by_silence(office: Bureau) -> None:
    case = renewal(office, datetime(2026, 6, 20, 2, 0, tzinfo=UTC))
    with moved(datetime(2026, 7, 4, 2, 0, tzinfo=UTC)):
        assert sweeps.renew_silent_cases() == 0
    case.refresh_from_db()
    assert case.state == "submitted"


def test_only_the_holder_can_renew_and_only_what_expires(office: Bureau) -> None:
    paper = certificate(office)
    with moved(MONDAY + timedelta(days=60)):
        with pytest.raises(Refused, match="没有找到"):
            start_renewal(paper.token, by=office.other_citizen)
        Document.objects.filter(pk=paper.pk).update(expires_on=None)
        with pytest.raises(Refused, match="不需要延续"):
            start_renewal(paper.token, by=office.citizen)
