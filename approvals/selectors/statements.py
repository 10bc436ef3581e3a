"""What the holder of a certificate stated before its revocation was decided."""

from collections.abc import Sequence

from approvals.enums import StepKind
from approvals.models import Case, Statement, Step


def statements_of(case: Case, steps: Sequence[Step]) -> list[Statement]:
    """The first to the last; the database is asked only where a revocation was ever proposed."""
    if not any(step.kind == StepKind.REVOCATION for step in steps):
        return []
    return list(Statement.objects.filter(case=case).order_by("seq"))
