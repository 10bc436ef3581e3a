"""What the centre's clocks and cards need to know of a case: its name, and how its clocks are re-dated."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from admin_center.clocks.registry import Described, SubjectClocks
from approvals.casefile.file import CASE
from approvals.models import Case
from approvals.services.timing import redate_cases


def describe(case_ids: Sequence[int]) -> Mapping[int, Described]:
    """Cases by item and number; the link leads into the workbench."""
    rows = Case.objects.filter(pk__in=case_ids).select_related("item")
    return {
        case.pk: Described(
            title=case.item.name,
            title_en=case.item.name_en,
            number=case.number,
            link=reverse("admin:approvals_case_page", args=[case.token]),
        )
        for case in rows
    }


def redate(case_ids: Sequence[int], reason: str) -> None:
    """Through the case's own kernel; cases whose dates do not move are left alone."""
    redate_cases(case_ids, reason=reason)


CASE_CLOCKS = SubjectClocks(CASE, redate, describe)
