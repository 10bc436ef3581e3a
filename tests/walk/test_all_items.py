"""Every item of the catalogue through a lawful channel, by the real services, up to its acceptance."""

import re
from pathlib import Path

import pytest

from admin_center.calendar.selectors import workdays
from admin_center.clocks.models import Clock
from admin_center.registry import source
from admin_center.registry.models import ServiceItem
from approvals.enums import CaseState, Verdict
from approvals.models import Case, Material
from approvals.rules.intake import Check
from approvals.rules.opening import query_code
from approvals.selectors.applicant import case_page
from approvals.services import drafts, intake
from approvals.services.receive import Faults
from citizens_home.presenters.receipt import receipt_values
from core.documents import contents, pdf
from core.documents.kinds import DocumentKind, template_of
from core.errors import Refused
from core.records.models import Event
from tests.walk.counting import at_most
from tests.walk.paths import (
    Walk,
    applicant_of,
    at_window,
    clerk_of,
    needed,
    save_everything,
    submit,
    upload,
)

pytestmark = pytest.mark.django_db
FOLDER = Path(source.__file__).parent / "catalogue" / "items"
SLUGS = sorted(
    slug
    for path in FOLDER.glob("*.yaml")
    for slug in re.findall(r"^- slug: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
)


@pytest.fixture(autouse=True)
def _calendar_is_read() -> None:
    workdays()


def item_of(slug: str) -> ServiceItem:
    return ServiceItem.objects.select_related("department", "live_version").get(slug=slug)


def test_the_walk_misses_no_item() -> None:
    live = ServiceItem.objects.filter(is_active=True, live_version__isnull=False)
    assert sorted(live.values_list("slug", flat=True)) == SLUGS
    assert len(SLUGS) == 179


@pytest.mark.parametrize("slug", SLUGS)
def test_an_application_is_received_and_accepted(slug: str) -> None:
    item = item_of(slug)
    case = online(item) if item.online_level in drafts.ONLINE_LEVELS else on_paper(item)
    assert_receipt(case)
    accept(case)


def online(item: ServiceItem) -> Case:
    """By the item's own form, files laid to everything that may come electronically."""
    walk = Walk(item)
    user, mandate = applicant_of(item)
    token = drafts.start_draft(item, by=user, mandate=mandate).token
    assert set(save_everything(token, user, walk, walk.invalid)) == set(walk.invalid)
    with pytest.raises(Refused):
        submit(token, user)
    for key, yes, no in walk.conditional():
        assert save_everything(token, user, walk, yes) == {}
        assert key in needed(token, user)
        assert save_everything(token, user, walk, no) == {}
        assert key not in needed(token, user)
    assert save_everything(token, user, walk, walk.answers) == {}
    wanted = [need.key for need in needed(token, user).values() if need.how == "upload" and need.required]
    for place, key in enumerate(wanted):
        if place == len(wanted) - 1:
            with pytest.raises(Refused, match="没有上传"):
                submit(token, user)
        upload(token, user, key)
    case = submit(token, user)
    assert (case.applicant_user_id, case.channel) == (user.pk, "online")
    assert submit(token, user).pk == case.pk
    return case


def on_paper(item: ServiceItem) -> Case:
    """By the clerk at a window; with every document in paper."""
    walk, clerk = Walk(item), clerk_of(item)
    with pytest.raises(Faults) as refused:
        at_window(walk, clerk, walk.invalid)
    assert set(refused.value.faults) == set(walk.invalid)
    for key, yes, no in walk.conditional():
        assert Material.objects.filter(case=at_window(walk, clerk, yes), key=key).exists()
        assert not Material.objects.filter(case=at_window(walk, clerk, no), key=key).exists()
    case = at_window(walk, clerk, walk.answers, key="pressed-twice")
    assert at_window(walk, clerk, walk.answers, key="pressed-twice").pk == case.pk
    assert case.channel in ("window", "township", "village")
    assert Event.objects.get(subject_kind="case", subject_id=case.pk).act == "receive"
    return case


def assert_receipt(case: Case) -> None:
    """The receipt names the case and the code for asking; the answers are kept as they were given."""
    values = receipt_values(case_page(case))
    said = str(values)
    assert case.number in said
    assert query_code(case.number) in said
    assert len(case.answers) == len(case.item_version.content["form_fields"])


def accept(case: Case) -> None:
    """The department's clerk checks every document and accepts: two statements, and the term runs."""
    clerk = clerk_of(case.item) if case.channel == "online" else case_clerk(case)
    checks = {row.key: Check(Verdict.OK) for row in Material.objects.filter(case=case)}
    with at_most(2, "accepting"):
        intake.accept_case(case.pk, by=clerk, checks=checks)
    case.refresh_from_db()
    assert case.state == CaseState.ACCEPTED
    clock = Clock.objects.get(subject_kind="case", subject_id=case.pk, name="decision")
    assert clock.promised_days == case.item_version.promised_days
    assert clock.promised_due_on <= clock.statutory_due_on


def case_clerk(case: Case) -> object:
    """The clerk who received it."""
    return Event.objects.get(subject_kind="case", subject_id=case.pk, seq=1).by


@pytest.mark.parametrize("slug", ["construction-permit", "house-mortgage-registration"])
def test_the_receipt_is_a_pdf(slug: str) -> None:
    case = online(item_of(slug))
    made = pdf.render(
        template_of(DocumentKind.RECEIPT),
        contents.context(DocumentKind.RECEIPT, receipt_values(case_page(case))),
    )
    assert made.pdf.startswith(b"%PDF-")
