"""The one write of a case: state, steps, clocks, event and outbox in a single statement."""

from collections.abc import Sequence

from core.writes import compose

from .branches import BRANCHES
from .changes import Changes, merged


def write(changes: Changes | Sequence[Changes]) -> None:
    """Write finished changes of one or many cases inside the caller's transaction.

    Raises Conflict when a row was changed by somebody faster; the transaction must then roll back.
    """
    compose.write(BRANCHES, merged([changes] if isinstance(changes, Changes) else changes))
