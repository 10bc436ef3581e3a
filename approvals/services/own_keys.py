"""One's own keys of the workbench: kept for the member of staff, on whatever machine they work."""

from collections.abc import Mapping

from accounts.models import User
from approvals.models import DeskKeys
from approvals.rules.keys import DEFAULTS, why_not_keys


def keys_of(user: User) -> dict[str, str]:
    """The key of every act, one's own where one was chosen."""
    chosen = DeskKeys.objects.filter(user=user.pk).values_list("keys", flat=True).first() or {}
    return {name: chosen.get(name, key) for name, key in DEFAULTS.items()}


def keep_keys(wanted: Mapping[str, str], *, by: User) -> dict[str, str]:
    """Keep one's own keys. Name of the act → why not, and nothing is kept, when two would collide."""
    wrong = why_not_keys(wanted)
    if not wrong:
        own = {name: wanted[name] for name, key in DEFAULTS.items() if wanted[name] != key}
        DeskKeys.objects.update_or_create(user=by, defaults={"keys": own})
    return wrong


def drop_keys(*, by: User) -> None:
    """Back to the house's own keys."""
    DeskKeys.objects.filter(user=by.pk).delete()
