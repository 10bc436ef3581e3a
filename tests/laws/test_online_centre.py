"""Clauses N: the online administrative service centre."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from guardian.shortcuts import assign_perm

from accounts.demo.names import id_number, uscc
from accounts.models import Mandate, Organisation, Person, User
from accounts.rules.numbers import normal, why_not_id_number, why_not_uscc
from accounts.selectors import mandates_in_force
from admin_center.halls.models import Site
from admin_center.registry.models import ServiceItem
from approvals.models import Case
from approvals.rules.opening import query_code
from core.now import today
from tests.approvals.bureau import Bureau, submitted
from tests.laws.conftest import Desk, page_of

pytestmark = pytest.mark.django_db


def test_N1_accepted_handled_answered_supervised_online(office: Bureau, supervisor: User, case: Case) -> None:
    clerk, reviewer, head = Desk(office.clerk), Desk(office.reviewer), Desk(office.head)
    watching, asking = Desk(supervisor), Desk(office.citizen)
    clerk.act(case, "accept")
    assert case.state == "accepted"
    reviewer.act(case, "complete", result="agree", opinion="符合条件。")
    watching.act(case, "grant", status=403)
    watched = watching.read(page_of(case))
    assert case.number in watched
    assert "审查" in watched
    head.act(case, "grant")
    clerk.act(case, "issue")
    answered = asking.read(f"/my/cases/{case.token}/")
    assert "已准予" in answered
    assert "受理" in answered


def test_N2_review_is_online_and_notices_come_by_themselves(office: Bureau, case: Case) -> None:
    clerk, asking = Desk(office.clerk), Desk(office.citizen)
    words = "缺盖章页，请补传。"
    faulty = {"verdict:plan": "missing", "reason:plan": words, "verdict:deed": "ok", "verdict:form__x": "ok"}
    clerk.act(case, "supplement", **faulty)
    told = asking.read("/my/messages/")
    assert "补" in told
    assert case.number.rsplit("-", 1)[-1] in told
    second = submitted(office)
    clerk.act(second, "accept")
    Desk(office.reviewer).act(second, "complete", result="agree", opinion="齐全。")
    Desk(office.head).act(second, "grant")
    inbox = asking.read("/my/messages/")
    assert "受理" in inbox
    assert "准予" in inbox or "办结" in inbox
    assert words in asking.read(f"/my/cases/{case.token}/supplement/")


def test_N2_results_are_queried_and_published_without_names(office: Bureau, case: Case) -> None:
    Desk(office.clerk).act(case, "accept")
    Desk(office.reviewer).act(case, "complete", result="agree", opinion="齐全。")
    Desk(office.head).act(case, "grant")
    anybody = Client()
    asked = anybody.post("/status/", {"no": case.number, "code": query_code(case.number)}).content.decode()
    assert "准予" in asked
    assert "某路改造" not in asked
    published = anybody.get("/sunshine/").content.decode()
    assert office.version.item.name in published
    assert "某路改造" not in published


def test_N2_forms_can_be_downloaded_before_signing_in() -> None:
    item = ServiceItem.objects.get(slug="construction-permit")
    form = Client().get(f"/items/{item.slug}/materials/form__{item.slug}/").content.decode()
    assert "工程名称" in form or "项目名称" in form


def test_N3_a_township_takes_in_what_the_district_decides(office: Bureau, case: Case) -> None:
    version = office.version
    version.content = {**version.content, "channels": ["online", "window", "township"]}
    type(version).objects.filter(pk=version.pk).update(content=version.content)
    site = Site.objects.create(slug="law-town", name="某镇便民服务中心", level="township")
    group = Group.objects.create(name="law town")
    assign_perm("admin_center.receive", group, site)
    town = User.objects.create_user("law.town", "x", kind="staff", is_staff=True, staff_name="镇窗口")
    town.groups.add(group)
    desk = Desk(town)
    assert version.item.name in desk.read("/admin/approvals/case/receive/")
    typed = {
        "submit_key": "law",
        "party_kind": "person",
        "party_name": "周某某",
        "party_code": id_number("19800101", 7),
        "party_phone": "0571-00000300",
        "delivery_mode": "window",
    }
    answer = desk.client.post(f"/admin/approvals/case/receive/{version.item.slug}/", typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    received = Case.objects.exclude(pk=case.pk).get()
    assert received.site == site
    desk.act(received, "accept", status=403)
    Desk(office.clerk).act(received, "accept")
    assert received.state == "accepted"


def test_N5_one_identity_by_phone_by_id_number_and_by_both_organisation_codes() -> None:
    number = id_number("19900518", 21)
    assert why_not_id_number(number.lower(), on=today()) is None
    assert normal(f" {number[:6]} {number[6:]} ") == number
    assert why_not_uscc(uscc(1)) is None
    assert why_not_uscc(uscc(1)[:-1] + ("A" if uscc(1)[-1] != "A" else "B")) is not None
    person = Person.objects.create(name="某经办")
    agent = User.objects.create_user("law.agent", "x", person=person, assurance=2)
    old = Organisation.objects.create(name="只有旧代码的单位", org_code="D21435692")
    Mandate.objects.create(person=person, organisation=old, starts_on=today(), ends_on=today())
    assert [one.organisation for one in mandates_in_force(agent, today())] == [old]
    assert "只有旧代码的单位" in Desk(agent).read("/my/")


def test_N5_strangers_and_ended_mandates_open_nothing(office: Bureau, case: Case) -> None:
    Desk(office.other_citizen).read(f"/my/cases/{case.token}/", status=404)
    Desk(office.stranger).read(page_of(case), status=404)
    Client().get(f"/my/cases/{case.token}/")
    assert Client().get(f"/my/cases/{case.token}/").status_code == 302


def test_N7_one_department_decides_and_another_cannot(office: Bureau, case: Case) -> None:
    Desk(office.clerk).act(case, "accept")
    Desk(office.stranger).act(case, "complete", status=404, result="agree", opinion="x")
    Desk(office.clerk).act(case, "complete", status=403, result="agree", opinion="x")
    assert case.state == "accepted"
