"""The three administrators of 等保三级, kept apart: system, security, audit; and other lasting offices.

None of them receives, reviews, decides or issues anything.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from accounts.models import Department
from accounts.models.departments import Verb
from accounts.registry import office_rights
from accounts.services.roles import department_roles, ensure_groups

SYSTEM = "系统管理员"
SECURITY = "安全管理员"
AUDIT = "审计员"
SUPERVISION = "效能监察"
EDITORS = "信息发布"
ADMINISTRATORS = frozenset({SYSTEM, SECURITY, AUDIT})

# Where the editors of the portal publish: its own pages, not those of the departments.
EDITED = ("service-centre", "citizens-home", "information-centre")

_MODEL_RIGHTS: dict[str, tuple[str, ...]] = {
    SYSTEM: (
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_user",
        "accounts.add_staffmembership",
        "accounts.change_staffmembership",
        "accounts.view_staffmembership",
        "accounts.view_mandate",
        "accounts.view_organisation",
        "accounts.change_department",
        "accounts.view_department",
        "core.change_messagetemplate",
        "core.add_messagetemplate",
        "core.view_messagetemplate",
    ),
    SECURITY: (
        "auth.view_group",
        "auth.change_group",
        "accounts.view_user",
        "accounts.view_staffmembership",
        "accounts.view_department",
    ),
    AUDIT: (
        "core.view_event",
        "core.view_auditroot",
        "accounts.view_user",
        "accounts.view_staffmembership",
        "auth.view_group",
    ),
}


def give_model_rights(group: Group, names: Iterable[str]) -> None:
    """Django's model permissions (`app.codename`) for a group; unknown names are an error."""
    wanted = sorted(names)
    query = Q(pk__in=[])
    for name in wanted:
        app, codename = name.split(".")
        query |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(query))
    if len(found) != len(wanted):
        raise LookupError(f"{group.name}: not all of {wanted} exist once")
    group.permissions.add(*found)


def ensure_roles() -> None:
    """Every lasting role group: the offices, and three for each active department. Safe to repeat."""
    with transaction.atomic():
        departments = list(Department.objects.filter(is_active=True))
        edited = [department for department in departments if department.slug in EDITED]
        groups = ensure_groups(
            {
                **department_roles(departments),
                **{name: {} for name in _MODEL_RIGHTS},
                SUPERVISION: dict.fromkeys(departments, (Verb.SUPERVISE,)),
                EDITORS: dict.fromkeys(edited, (Verb.PUBLISH,)),
            }
        )
        for name, rights in _MODEL_RIGHTS.items():
            give_model_rights(groups[name], {*rights, *office_rights(name)})
