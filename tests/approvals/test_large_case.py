"""A case with two hundred materials and five hundred events opens in as many statements as a small one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.enums import MaterialState
from approvals.models import Case
from approvals.rules.opening import Handed
from approvals.services import cooperation
from core.records.models import Event
from tests.api.asking import Caller
from tests.citizens_home.people import at_home

from .bureau import Bureau, bureau, submitted

MATERIALS, EVENTS = 200, 500
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def many() -> tuple[Handed, ...]:
    return tuple(Handed(f"m{n}", f"材料{n}", True, MaterialState.PAPER) for n in range(MATERIALS))


def _citizen_page(office: Bureau) -> Callable[[Case], object]:
    client = at_home(office.citizen)
    return lambda case: client.get(reverse("citizens_home:case", args=[case.token])).status_code == 200


def _staff_page(office: Bureau) -> Callable[[Case], object]:
    client = at_home(office.clerk)
    return lambda case: client.get(reverse("admin:approvals_case_page", args=[case.token])).status_code == 200


def _citizen_api(office: Bureau) -> Callable[[Case], object]:
    caller = Caller(office.citizen)
    return lambda case: caller.told("get", f"my/cases/{case.token}/")


def _agency_api(office: Bureau) -> Callable[[Case], object]:
    caller = Caller(office.clerk, key=True)
    return lambda case: caller.told("get", f"agency/cases/{case.token}/")


DOORS = {
    "the citizen's page": _citizen_page,
    "the staff page": _staff_page,
    "the citizen's API": _citizen_api,
    "the agency's API": _agency_api,
}


def _statements(show: Callable[[Case], object], case: Case) -> int:
    show(case)  # sessions, content types and the plan are looked up once
    with CaptureQueriesContext(connection) as asked:
        assert show(case)
    return len(asked)


@pytest.mark.parametrize("door", DOORS)
def test_the_number_of_statements_does_not_grow_with_the_case(door: str, many: tuple[Handed, ...]) -> None:
    office = bureau("large")
    small, large = submitted(office), submitted(office, materials=many)
    cooperation.pre_review_case(small.pk, by=office.clerk, comment="材料基本齐全")
    for _ in range(EVENTS - 1):
        cooperation.pre_review_case(large.pk, by=office.clerk, comment="材料基本齐全")
    assert Event.objects.filter(subject_kind="case", subject_id=large.pk).count() == EVENTS
    show = DOORS[door](office)
    assert _statements(show, large) == _statements(show, small)
