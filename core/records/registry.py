"""What the floors above want verified with the record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """How many rows a check looked at, and the first bad one in words (empty: none)."""

    count: int
    bad: str = ""


Check = Callable[[], Checked]
_heads: dict[str, str] = {}
_checks: dict[str, Check] = {}


def register_head(subject_kind: str, table: str) -> None:
    """Subjects of that kind keep `version` and `head` on their own row in `table`."""
    _heads[subject_kind] = table


def register_check(name: str, check: Check) -> None:
    """One more check of `verify_records`."""
    _checks[name] = check


def heads() -> Mapping[str, str]:
    """Table of each kind of subject that keeps its own head."""
    return _heads


def checks() -> Mapping[str, Check]:
    """The registered checks."""
    return _checks
