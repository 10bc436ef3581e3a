"""陈述申辩 before a revocation: when, by whom, where it is kept, who is told, and how it must be answered."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import StaffMembership
from approvals.models import Case, Statement, Step
from approvals.rules.afterwards import why_not_heard
from approvals.rules.statements import LONGEST, why_too_late
from approvals.services import afterwards, handling, intake
from approvals.services.statements import defend_certificate
from core.documents.models import Document
from core.documents.services.render_document import made_pdf
from core.errors import Forbidden, Refused
from core.letters.models import Message
from core.now import moved
from core.outbox import relay
from core.records.models import Event
from core.records.verify import verify_all
from tests.approvals.bureau import Bureau, bureau, staff, submitted
from tests.citizens_home.people import at_home
from tests.races.crowd import at_once

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LAST_DAY = MONDAY + timedelta(days=7)
WHY = "申请材料中的合同系伪造，已查实。"
SAID = "合同由他人代办，我不知道是伪造的。"
ANSWER = "持证人陈述合同由他人代办；伪造的事实清楚，不予采纳"


@pytest.fixture
def office() -> Iterator[Bureau]:
    with moved(MONDAY):
        made = bureau()
        for name, post in {"clerk": "clerk", "reviewer": "reviewer", "head": "head"}.items():
            StaffMembership.objects.create(
                user=getattr(made, name), department=made.department, post=post, starts_on=date(2026, 1, 1)
            )
        yield made


@pytest.fixture
def issued(office: Bureau) -> Case:
    case = submitted(office, at=MONDAY)
    intake.accept_case(case.pk, by=office.clerk)
    handling.complete_step(case.pk, by=office.reviewer, node="review", result="agree", opinion="可以")
    handling.grant_case(case.pk, by=office.head)
    handling.issue_certificate(case.pk, by=office.clerk)
    Document.objects.filter(subject_id=case.pk, kind="certificate").update(state="ready", sha256="0" * 64)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def proposed(office: Bureau, issued: Case) -> Case:
    afterwards.propose_revocation(issued.pk, by=office.reviewer, reason=WHY)
    return Case.objects.get(pk=issued.pk)


def kept() -> list[str]:
    return [row.text for row in Statement.objects.order_by("seq")]


def moved_job(at: datetime, act: Callable[..., Any], *args: Any, **values: Any) -> Callable[[], Any]:
    """An act of one thread of a crowd: the clock that a test moves is each thread's own."""

    def job() -> Any:
        with moved(at):
            return act(*args, **values)

    return job


def printed(paper: Document) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made_pdf(paper))).pages)
    return "".join(text.split())


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    assert why_too_late(date(2026, 3, 9), date(2026, 3, 9)) is None
    assert "到2026年3月9日为止" in str(why_too_late(date(2026, 3, 9), date(2026, 3, 10)))
    assert "没有拟撤销" in str(why_too_late(None, date(2026, 3, 9)))


def test_what_was_stated_must_be_answered() -> None:
    assert why_not_heard("期限内没有提出", stated=False) is None
    for untrue in ("期限内没有提出", "期限内没有提出。", "不予采纳"):
        assert "已经在网上陈述" in str(why_not_heard(untrue, stated=True))
    assert why_not_heard(ANSWER, stated=True) is None


@pytest.mark.django_db
def test_nothing_can_be_stated_before_a_proposal_or_after_the_last_day(office: Bureau, issued: Case) -> None:
    with pytest.raises(Refused, match="没有拟撤销的许可"):
        defend_certificate(issued.pk, by=office.citizen, text=SAID)
    afterwards.propose_revocation(issued.pk, by=office.reviewer, reason=WHY)
    with moved(LAST_DAY + timedelta(days=1)), pytest.raises(Refused, match="已经过了"):
        defend_certificate(issued.pk, by=office.citizen, text=SAID)
    assert kept() == []


@pytest.mark.django_db
def test_an_empty_or_endless_text_is_refused_and_line_ends_count_once(office: Bureau, proposed: Case) -> None:
    with pytest.raises(Refused, match="请写下"):
        defend_certificate(proposed.pk, by=office.citizen, text=" \r\n ")
    with pytest.raises(Refused, match="最多写2000字，现在是2001字"):
        defend_certificate(proposed.pk, by=office.citizen, text="长" * (LONGEST + 1))
    defend_certificate(proposed.pk, by=office.citizen, text="一\r\n" * 999 + "末了")
    assert [len(text) for text in kept()] == [LONGEST]


@pytest.mark.django_db
def test_strangers_and_staff_do_not_state(office: Bureau, proposed: Case) -> None:
    for user in (office.other_citizen, office.head):
        with pytest.raises(Forbidden):
            defend_certificate(proposed.pk, by=user, text=SAID)


