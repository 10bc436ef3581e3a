"""The queue: whose work it shows, in which order, with how many questions to the database."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from guardian.shortcuts import assign_perm

from accounts.models import User
from admin_center.halls.models import Site
from approvals.models import Case, Material, Step
from approvals.rules.supplements import Missing
from approvals.selectors import workbench
from approvals.selectors.workbench import Ask
from approvals.services import cooperation, handling, intake
from core.now import SHANGHAI, moved, now
from core.records.models import Event
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
QUEUE = "/admin/approvals/step/"


@pytest.fixture
def office() -> Bureau:
    cache.clear()
    return bureau()


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def numbers(user: User, **ask: str) -> list[str]:
    return [s.case.number for s in workbench.queue(user, Ask(**ask)).strips]


def test_each_role_sees_the_steps_its_power_can_do(office: Bureau) -> None:
    first, second, third = submitted(office), submitted(office), submitted(office)
    intake.accept_case(second.pk, by=office.clerk)
    intake.accept_case(third.pk, by=office.clerk)
    handling.complete_step(third.pk, by=office.reviewer, node="review", result="agree", opinion="符合")
    assert numbers(office.clerk) == [first.number]
    assert numbers(office.reviewer) == [second.number]
    assert numbers(office.head) == [third.number]
    assert numbers(office.stranger) == []
    assert numbers(office.citizen) == []
    handling.grant_case(third.pk, by=office.head)
    assert set(numbers(office.clerk)) == {first.number, third.number}


def test_a_power_on_one_item_opens_its_cases_alone(office: Bureau) -> None:
    other = bureau("b2")
    mine, hidden = submitted(office), submitted(other)
    helper = User.objects.create_user("helper", "x", kind="staff", is_staff=True)
    group = Group.objects.create(name="one item")
    helper.groups.add(group)
    assign_perm("admin_center.receive", group, office.version.item)
    assert numbers(helper) == [mine.number]
    assert set(Case.objects.visible_to(helper)) == {mine}
    assert hidden not in Case.objects.visible_to(helper)


def test_a_site_sees_what_it_received(office: Bureau) -> None:
    site = Site.objects.create(slug="town-x", name="某镇中心", level="township")
    here, elsewhere = submitted(office, site_id=site.pk, channel="township"), submitted(office)
    clerk = User.objects.create_user("town", "x", kind="staff", is_staff=True)
    group = Group.objects.create(name="town")
    clerk.groups.add(group)
    assign_perm("admin_center.receive", group, site)
    assert list(Case.objects.visible_to(clerk)) == [here]
    assert elsewhere not in Case.objects.visible_to(clerk)
    assert at_desk(clerk).get(f"/admin/approvals/case/{here.token}/").status_code == 200


def test_a_superuser_without_a_role_sees_no_case(office: Bureau) -> None:
    submitted(office)
    root = User.objects.create_superuser("root", "x")
    assert not Case.objects.visible_to(root).exists()
    assert at_desk(root).get(QUEUE).status_code == 403


def test_the_most_urgent_comes_first_and_pages_go_by_key(
    office: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbench, "PAGE", 2)
    made = []
    for day in (17, 12, 16, 13, 18):
        with moved(datetime(2026, 11, day, 10, tzinfo=SHANGHAI)):
            made.append(submitted(office).number)
    with moved(datetime(2026, 11, 19, 9, tzinfo=SHANGHAI)):
        order = [made[i] for i in (1, 3, 2, 0, 4)]
        one = workbench.queue(office.clerk, Ask())
        assert [s.case.number for s in one.strips] == order[:2]
        assert (one.before, bool(one.after)) == ("", True)
        two = workbench.queue(office.clerk, Ask(after=(one.strips[-1].step.due_on, one.strips[-1].step.pk)))
        assert [s.case.number for s in two.strips] == order[2:4]
        back = workbench.queue(office.clerk, Ask(before=(two.strips[0].step.due_on, two.strips[0].step.pk)))
        assert [s.case.number for s in back.strips] == order[:2]


def test_the_order_of_the_queue_is_read_from_its_index(office: Bureau) -> None:
    steps = Step.objects.queue_of(office.clerk).in_order().values("pk")[:20]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    assert "step_queue" in steps.explain()


def test_the_page_asks_a_bounded_number_of_questions(office: Bureau) -> None:
    client = at_desk(office.clerk)
    submitted(office)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        client.get(QUEUE)
    for _ in range(12):
        submitted(office)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(QUEUE)
    assert answer.content.decode().count("data-open") == 13
    assert len(many) == len(few) <= 19
    assert not any(re.search(r"OFFSET|COUNT\(\*\)", q["sql"]) for q in many)


def test_opening_a_case_asks_a_bounded_number_of_questions(office: Bureau) -> None:
    client, case = at_desk(office.clerk), submitted(office)
    address = f"/admin/approvals/case/{case.token}/"
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    assert len(seen) <= 28


def test_an_empty_queue_says_so_and_offers_nothing_to_press(office: Bureau) -> None:
    page = at_desk(office.reviewer).get(QUEUE).content.decode()
    assert "都办完了，现在没有等您办理的办件。" in page
    assert 'id="toolbar"' not in page
    assert "<thead>" not in page
    assert "<caption>审批</caption>" not in page


def test_figures_of_the_form_are_compared_with_those_of_the_materials() -> None:
    field = {"key": "area", "type": "area", "label_zh": "建筑面积", "label_en": "Floor area", "unit": "㎡"}
    office = bureau("f1", content={"form_fields": [field], "materials": [], "legal_basis": []})
    case = submitted(office, answers={"area": "21386"})
    client, page = at_desk(office.clerk), ""
    for seen, said in (("21,386", "一致"), ("21202", "差 184")):
        client.post(f"/admin/approvals/case/{case.token}/notes/", {"figure:area": seen})
        page = client.get(f"/admin/approvals/case/{case.token}/").content.decode()
        assert said in page.split('class="st-match"')[1].split("</table>")[0]
    assert "21,386" in page


def test_tabs_count_only_ones_own_bounded_queue(office: Bureau) -> None:
    with moved(datetime(2026, 11, 10, 10, tzinfo=SHANGHAI)):
        submitted(office)
    with moved(datetime(2026, 11, 18, 10, tzinfo=SHANGHAI)):
        submitted(office)
    with moved(datetime(2026, 11, 18, 15, tzinfo=SHANGHAI)):
        assert workbench.tab_counts(office.clerk) == {"due": 1, "back": 0, "new": 1, "all": 2}
        assert len(numbers(office.clerk, tab="due")) == 1
        assert len(numbers(office.clerk, tab="new")) == 1
        assert numbers(office.clerk, tab="back") == []
        page = at_desk(office.clerk).get(QUEUE).content.decode()
    assert "已过期限" in page


def test_a_supplement_that_came_back_has_its_own_tab(office: Bureau) -> None:
    case = submitted(office)
    intake.request_supplement(case.pk, by=office.clerk, items=[Missing("field:project_name", "写全名称")])
    assert numbers(office.clerk) == []
    intake.supplement_case(
        case.pk,
        by=office.citizen,
        files={},
        answers={"project_name": "某路"},
        all_answers={"project_name": "某路"},
    )
    assert numbers(office.clerk, tab="back") == [case.number]
    assert numbers(office.clerk, tab="new") == []


def test_the_next_case_is_the_most_urgent_that_nobody_has_open(office: Bureau) -> None:
    with moved(datetime(2026, 11, 12, 10, tzinfo=SHANGHAI)):
        first = submitted(office)
    second = submitted(office)
    colleague = User.objects.create_user("colleague", "x", kind="staff", is_staff=True, staff_name="陈敏")
    colleague.groups.add(*office.clerk.groups.all())
    assert workbench.next_best(office.clerk).case == first
    at_desk(colleague).get(f"/admin/approvals/case/{first.token}/")
    assert workbench.next_best(office.clerk).case == second
    page = at_desk(office.clerk).get(QUEUE).content.decode()
    assert "陈敏" in page
    assert (
        "同时在看：陈敏"
        in at_desk(office.clerk).get(f"/admin/approvals/case/{first.token}/").content.decode()
    )
    answer = at_desk(office.clerk).get("/admin/approvals/case/next/")
    assert answer.url.endswith(f"/{second.token}/")


def test_a_case_is_found_by_number_or_by_its_end_but_only_by_its_people(office: Bureau) -> None:
    case = submitted(office)
    client = at_desk(office.clerk)
    assert client.post("/admin/approvals/case/find/", {"q": case.number}).url.endswith(f"/{case.token}/")
    assert client.post("/admin/approvals/case/find/", {"q": f"{case.pk:05d}"}).url.endswith(f"/{case.token}/")
    hidden = at_desk(office.stranger).post("/admin/approvals/case/find/", {"q": case.number})
    assert "没有找到" in hidden.content.decode()
    assert client.get("/admin/approvals/case/find/").status_code == 405


def test_home_shows_only_ones_own_jobs(office: Bureau) -> None:
    submitted(office)
    clerk = at_desk(office.clerk).get("/admin/").content.decode()
    assert "等我办理" in clerk
    assert "决定</b>" not in clerk
    idle = User.objects.create_user("idle", "x", kind="staff", is_staff=True)
    assert "没有要办的事" in at_desk(idle).get("/admin/").content.decode()
    assert at_desk(idle).get(QUEUE).status_code == 403


def test_nothing_of_a_case_can_be_added_changed_or_deleted_by_a_form(office: Bureau) -> None:
    case, client = submitted(office), at_desk(office.clerk)
    answer = client.get(f"/admin/approvals/case/{case.pk}/change/")
    assert answer.url.endswith(f"/{case.token}/")
    assert client.post(f"/admin/approvals/case/{case.pk}/change/", {"state": "decided"}).status_code == 405
    for address in ("/admin/approvals/case/add/", f"/admin/approvals/case/{case.pk}/delete/"):
        assert client.post(address).status_code in (403, 404, 405)
    assert at_desk(office.stranger).get(f"/admin/approvals/case/{case.pk}/change/").status_code == 404


def test_workbench_pages_carry_no_inline_script_or_style(office: Bureau) -> None:
    case, client = submitted(office), at_desk(office.clerk)
    for address in (
        "/admin/",
        QUEUE,
        f"/admin/approvals/case/{case.token}/",
        "/admin/approvals/supplementphrase/",
    ):
        page = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page), address
        assert "<style" not in page
        assert not re.search(r"""\s(style|on[a-z]+)=["']""", page), address


