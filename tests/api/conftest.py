"""One small office and callers who knock at its door."""

import pytest
from django.core.cache import cache

from admin_center.registry.models import ServiceItem
from tests.api.asking import Caller
from tests.approvals.bureau import Bureau, bureau


@pytest.fixture(autouse=True)
def _no_limits_from_before() -> None:
    cache.clear()


@pytest.fixture
def office() -> Bureau:
    return bureau("api")


@pytest.fixture
def item() -> ServiceItem:
    """An item of the catalogue that can be applied for online."""
    return ServiceItem.objects.select_related("department", "live_version").get(
        slug="individual-business-registration"
    )


@pytest.fixture
def citizen(office: Bureau) -> Caller:
    return Caller(office.citizen)


@pytest.fixture
def clerk(office: Bureau) -> Caller:
    return Caller(office.clerk, key=True)
