"""Where letters to a user go."""

from accounts.models import User
from core.letters.registry import Addresses


def addresses_of_user(user: User) -> Addresses:
    """The chosen channel, the language, and what the person has on file."""
    person = user.person
    if person is None:
        return Addresses(contact=User.Contact.PORTAL, language=user.language)
    return Addresses(contact=user.contact, language=user.language, phone=person.phone, email=person.email)
