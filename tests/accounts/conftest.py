"""People for the account tests."""

from collections.abc import Callable

import pytest

from accounts.models import Department, Person, User
from accounts.selectors import phone_index_of

PASSWORD = "a-long-enough-passphrase"
MakeUser = Callable[..., User]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """A user by name; `phone` gives them a person with that number."""

    def make(username: str = "someone", *, phone: str = "", **extra: object) -> User:
        if phone:
            extra["person"] = Person.objects.create(
                name="测试", phone=phone, phone_index=phone_index_of(phone)
            )
        return User.objects.create_user(username, PASSWORD, **extra)

    return make


@pytest.fixture
def departments(db: None) -> dict[str, Department]:
    """Two departments of the catalogue."""
    return {slug: Department.objects.get(slug=slug) for slug in ("construction", "land")}
