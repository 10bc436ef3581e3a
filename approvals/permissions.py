"""Who may see or do what with a case. Acts are decided again, under the lock, by approvals.rules.standing."""

from typing import Any

from accounts.models import DepartmentGroupObjectPermission, User
from accounts.models.departments import Verb
from accounts.policy import Visitor, departments_where, has_verb_anywhere, rights_on
from admin_center.halls.models import SiteGroupObjectPermission
from admin_center.registry.models import ServiceItemGroupObjectPermission
from approvals.models import Case, MaterialFile
from approvals.querysets import CASEWORK, SEEING
from core.files.models import StoredFile

TABLES = (DepartmentGroupObjectPermission, ServiceItemGroupObjectPermission, SiteGroupObjectPermission)


def can_use_workbench(user: Visitor) -> bool:
    """Staff who hold any power over cases somewhere: clerks, reviewers, approvers, supervisors, townships."""
    return any(verb in SEEING for table in TABLES for verb in rights_on(user, table))


def can_work_on_cases(user: Visitor) -> bool:
    """Staff who receive, review, decide or issue somewhere (supervisors only look)."""
    return any(verb in CASEWORK for table in TABLES[:2] for verb in rights_on(user, table))


def can_receive_anywhere(user: Visitor) -> bool:
    """Window clerks of a department, and of a township or village site."""
    sites = rights_on(user, SiteGroupObjectPermission)
    return has_verb_anywhere(user, Verb.RECEIVE) or Verb.RECEIVE in sites


def can_see_case(user: Visitor, case: Case) -> bool:
    """Whoever the policy of the queue lets open it; for the applicant see citizens_home."""
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def can_edit_phrases(user: Visitor, department_id: int) -> bool:
    """Window clerks and approvers of the department."""
    return department_id in departments_where(user, Verb.RECEIVE) | departments_where(user, Verb.DECIDE)


def may_read_file(user: Any, stored: StoredFile) -> bool:
    """A file handed in with a case: the staff who may open that case, and its applicant."""
    cases = MaterialFile.objects.filter(file=stored).values("material__case")
    return _may_read_one(user, Case.objects.filter(pk__in=cases))


def _may_read_one(user: User, cases: Any) -> bool:
    if cases.filter(applicant_user=user.pk).exists():
        return True
    return bool(user.is_staff and cases.visible_to(user).exists())
