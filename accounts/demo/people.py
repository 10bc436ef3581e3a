"""The people of the demonstration and exactly the rights of their jobs. Safe to repeat."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.demo.names import id_number, mobile, staff_name, uscc
from accounts.models import Department, Mandate, Organisation, Person, StaffMembership, User
from accounts.selectors import id_index_of, phone_index_of
from accounts.services.offices import AUDIT, EDITORS, SECURITY, SUPERVISION, SYSTEM, ensure_roles
from accounts.services.roles import role_group
from core.errors import Refused

PASSWORD = "yuhang-demo-2026"  # noqa: S105 – printed on the login page of a demonstration
SINCE = date(2026, 1, 4)
UNTIL = date(2028, 12, 31)
Post = StaffMembership.Post


@dataclass(frozen=True)
class Shown:
    """One line on the login page of a demonstration."""

    username: str
    job: object
    may: object


@dataclass(frozen=True)
class Staff:
    """A member of staff outside the three posts of every department."""

    username: str
    name: str
    department: str
    post: str
    title: str
    groups: tuple[str, ...] = ()
    workbench: bool = True


SPECIAL = (
    Staff("reviewer.planning", "裘文珂", "construction", Post.REVIEWER, "规划科经办人"),
    Staff("clerk.tangqi", "郎东明", "towns-subdistricts", Post.OTHER, "塘栖镇便民服务中心窗口"),
    Staff("clerk.village", "翁苕溪", "towns-subdistricts", Post.OTHER, "村便民服务室代办员"),
    Staff("desk", "娄知瑜", "service-centre", Post.OTHER, "大厅引导台"),
    Staff("supervisor", "施明钺", "discipline-inspection", Post.SUPERVISOR, "效能监察", (SUPERVISION,)),
    Staff("inspector", "柏清和", "power-sunshine-office", Post.SUPERVISOR, "阳光办督查员", (SUPERVISION,)),
    Staff("editor", "莫思齐", "information-centre", Post.OTHER, "网站编辑", (EDITORS,)),
    Staff("sysadmin", "骆行简", "information-centre", Post.OTHER, "系统管理员", (SYSTEM,)),
    Staff("secadmin", "戴安澜", "information-centre", Post.OTHER, "安全管理员", (SECURITY,)),
    Staff("auditor", "褚怀瑾", "discipline-inspection", Post.OTHER, "审计员", (AUDIT,)),
)

CITIZENS = (
    ("lihua", "李华", "19900518", 21, 1, "lihua@example.invalid"),
    ("zhangwei", "张伟", "19850309", 33, 2, "zhangwei@example.invalid"),
)
ORGANISATION = "浙江某建设有限公司"
INVESTOR = "浙江某智造有限公司"

SHOWN = (
    Shown("lihua", _("办事群众"), _("在网上申请、补正、查进度、收通知")),
    Shown("zhangwei", _("企业经办人"), _("受托代表浙江某建设有限公司办事")),
    Shown("clerk.construction", _("建设局窗口"), _("收件、受理、一次性告知补正、制证送达")),
    Shown("reviewer.planning", _("建设局规划科"), _("审查规划类事项")),
    Shown("reviewer.construction", _("建设局审批科"), _("审查建设局的事项")),
    Shown("head.construction", _("建设局首席代表"), _("作出决定、批准延期和终止")),
    Shown("clerk.tangqi", _("塘栖镇窗口"), _("在镇里代收件")),
    Shown("clerk.village", _("村代办员"), _("在村里帮人申请")),
    Shown("agent.investment", _("投资项目代办员"), _("受托代办企业投资项目")),
    Shown("desk", _("大厅引导台"), _("引导取号")),
    Shown("supervisor", _("效能监察"), _("看全区办件时限和预警，不办件")),
    Shown("inspector", _("阳光办督查员"), _("督查各部门办件，不办件")),
    Shown("editor", _("网站编辑"), _("发布公开信息")),
    Shown("sysadmin", _("系统管理员"), _("管账号和任职，不办件、不授权")),
    Shown("secadmin", _("安全管理员"), _("授予和收回角色，不办件")),
    Shown("auditor", _("审计员"), _("查留痕，不办件、不改数据")),
)


def shown_accounts() -> tuple[Shown, ...]:
    """The accounts of the login page."""
    return SHOWN


def make_people(owning_items: Iterable[Department]) -> int:
    """Create or complete every demonstration account; how many there are.

    `owning_items`: the departments that get a clerk, a reviewer and a head. Refused outside a
    demonstration: nothing of it may exist in a real deployment.
    """
    if not settings.DEMO:
        raise Refused(str(_("演示人员只能在演示环境里建立。")), code="demo-only")
    with transaction.atomic():
        ensure_roles()
        for username, name, born, serial, number, email in CITIZENS:
            _citizen(username, _person(name, born, serial, number, email))
        _mandate(_user("zhangwei"), _organisation(ORGANISATION, 1, "章承璟", 11))
        for spec in SPECIAL:
            _staff(spec)
        _agent()
        for place, department in enumerate(sorted(owning_items, key=lambda one: one.slug)):
            _three_posts(department, place)
    return User.objects.count()


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _person(name: str, born: str, serial: int, number: int, email: str) -> Person:
    own = id_number(born, serial)
    person, _made = Person.objects.get_or_create(
        id_index=id_index_of(own),
        defaults={
            "name": name,
            "id_number": own,
            "phone": mobile(number),
            "phone_index": phone_index_of(mobile(number)),
            "email": email,
            "address": "杭州市余杭区临平演示路 1 号",
        },
    )
    return person


def _account(username: str, **defaults: object) -> User:
    user, made = User.objects.get_or_create(username=username, defaults=defaults)
    if made:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return user


def _citizen(username: str, person: Person) -> User:
    return _account(username, kind=User.Kind.CITIZEN, person=person, assurance=2)


def _organisation(name: str, serial: int, representative: str, phone: int) -> Organisation:
    organisation, _made = Organisation.objects.get_or_create(
        uscc=uscc(serial),
        defaults={
            "name": name,
            "legal_representative": representative,
            "phone": f"0571-0000-{phone:04d}",
            "address": "杭州市余杭区临平演示路 8 号",
        },
    )
    return organisation


def _mandate(user: User, organisation: Organisation) -> None:
    Mandate.objects.get_or_create(
        person=user.person, organisation=organisation, defaults={"starts_on": SINCE, "ends_on": UNTIL}
    )


def _post(user: User, department: Department, post: str, title: str) -> None:
    StaffMembership.objects.get_or_create(
        user=user,
        department=department,
        post=post,
        ends_on=None,
        defaults={"title": title, "starts_on": SINCE},
    )


def _staff(spec: Staff) -> None:
    user = _account(
        spec.username,
        kind=User.Kind.STAFF,
        is_staff=spec.workbench,
        staff_name=spec.name,
        contact=User.Contact.PORTAL,
    )
    department = Department.objects.get(slug=spec.department)
    _post(user, department, spec.post, spec.title)
    groups = list(Group.objects.filter(name__in=spec.groups))
    if spec.post == Post.REVIEWER:
        groups.append(role_group(department, spec.post))
    user.groups.add(*groups)


def _agent() -> None:
    """The agency-service worker acts for an investor under a mandate, on the citizens' pages."""
    person = _person("童若璜", "19880726", 42, 3, "agent@example.invalid")
    user = _account("agent.investment", kind=User.Kind.STAFF, staff_name="童若璜", person=person, assurance=2)
    _post(user, Department.objects.get(slug="service-centre"), Post.OTHER, "投资项目代办员")
    _mandate(user, _organisation(INVESTOR, 2, "盛望舒", 12))


_TITLES = {Post.CLERK: "窗口受理人员", Post.REVIEWER: "审批科经办人", Post.HEAD: "窗口首席代表"}


def _three_posts(department: Department, place: int) -> None:
    for offset, post in enumerate((Post.CLERK, Post.REVIEWER, Post.HEAD)):
        user = _account(
            f"{post.value}.{department.slug}",
            kind=User.Kind.STAFF,
            is_staff=True,
            staff_name=staff_name(place * 3 + offset),
            contact=User.Contact.PORTAL,
        )
        _post(user, department, post, _TITLES[post])
        user.groups.add(role_group(department, post))
