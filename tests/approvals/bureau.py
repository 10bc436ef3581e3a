"""A small department with its people and one item, for tests of the case kernel."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection, transaction
from guardian.shortcuts import assign_perm

from accounts.models import Department, Person, User
from admin_center.calendar.selectors import workdays
from admin_center.registry.models import ItemVersion, ServiceItem
from approvals.casefile import write
from approvals.casefile.plan import plan
from approvals.enums import MaterialState
from approvals.models import Case
from approvals.rules.opening import Application, Handed, open_case
from core.now import now
from core.tokens import new_token

STEPS = [
    {"step": "accept", "name_zh": "受理", "days": 0, "counted": True},
    {"step": "review", "name_zh": "审查", "days": 3, "counted": True},
    {"step": "decide", "name_zh": "决定", "days": 2, "counted": True},
    {"step": "certificate", "name_zh": "制证送达", "days": 0, "counted": True},
]


@dataclass
class Bureau:
    """Who works there and what they handle."""

    department: Department
    version: ItemVersion
    clerk: User
    reviewer: User
    head: User
    stranger: User
    citizen: User
    other_citizen: User


def staff(department: Department, name: str, *verbs: str) -> User:
    """An officer whose group holds `verbs` on the department."""
    user = User.objects.create_user(name, "x", kind="staff", is_staff=True, staff_name=name)
    group = Group.objects.create(name=f"{department.slug} {name}")
    user.groups.add(group)
    for verb in verbs:
        assign_perm(f"accounts.{verb}", group, department)
    return user


def citizen(name: str) -> User:
    """A citizen with a person of that name."""
    person = Person.objects.create(name=f"{name}某")
    return User.objects.create_user(name, "x", person=person, assurance=2)


def version(department: Department, slug: str, number: int, **changes: Any) -> ItemVersion:
    """A published version of a new item."""
    item = ServiceItem.objects.create(
        slug=slug,
        number=number,
        name="测试许可",
        name_en="Test permit",
        department=department,
        kind="permit",
        audience="both",
        online_level="online_apply",
    )
    values: dict[str, Any] = {
        "edition": 1,
        "digest": "0" * 64,
        "content": {"legal_basis": [{"law": "中华人民共和国建筑法", "article": "第七条"}], "materials": []},
        "statutory_days": 20,
        "promised_days": 5,
        "pause_grounds": ["hearing", "expert_review"],
        "steps": STEPS,
        "number_pattern": "余测〔{yyyy}〕{seq}号",
        "series_key": f"余测 {slug}",
        "published_at": now(),
    }
    made = ItemVersion.objects.create(item=item, **(values | changes))
    item.live_version = made
    item.save(update_fields=["live_version"])
    return made


def bureau(tag: str = "b1", **changes: Any) -> Bureau:
    """A department with a clerk, a reviewer, a head, and a stranger from another department."""
    department = Department.objects.create(slug=f"dept-{tag}", name=f"测试局{tag}")
    other = Department.objects.create(slug=f"other-{tag}", name=f"别的局{tag}")
    return Bureau(
        department,
        version(department, f"item-{tag}", 9000 + sum(map(ord, tag)), **changes),
        staff(department, f"clerk-{tag}", "receive", "issue"),
        staff(department, f"reviewer-{tag}", "review"),
        staff(department, f"head-{tag}", "decide"),
        staff(other, f"stranger-{tag}", "receive", "review", "decide", "issue"),
        citizen(f"li-{tag}"),
        citizen(f"wang-{tag}"),
    )


MATERIALS = (
    Handed("form__x", "申请表", True, MaterialState.FORM),
    Handed("plan", "总平面图", True, MaterialState.PAPER),
    Handed("deed", "产权证明", True, MaterialState.PAPER),
)


def submitted(
    office: Bureau, *, at: datetime | None = None, materials: tuple[Handed, ...] = MATERIALS, **changes: Any
) -> Case:
    """A case submitted online by the office's citizen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('approvals_case_id_seq')")
        (case_id,) = cursor.fetchone()
    token = new_token()
    values: dict[str, Any] = {
        "case_id": case_id,
        "token": token,
        "submit_key": f"test:{token}",
        "plan": plan(office.version.pk),
        "department_name": office.department.name,
        "channel": "online",
        "site_id": None,
        "person_id": office.citizen.person_id,
        "organisation_id": None,
        "applicant_user_id": office.citizen.pk,
        "mandate_id": None,
        "applicant_masked": "李*",
        "applicant_name": "李某",
        "title": "某路改造",
        "answers": {"project_name": "某路改造"},
        "contact": {},
        "delivery_mode": "window",
        "materials": materials,
    }
    application = Application(**(values | changes))
    with transaction.atomic():
        write(open_case(application, by=office.citizen.pk, at=at or now(), workdays=workdays()))
    return Case.objects.get(pk=case_id)
