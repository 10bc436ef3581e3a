"""What other rooms ask about people."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Mandate, Person, User
from accounts.rules.numbers import normal, normal_phone
from core.crypto import blind_index

ID_PURPOSE = "person id number"
PHONE_PURPOSE = "person phone"


def id_index_of(number: str) -> str:
    """The blind index of an identity number."""
    return blind_index(normal(number), purpose=ID_PURPOSE)


def phone_index_of(number: str) -> str:
    """The blind index of a telephone number."""
    return blind_index(normal_phone(number), purpose=PHONE_PURPOSE)


def user_with_phone(number: str) -> User | None:
    """The account whose verified telephone number this is (the oldest, should there be two)."""
    return (
        User.objects.filter(person__phone_index=phone_index_of(number), kind=User.Kind.CITIZEN)
        .order_by("pk")
        .first()
    )


def person_with_id(number: str) -> Person | None:
    """The person with exactly this identity number."""
    return Person.objects.filter(id_index=id_index_of(number)).first()


def mandates_in_force(user: User, on: date) -> QuerySet[Mandate]:
    """The organisations this person may act for on day `on`."""
    if user.person_id is None:
        return Mandate.objects.none()
    return (
        Mandate.objects.filter(
            Q(starts_on__lte=on, ends_on__gte=on),
            person_id=user.person_id,
            revoked_at__isnull=True,
        )
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )
