"""陈述申辩 at the door of the holder: a plain form that works without scripts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mandate, Organisation
from approvals.models import Case, Statement
from approvals.services import afterwards, handling, intake
from core.now import moved
from tests.approvals.bureau import Bureau, bureau, submitted
from tests.citizens_home.people import at_home

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WHY = "申请材料中的合同系伪造，已查实。"
SAID = "合同由他人代办，\n我不知道是伪造的。"


def url(name: str, *args: str) -> str:
    return reverse(f"citizens_home:{name}", args=args)


def html(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


@pytest.fixture
def office() -> Bureau:
    with moved(MONDAY):
        return bureau()


@pytest.fixture
def case(office: Bureau) -> Case:
    with moved(MONDAY):
        made = submitted(office, at=MONDAY)
        intake.accept_case(made.pk, by=office.clerk)
        handling.complete_step(made.pk, by=office.reviewer, node="review", result="agree", opinion="可以")
        handling.grant_case(made.pk, by=office.head)
        handling.issue_certificate(made.pk, by=office.clerk)
    return Case.objects.get(pk=made.pk)


def propose(office: Bureau, case: Case) -> None:
    with moved(MONDAY):
        afterwards.propose_revocation(case.pk, by=office.reviewer, reason=WHY)


def test_the_holder_states_from_the_case_page_and_reads_it_there(office: Bureau, case: Case) -> None:
    propose(office, case)
    with moved(MONDAY + timedelta(days=1)):
        li = at_home(office.citizen)
        form = url("statement", case.token)
        assert "到3月9日（星期一）为止可以提出" in html(li, url("case", case.token))
        assert form in html(li, url("my"))
        page = html(li, form)
        assert "到3月9日（星期一）为止" in page
        assert "最多2000字" in page
        assert li.post(form, {"text": SAID}).status_code == 302
        after = html(li, url("case", case.token))
        assert "陈述、申辩已收到" in after
        assert "我不知道是伪造的" in after
        assert "补充陈述、申辩" in after
        assert form not in html(li, url("my"))
        li.post(form, {"text": "第二次"})
    assert [row.text for row in Statement.objects.order_by("seq")] == [SAID, "第二次"]


def test_what_was_typed_stays_on_the_form_when_it_is_refused(office: Bureau, case: Case) -> None:
    propose(office, case)
    form = url("statement", case.token)
    with moved(MONDAY + timedelta(days=1)):
        li = at_home(office.citizen)
        long = "长" * 2001
        answer = li.post(form, {"text": long})
        assert answer.status_code == 422
        assert long in answer.content.decode()
        assert "现在是2001字" in answer.content.decode()
        assert "请写下您要陈述" in li.post(form, {"text": ""}).content.decode()
    with moved(MONDAY + timedelta(days=8)):
        li = at_home(office.citizen)
        answer = li.post(form, {"text": SAID})
        assert answer.status_code == 422
        assert "已经过了" in answer.content.decode()
        assert "我不知道是伪造的" in answer.content.decode()
        assert "已经过了" in html(li, form)
        assert form not in html(li, url("case", case.token))
    assert not Statement.objects.exists()


def test_without_a_proposal_there_is_no_form_and_for_strangers_no_case(office: Bureau, case: Case) -> None:
    form = url("statement", case.token)
    with moved(MONDAY + timedelta(days=1)):
        li = at_home(office.citizen)
        assert "没有拟撤销的许可" in html(li, form)
        assert "没有拟撤销的许可" in li.post(form, {"text": SAID}, follow=True).content.decode()
        propose(office, case)
        other = at_home(office.other_citizen)
        assert other.get(form).status_code == other.post(form, {"text": SAID}).status_code == 404
    assert not Statement.objects.exists()


def test_an_agent_with_a_mandate_in_force_states_and_nobody_after_it(office: Bureau, case: Case) -> None:
    house = Organisation.objects.create(name="余杭某厂", uscc="91330110MA2XXXXX0T")
    Case.objects.filter(pk=case.pk).update(organisation=house)
    propose(office, case)
    mandate = Mandate.objects.create(
        organisation=house,
        person=office.other_citizen.person,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 3, 4),
    )
    form = url("statement", case.token)
    with moved(MONDAY + timedelta(days=1)):
        assert at_home(office.other_citizen).post(form, {"text": SAID}).status_code == 302
    with moved(MONDAY + timedelta(days=3)):
        assert at_home(office.other_citizen).post(form, {"text": SAID}).status_code == 404
    assert Statement.objects.get().made_by == office.other_citizen
    assert mandate.pk


def test_what_was_sent_after_the_session_ended_is_on_the_form_again(office: Bureau, case: Case) -> None:
    propose(office, case)
    form = url("statement", case.token)
    with moved(MONDAY + timedelta(days=1)):
        gone = Client()
        answer = gone.post(form, {"text": SAID})
        assert answer.status_code == 302
        gone.force_login(office.citizen)
        assert "我不知道是伪造的" in gone.get(form).content.decode()
    assert not Statement.objects.exists()
