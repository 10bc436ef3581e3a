"""Who may do what, and where: read from guardian's group object permissions, once per request.

Every list, page, autocomplete and export filters by these functions; the case kernel joins the same
tables. A superuser has no powers here: powers come from role groups alone.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.models import Department, DepartmentGroupObjectPermission, User

Visitor = User | AnonymousUser
NOWHERE: frozenset[int] = frozenset()


def rights_on(user: Visitor, table: type[Model]) -> Mapping[str, frozenset[int]]:
    """verb → ids of the objects where the user holds it, from one guardian group table.

    One query per user object and table; the answer lives as long as the user object (a request).
    """
    if not isinstance(user, User) or not user.is_active:
        return {}
    known: dict[type[Model], Mapping[str, frozenset[int]]] = user.__dict__.setdefault("_rights", {})
    if table not in known:
        rows: Any = table._default_manager.filter(group__user=user.pk)
        found: dict[str, set[int]] = defaultdict(set)
        for verb, object_id in rows.values_list("permission__codename", "content_object_id"):
            found[verb].add(object_id)
        known[table] = {verb: frozenset(ids) for verb, ids in found.items()}
    return known[table]


def forget_rights(user: User) -> None:
    """Read the rights again at the next question (after a grant within one request)."""
    user.__dict__.pop("_rights", None)


def ids_where(user: Visitor, verb: str, table: type[Model]) -> frozenset[int]:
    """Ids of the objects (sites, items …) of one guardian group table where the user holds `verb`."""
    return rights_on(user, table).get(verb, NOWHERE)


def departments_where(user: Visitor, verb: str) -> frozenset[int]:
    """Ids of the departments where the user holds `verb`."""
    return ids_where(user, verb, DepartmentGroupObjectPermission)


def departments_of(user: Visitor) -> frozenset[int]:
    """Ids of the departments where the user holds any verb: their colleagues' circle."""
    return frozenset().union(*rights_on(user, DepartmentGroupObjectPermission).values())


def has_verb(user: Visitor, verb: str, department: Department | int) -> bool:
    """Whether the user holds `verb` in this department."""
    department_id = department if isinstance(department, int) else department.pk
    return department_id in departments_where(user, verb)


def has_verb_anywhere(user: Visitor, verb: str) -> bool:
    """Whether the user holds `verb` in some department."""
    return bool(departments_where(user, verb))
