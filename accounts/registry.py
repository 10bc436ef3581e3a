"""What higher floors plug in: the model permissions their pages need for the lasting offices."""

from collections import defaultdict

_rights: dict[str, set[str]] = defaultdict(set)


def register_office_rights(office: str, *names: str) -> None:
    """Django's permissions (`app.codename`) an office holds on a higher floor's models."""
    _rights[office].update(names)


def office_rights(office: str) -> frozenset[str]:
    """What was registered for an office."""
    return frozenset(_rights.get(office, ()))