@pytest.mark.django_db
def test_each_is_kept_encrypted_and_the_event_tells_no_word_of_it(office: Bureau, proposed: Case) -> None:
    defend_certificate(proposed.pk, by=office.citizen, text=SAID)
    with moved(LAST_DAY):
        defend_certificate(proposed.pk, by=office.citizen, text="另附一点：费用都付给了代办人。")
    assert kept() == [SAID, "另附一点：费用都付给了代办人。"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM approvals_statement")
        assert all(SAID.encode() not in bytes(row[0]) for row in cursor.fetchall())
    events = Event.objects.filter(subject_kind="case", subject_id=proposed.pk, act="defend")
    assert all(event.role == "applicant" and SAID[:4] not in str(event.data) for event in events)
    assert [event.seq for event in events.order_by("seq")] == [row.seq for row in Statement.objects.all()]
    after = Case.objects.get(pk=proposed.pk)
    assert (after.state, after.outcome, after.version) == (proposed.state, "granted", proposed.version + 2)
    assert [finding.bad for finding in verify_all() if finding.bad] == []


@pytest.mark.django_db
def test_a_receipt_says_that_it_arrived_and_repeats_no_word(office: Bureau, proposed: Case) -> None:
    defend_certificate(proposed.pk, by=office.citizen, text=SAID)
    paper = Document.objects.filter(subject_id=proposed.pk, kind="receipt").latest("id")
    text = printed(paper)
    assert paper.title == "陈述申辩收件凭证"
    assert "提出的陈述、申辩" in text
    assert "证照仍然有效" in text
    assert SAID[:6] not in text
    assert "办理期限不变" not in text


@pytest.mark.raced
def test_handler_head_and_holder_are_told_once(office: Bureau, proposed: Case) -> None:
    defend_certificate(proposed.pk, by=office.citizen, text=SAID)
    relay.drain()
    relay.drain()
    told = Message.objects.filter(topic="staff.stated").values_list("recipient__username", flat=True)
    assert sorted(told) == ["head-b1", "reviewer-b1"]
    mine = Message.objects.get(topic="case.stated")
    assert mine.recipient == office.citizen
    assert "2026年3月9日" in mine.body
    assert not any(SAID[:6] in message.body for message in Message.objects.all())


@pytest.mark.django_db
def test_the_decision_and_its_letter_answer_it(office: Bureau, proposed: Case) -> None:
    second = staff(office.department, "second-head", "decide")
    defend_certificate(proposed.pk, by=office.citizen, text=SAID)
    with moved(LAST_DAY + timedelta(days=1)):
        for heard in ("期限内没有提出", "不予采纳"):
            with pytest.raises(Refused, match="已经在网上陈述"):
                afterwards.revoke_certificate(proposed.pk, by=second, reason=WHY, heard=heard)
        afterwards.revoke_certificate(proposed.pk, by=second, reason=WHY, heard=ANSWER)
        with pytest.raises(Refused, match="没有拟撤销的许可"):
            defend_certificate(proposed.pk, by=office.citizen, text=SAID)
    paper = Document.objects.get(subject_id=proposed.pk, kind="revocation")
    assert f"陈述、申辩及采纳情况：{ANSWER}。" in printed(paper)


@pytest.mark.django_db
def test_the_office_reads_it_above_the_form_and_sees_it_in_the_queue(office: Bureau, proposed: Case) -> None:
    second = staff(office.department, "second-head", "decide")
    client = at_home(second)
    queue, desk = reverse("admin:approvals_step_changelist"), "admin:approvals_case_page"
    assert "持证人已陈述申辩" not in client.get(queue).content.decode()
    defend_certificate(proposed.pk, by=office.citizen, text=SAID)
    assert "持证人已陈述申辩" in client.get(queue).content.decode()
    with moved(LAST_DAY + timedelta(days=1)):
        page = at_home(second).get(reverse(desk, args=[proposed.token])).content.decode()
    assert page.index(SAID) < page.index('id="do-revoke"')
    assert "2026-03-02 09:00" in page


@pytest.mark.raced
def test_of_eight_statements_at_once_every_one_is_kept(office: Bureau, proposed: Case) -> None:
    said = {"by": office.citizen}
    jobs = [moved_job(MONDAY, defend_certificate, proposed.pk, **said, text=f"第{n}点") for n in range(8)]
    assert not [one for one in at_once(jobs) if isinstance(one, Exception)]
    assert sorted(kept()) == sorted(f"第{n}点" for n in range(8))
    assert [finding.bad for finding in verify_all() if finding.bad] == []


@pytest.mark.raced
@pytest.mark.parametrize(("day", "stated"), [(7, True), (8, False)])
def test_statement_and_revocation_at_once_never_both_succeed(
    office: Bureau, proposed: Case, day: int, stated: bool
) -> None:
    second = staff(office.department, "second-head", "decide")
    words = {"reason": WHY, "heard": "期限内没有提出"}
    at = MONDAY + timedelta(days=day)
    said, revoked = at_once(
        [
            moved_job(at, defend_certificate, proposed.pk, by=office.citizen, text=SAID),
            moved_job(at, afterwards.revoke_certificate, proposed.pk, by=second, **words),
        ]
    )
    assert isinstance(revoked if stated else said, Refused)
    assert Statement.objects.exists() is stated
    assert Case.objects.get(pk=proposed.pk).outcome == ("granted" if stated else "revoked")
    step = Step.objects.get(case=proposed, kind="revocation")
    assert (step.state, step.result) == (("ready", "stated") if stated else ("done", "revoked"))
