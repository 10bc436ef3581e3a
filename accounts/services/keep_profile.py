"""A citizen's own particulars: what prefills applications and where letters go."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts.models import Person, User
from accounts.rules.numbers import normal


@dataclass(frozen=True)
class Profile:
    """What the person may change without proof. The telephone changes only with a code."""

    name: str
    id_number: str
    email: str
    address: str
    contact: str
    language: str


def keep_profile(*, by: User, profile: Profile) -> Person:
    """Save one's own particulars.

    An identity number that nobody has matched is kept for prefilling, but gets no blind index: typing
    somebody else's number must never stand in that person's way. A matched one stays as it is.
    """
    with transaction.atomic():
        person = by.person or Person(name="")
        if by.assurance < 2:
            person.name = profile.name.strip()
            person.id_number = normal(profile.id_number)
        person.email = profile.email.strip()
        person.address = profile.address.strip()
        person.save()
        by.person, by.contact, by.language = person, profile.contact, profile.language
        by.save(update_fields=["person", "contact", "language"])
    return person


def choose_language(*, by: User, language: str) -> None:
    """The language of one's notices and, for staff, of the workbench; an unknown one changes nothing."""
    if language in dict(settings.LANGUAGES) and language != by.language:
        by.language = language
        by.save(update_fields=["language"])
