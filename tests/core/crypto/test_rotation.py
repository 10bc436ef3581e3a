"""Key rotation: every value moves to the new key, no value changes, and the old key can go."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Person
from core.crypto import SealBroken
from core.crypto.rotation import columns, rotate

OLD, BOTH, NEW = "1:" + "11" * 32, "1:" + "11" * 32 + ",2:" + "22" * 32, "2:" + "22" * 32


@pytest.mark.django_db
def test_after_rotation_the_old_key_is_not_needed(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_KEYS = OLD  # type: ignore[attr-defined]
    people = [Person.objects.create(name=f"第{number}人", phone="") for number in range(25)]
    settings.PORTAL_KEYS = BOTH  # type: ignore[attr-defined]
    Person.objects.create(name="新来的人")
    (column,) = (one for one in columns() if str(one) == "accounts.Person.name")
    assert rotate(column, write=False).left == 25
    count = rotate(column, batch=7)
    assert (count.seen, count.renewed, count.left) == (26, 25, 0)
    assert rotate(column).renewed == 0
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    assert "current key 2: 0 values" in out.getvalue()
    settings.PORTAL_KEYS = NEW  # type: ignore[attr-defined]
    assert [Person.objects.get(pk=one.pk).name for one in people] == [one.name for one in people]


@pytest.mark.django_db
def test_taking_the_old_key_away_too_early_is_noticed(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_KEYS = OLD  # type: ignore[attr-defined]
    person = Person.objects.create(name="某人")
    settings.PORTAL_KEYS = NEW  # type: ignore[attr-defined]
    with pytest.raises(SealBroken, match="key 1"):
        Person.objects.get(pk=person.pk)


def test_every_column_of_personal_data_is_known_to_the_rotation() -> None:
    names = {str(column) for column in columns()}
    assert {"accounts.Person.id_number", "approvals.Draft.answers", "core.Message.body"} <= names
