"""Counting which phrases a notice was written with; no rule reads this."""

from collections.abc import Mapping

from approvals.casefile import CaseFile
from approvals.models import PhraseUse, SupplementPhrase


def note_use(file: CaseFile, problems: Mapping[str, str]) -> None:
    """Remember the phrases in a notice that was sent; `problems` are its lines by key. Two statements."""
    phrases = SupplementPhrase.objects.filter(department=file.department_id, is_active=True)
    PhraseUse.objects.bulk_create(
        PhraseUse(phrase_id=pk, case_id=file.id, round=file.round, material_key=key[:80])
        for pk, text in phrases.values_list("pk", "text")
        for key, problem in problems.items()
        if text.rstrip("。.；; ") in problem
    )
