"""催办 by the applicant, and the digest of the morning for whoever handles cases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Max

from accounts.models import StaffMembership
from approvals.models import Case
from approvals.selectors.applicant import case_page
from approvals.services import digest, intake
from approvals.services.urge import urge_case
from core.errors import Forbidden, Refused
from core.letters.models import Message
from core.now import moved, today
from core.outbox import relay
from core.records.models import Event
from core.records.verify import verify_all
from tests.approvals.bureau import Bureau, bureau, submitted
from tests.races.crowd import at_once

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai
FRIDAY = MONDAY + timedelta(days=4)
POSTS = {"clerk": "clerk", "reviewer": "reviewer", "head": "head"}


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Iterator[Bureau]:
    with moved(MONDAY):
        made = bureau()
        for name, post in POSTS.items():
            StaffMembership.objects.create(
                user=getattr(made, name), department=made.department, post=post, starts_on=date(2026, 1, 1)
            )
        yield made


@pytest.fixture
def case(office: Bureau) -> Case:
    """Accepted on Monday, promised within five working days: Monday next week."""
    made = submitted(office)
    intake.accept_case(made.pk, by=office.clerk)
    return made


def told(topic: str) -> list[str]:
    return sorted(Message.objects.filter(topic=topic).values_list("recipient__username", flat=True))


@pytest.mark.django_db
def test_it_is_refused_while_the_promise_is_far(office: Bureau, case: Case) -> None:
    with pytest.raises(Refused, match="还早"):
        urge_case(case.pk, by=office.citizen)
    assert not case_page(Case.objects.get(pk=case.pk)).can_urge(today())


@pytest.mark.django_db
def test_near_the_promise_it_is_an_event_that_moves_nothing(office: Bureau, case: Case) -> None:
    before = Case.objects.get(pk=case.pk)
    with moved(FRIDAY):
        assert case_page(before).can_urge(today())
        urge_case(case.pk, by=office.citizen)
        after = Case.objects.get(pk=case.pk)
        assert not case_page(after).can_urge(today())
    assert (after.state, after.version) == (before.state, before.version + 1)
    event = Event.objects.get(subject_kind="case", subject_id=case.pk, act="urge")
    assert (event.role, event.data) == ("applicant", {"date": "2026-11-23", "state": before.state})
    assert [finding.bad for finding in verify_all() if finding.bad] == []


@pytest.mark.raced
def test_the_handler_and_the_head_are_told_once(office: Bureau, case: Case) -> None:
    with moved(FRIDAY):
        urge_case(case.pk, by=office.citizen)
        relay.drain()
        relay.drain()
    assert told("staff.urged") == ["head-b1", "reviewer-b1"]


@pytest.mark.django_db
def test_once_a_working_day_and_again_on_the_next(office: Bureau, case: Case) -> None:
    with moved(FRIDAY):
        urge_case(case.pk, by=office.citizen)
    for later in (timedelta(hours=3), timedelta(days=1), timedelta(days=2)):
        with moved(FRIDAY + later), pytest.raises(Refused, match="已经催办过"):
            urge_case(case.pk, by=office.citizen)
    with moved(FRIDAY + timedelta(days=3)):
        urge_case(case.pk, by=office.citizen)
    assert Event.objects.filter(act="urge").count() == 2


@pytest.mark.django_db
def test_only_the_applicant_urges(office: Bureau, case: Case) -> None:
    with moved(FRIDAY), pytest.raises(Forbidden):
        urge_case(case.pk, by=office.other_citizen)


@pytest.mark.raced
def test_of_eight_presses_at_once_one_counts_and_the_others_are_told(office: Bureau, case: Case) -> None:
    with moved(FRIDAY):
        results = at_once([lambda: urge_case(case.pk, by=office.citizen) for _ in range(8)])
    failed = [result for result in results if isinstance(result, Exception)]
    assert len(failed) == 7
    assert all(isinstance(error, Refused) for error in failed)
    assert Event.objects.filter(act="urge").count() == 1


@pytest.mark.django_db
def test_the_morning_tells_each_person_once_what_waits(office: Bureau, case: Case) -> None:
    due = case.steps.aggregate(due=Max("due_on"))["due"]
    with moved(datetime(due.year, due.month, due.day, 0, 30, tzinfo=UTC)):
        assert digest.send_digests() == 2
        assert digest.send_digests() == 0
    assert told("staff.digest") == ["head-b1", "reviewer-b1"]
    with moved(datetime(due.year, due.month, due.day, 0, 30, tzinfo=UTC) + timedelta(days=1)):
        assert digest.send_digests() == 2
    body = Message.objects.filter(topic="staff.digest").order_by("-pk")[0].body
    assert "今天到期 0 件，已过期限 1 件" in body


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 21, 1, 0, tzinfo=UTC),  # Saturday
        datetime(2026, 11, 22, 23, 0, tzinfo=UTC),  # Monday, seven in the morning
        datetime(2026, 11, 23, 4, 0, tzinfo=UTC),  # Monday noon
    ],
)
def test_no_digest_on_rest_days_before_eight_or_after_noon(office: Bureau, case: Case, at: datetime) -> None:
    with moved(at):
        assert digest.send_digests() == 0
    with moved(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)):
        assert digest.send_digests() == 2


@pytest.mark.django_db
def test_who_has_nothing_waiting_hears_nothing(office: Bureau) -> None:
    assert digest.send_digests() == 0
