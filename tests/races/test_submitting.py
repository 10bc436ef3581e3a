"""However often and by whomever the button is pressed: one case, one receipt per key."""

from datetime import timedelta

import pytest

from admin_center.registry.models import ServiceItem
from approvals.models import Case, Draft, MaterialFile
from approvals.rules.supplements import Missing
from approvals.services import handling, intake
from approvals.services.drafts import attach_file, delete_draft, start_draft
from approvals.services.submit import submit_draft
from core.errors import PortalError
from core.files.models import StoredFile
from core.files.services.receive_file import receive_checked
from core.now import now, today
from core.records.models import Event
from tests.approvals.bureau import Bureau, bureau, submitted
from tests.approvals.forms import CONTENT, pdf

from .crowd import at_once

PRESSES = 50


@pytest.fixture
def office() -> Bureau:
    made = bureau()
    ServiceItem.objects.filter(pk=made.version.item_id).update(online_level="online_apply")
    return made


def _draft(office: Bureau) -> Draft:
    at = now()
    return Draft.objects.create(
        user=office.citizen,
        item=office.version.item,
        item_version=office.version,
        contact={"delivery_mode": "online"},
        topics_done=["contact"],
        created_at=at,
        saved_at=at,
        expires_on=today() + timedelta(days=30),
    )


@pytest.mark.raced
def test_fifty_presses_at_once_make_one_case_and_one_receipt(office: Bureau) -> None:
    draft = _draft(office)
    results = at_once([lambda: submit_draft(draft.token, by=office.citizen) for _ in range(PRESSES)])
    assert not [r for r in results if isinstance(r, Exception)]
    assert len({receipt.number for receipt in results}) == 1
    assert Case.objects.count() == 1
    assert Event.objects.filter(subject_kind="case").count() == 1


@pytest.mark.raced
def test_starting_twice_at_once_leaves_one_open_draft_or_says_so(office: Bureau) -> None:
    item = office.version.item
    results = at_once([lambda: start_draft(item, by=office.citizen) for _ in range(8)])
    drafts = {r.pk for r in results if not isinstance(r, Exception)}
    assert drafts
    assert all(isinstance(r, PortalError) for r in results if isinstance(r, Exception))


@pytest.mark.raced
def test_a_withdrawal_and_a_decision_at_once_leave_one_of_them(office: Bureau) -> None:
    for _ in range(6):
        case = submitted(office)
        intake.accept_case(case.pk, by=office.clerk)
        handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="同意办理")
        results = at_once(
            [
                lambda pk=case.pk: handling.withdraw_case(pk, by=office.citizen),
                lambda pk=case.pk: handling.grant_case(pk, by=office.head),
            ]
        )
        failed = [r for r in results if isinstance(r, Exception)]
        assert len(failed) == 1
        assert isinstance(failed[0], PortalError)
        case.refresh_from_db()
        assert case.state in ("withdrawn", "decided")
        assert case.version == 4


@pytest.mark.raced
def test_an_upload_that_ends_during_a_withdrawal_is_in_time_or_told_so(office: Bureau) -> None:
    for _ in range(6):
        case = submitted(office)
        intake.request_supplement(case.pk, by=office.clerk, items=[Missing("plan", "缺盖章")])

        def bring(pk: int = case.pk) -> None:
            stored = receive_checked(pdf("plan.pdf"), by=office.citizen)
            intake.supplement_case(pk, by=office.citizen, files={"plan": [stored.pk]})

        results = at_once([bring, lambda pk=case.pk: handling.withdraw_case(pk, by=office.citizen)])
        assert all(isinstance(r, PortalError) for r in results if isinstance(r, Exception)), results
        case.refresh_from_db()
        acts = list(Event.objects.filter(subject_id=case.pk).order_by("seq").values_list("act", flat=True))
        attached = MaterialFile.objects.filter(material__case=case).count()
        assert attached == acts.count("supplement")
        assert case.version == len(acts)
        assert case.state == ("withdrawn" if "withdraw" in acts else "submitted")


@pytest.mark.raced
def test_a_file_for_a_draft_that_is_being_deleted_leaves_nothing_behind() -> None:
    office = bureau(content=CONTENT)
    for _ in range(4):
        token = _draft(office).token
        results = at_once(
            [
                lambda token=token: attach_file(
                    token, by=office.citizen, material_key="plan", upload=pdf("plan.pdf")
                ),
                lambda token=token: delete_draft(token, by=office.citizen),
            ]
        )
        assert all(isinstance(r, PortalError) for r in results if isinstance(r, Exception)), results
        assert not Draft.objects.filter(token=token).exists()
    assert not StoredFile.objects.exists()


@pytest.mark.raced
def test_numbers_have_no_gap_and_no_twin_when_twelve_are_issued_at_once(office: Bureau) -> None:
    cases = []
    for _ in range(12):
        case = submitted(office)
        intake.accept_case(case.pk, by=office.clerk)
        handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="同意办理")
        handling.grant_case(case.pk, by=office.head)
        cases.append(case.pk)
    results = at_once([lambda pk=pk: handling.issue_certificate(pk, by=office.clerk) for pk in cases])
    assert not [r for r in results if isinstance(r, Exception)]
    numbers = Event.objects.filter(act="issue").values_list("data", flat=True)
    got = sorted(int(data["number"].split("〕")[1].rstrip("号")) for data in numbers)
    assert got == list(range(1, 13))