def test_templates_of_the_workbench_are_all_used() -> None:
    folder = Path("templates/admin/approvals")
    code = "".join(
        p.read_text() for p in [*Path("approvals").rglob("*.py"), *Path("templates").rglob("*.html")]
    )
    for template in folder.rglob("*.html"):
        assert str(template.relative_to("templates")) in code


def test_a_large_case_opens_in_as_many_questions_as_a_small_one(office: Bureau) -> None:
    client, case = at_desk(office.clerk), submitted(office)
    address = f"/admin/approvals/case/{case.token}/"
    client.get(address)
    with CaptureQueriesContext(connection) as small:
        client.get(address)
    Material.objects.bulk_create(
        Material(case=case, key=f"m{n}", name=f"材料{n}", position=n, state="paper") for n in range(10, 210)
    )
    Event.objects.bulk_create(
        Event(
            subject_kind="case",
            subject_id=case.pk,
            seq=n,
            act="pre_review",
            role="officer",
            by=office.clerk,
            at=now(),
            hash=bytes(34),
        )
        for n in range(2, 502)
    )
    with CaptureQueriesContext(connection) as large:
        answer = client.get(address)
    assert answer.content.decode().count("data-material=") == 203
    assert len(large) == len(small)


def test_a_case_in_another_department_is_seen_through_its_step_alone(office: Bureau) -> None:
    case, other = submitted(office), bureau("b7")
    assert not Case.objects.visible_to(other.reviewer).filter(pk=case.pk).exists()
    intake.accept_case(case.pk, by=office.clerk)
    cooperation.consult_departments(
        case.pk, by=office.reviewer, departments=[other.department], question="请提消防意见", days=3
    )
    assert Case.objects.visible_to(other.reviewer).filter(pk=case.pk).exists()
