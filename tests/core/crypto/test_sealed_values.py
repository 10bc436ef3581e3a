"""Values at rest: what opens, what does not, and what a column may be asked."""

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection

from accounts.models import Person
from core.crypto import (
    EncryptedTextField,
    SealBroken,
    blind_index,
    code_matches,
    derive_code,
    normalise_code,
    open_sealed,
    seal,
    sealed_under,
)

OLD, NEW = "1:" + "11" * 32, "1:" + "11" * 32 + ",2:" + "22" * 32


def test_the_same_text_seals_differently_and_opens_alike() -> None:
    first, second = (seal("张三".encode(), context="a.B.c") for _ in range(2))
    assert first != second
    assert open_sealed(first, context="a.B.c") == open_sealed(second, context="a.B.c") == "张三".encode()


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(SealBroken):
        open_sealed(seal(b"x", context="a.B.c"), context="a.B.d")


@pytest.mark.parametrize("place", [0, 1, 2, 3, 5, 20, -1])
def test_any_altered_byte_is_noticed(place: int) -> None:
    blob = bytearray(seal(b"a private matter", context="a.B.c"))
    blob[place] ^= 1
    with pytest.raises(SealBroken):
        open_sealed(bytes(blob), context="a.B.c")


def test_a_new_key_encrypts_and_the_old_one_still_opens(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_KEYS = OLD  # type: ignore[attr-defined]
    old = seal(b"x", context="c")
    index, code = blind_index("1", purpose="p"), derive_code("case", "1")
    settings.PORTAL_KEYS = NEW  # type: ignore[attr-defined]
    assert open_sealed(old, context="c") == b"x"
    assert (sealed_under(old), sealed_under(seal(b"x", context="c"))) == (1, 2)
    assert (blind_index("1", purpose="p"), derive_code("case", "1")) == (index, code)
    settings.PORTAL_KEYS = "2:" + "22" * 32  # type: ignore[attr-defined]
    with pytest.raises(SealBroken, match="key 1"):
        open_sealed(old, context="c")


@pytest.mark.parametrize(
    "keys", ["", "1", "1:zz", "1:1122", "0:" + "11" * 32, "70000:" + "11" * 32, NEW + "," + OLD]
)
def test_faulty_keys_are_refused_without_telling_them(settings: pytest.FixtureRequest, keys: str) -> None:
    settings.PORTAL_KEYS = keys  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured) as error:
        seal(b"x", context="c")
    assert "11" * 16 not in str(error.value)


def test_blind_index_forgives_width_case_and_spaces_but_keeps_purposes_apart() -> None:
    assert blind_index(" ３３０１１０ 19900101002x", purpose="id") == blind_index(
        "33011019900101002X", purpose="id"
    )
    assert blind_index("1", purpose="id") != blind_index("1", purpose="phone")


def test_query_code_has_four_groups_and_forgives_typing() -> None:
    code = derive_code("case", "token")
    assert len(code) == 19 and code.count("-") == 3
    assert not set(code) & set("ILOU")
    assert code_matches(code.lower().replace("-", "　").replace("0", "o"), purpose="case", ref="token")
    assert not code_matches(code[:-1] + ("A" if code[-1] != "A" else "B"), purpose="case", ref="token")
    assert normalise_code("abcd efgh") == "ABCD-EFGH"


@pytest.mark.django_db
def test_the_column_holds_no_clear_text_and_the_model_reads_it_back() -> None:
    person = Person.objects.create(name="欧阳·测试", phone="14200001234", address="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, address FROM accounts_person WHERE id = %s", [person.pk])
        name, address = (bytes(value) for value in cursor.fetchone())
    assert "欧阳".encode() not in name
    assert len(address) > 16
    again = Person.objects.get(pk=person.pk)
    assert (again.name, again.phone, again.address) == ("欧阳·测试", "14200001234", "")
    Person.objects.filter(pk=person.pk).update(name="改名")
    assert Person.objects.get(pk=person.pk).name == "改名"


@pytest.mark.django_db
def test_searching_an_encrypted_column_fails_loudly() -> None:
    with pytest.raises(FieldError, match="blind index"):
        list(Person.objects.filter(name="张三"))
    with pytest.raises(FieldError, match="encrypted"):
        list(Person.objects.filter(name__contains="张"))
    assert list(Person.objects.filter(name__isnull=True)) == []


def test_an_encrypted_column_cannot_be_unique() -> None:
    with pytest.raises(FieldError, match="unique"):
        EncryptedTextField(unique=True)
