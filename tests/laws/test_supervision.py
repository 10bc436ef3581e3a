"""Clauses W: supervision, an open trace, one workflow for everybody."""

import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from admin_center.calendar.selectors import workdays
from admin_center.registry.models import ItemVersion, ServiceItem
from admin_center.supervision.models import Card
from admin_center.supervision.sweep import sweep
from approvals.casefile.plan import plan
from approvals.enums import StepKind
from approvals.models import Case
from core.now import moved, now, today
from core.records.roots import publish_root
from tests.approvals.bureau import Bureau, submitted
from tests.laws.conftest import Desk, page_of

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent


def test_W2_a_broken_promise_becomes_a_card_that_is_answered_and_judged(
    office: Bureau, supervisor: User, case: Case
) -> None:
    Desk(office.clerk).act(case, "accept")
    late = workdays().add(today(), 7) - today()
    with moved(now() + late):
        sweep()
    yellow = Card.objects.filter(subject_id=case.pk, level="yellow")
    issued, card = yellow.count(), yellow.latest("id")
    path = f"/admin/admin_center/card/{card.pk}"
    assert Desk(office.stranger).client.get(f"{path}/").status_code in (403, 404)
    Desk(office.clerk).client.post(f"{path}/answer/", {"text": "当日停电，已补办。"})
    watching = Desk(supervisor)
    assert "当日停电" in watching.client.get(f"{path}/", follow=True).content.decode()
    watching.client.post(f"{path}/judge/", {"holds": "no", "reason": "没有证明。"})
    card.refresh_from_db()
    assert card.state != "open"
    with moved(now() + late + timedelta(hours=1)):
        sweep()
    assert yellow.count() == issued


def test_W3_the_trace_cannot_be_altered_unseen_and_outsiders_can_check_it(
    office: Bureau, case: Case, tmp_path: Path
) -> None:
    Desk(office.clerk).act(case, "accept")
    with moved(now() + timedelta(days=1)):
        publish_root()
        page = Client().get("/sunshine/").content.decode()
    assert "留痕校验" in page
    assert "还没有公布过校验值" not in page
    record = StringIO()
    call_command("export_record", case.number, stdout=record)
    own = tmp_path / "record.json"
    own.write_text(record.getvalue())
    check = [sys.executable, str(ROOT / "docs" / "check_record.py"), str(own)]
    assert subprocess.run(check, capture_output=True).returncode == 0
    own.write_text(record.getvalue().replace('"accept"', '"grant"', 1))
    assert subprocess.run(check, capture_output=True).returncode == 1
    call_command("verify_records", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_event DISABLE TRIGGER ALL")
        cursor.execute("UPDATE core_event SET at = at - interval '3 days' WHERE subject_id = %s", [case.pk])
        cursor.execute("ALTER TABLE core_event ENABLE TRIGGER ALL")
    with pytest.raises(CommandError, match=str(case.pk)):
        call_command("verify_records", stdout=StringIO())


def test_W3_every_act_leaves_a_line_that_applicant_and_officer_read(office: Bureau, case: Case) -> None:
    Desk(office.clerk).act(case, "accept")
    Desk(office.reviewer).act(case, "complete", result="agree", opinion="齐全。")
    staff_page = Desk(office.reviewer).read(page_of(case))
    own_page = Desk(office.citizen).read(f"/my/cases/{case.token}/")
    assert f"链上第 {case.version} 条" in staff_page
    assert case.version == 3
    for page in (staff_page, own_page):
        assert "受理" in page
        assert "审查" in page


def test_W4_all_items_of_all_departments_run_on_one_workflow() -> None:
    live = ServiceItem.objects.exclude(live_version=None).select_related("live_version", "department")
    kinds = set(StepKind.values)
    departments = set()
    for item in live:
        names = [node.kind for node in plan(item.live_version.pk).nodes]
        assert names[0] == StepKind.ACCEPT, item.slug
        assert StepKind.DECIDE in names, item.slug
        assert set(names) <= kinds, item.slug
        departments.add(item.department_id)
    assert len(live) == ItemVersion.objects.filter(edition=1).count()
    assert len(departments) > 30


def test_W4_inside_and_outside_see_one_state_under_one_number(
    office: Bureau, supervisor: User, case: Case
) -> None:
    Desk(office.clerk).act(case, "accept")
    other = submitted(office, channel="window")
    for one in (case, other):
        assert one.number in Desk(office.clerk).read(page_of(one))
        assert one.number in Desk(supervisor).read(page_of(one))
        assert one.number in Desk(office.citizen).read(f"/my/cases/{one.token}/")
