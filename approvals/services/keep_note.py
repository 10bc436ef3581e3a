"""Saving a clerk's unfinished work: never an act, never read by a rule."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from approvals.models import Case, DeskNote, PersonalLook
from core.now import now

LONGEST = 2000
MOST = 1200
NEVER = frozenset({"csrfmiddlewaretoken", "seen", "sure", "show", "q"})


def keepable(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields of the desk that are worth keeping, shortened to something sane."""
    rows = [(key[:120], value) for key, value in typed.items() if key not in NEVER]
    return {key: value[:LONGEST] for key, value in rows[:MOST] if value}


def keep_note(case: Case, *, by: User, typed: Mapping[str, str]) -> datetime:
    """Save what is typed on the desk of one case; when it was saved."""
    at = now()
    DeskNote.objects.update_or_create(case=case, user=by, defaults={"data": keepable(typed), "saved_at": at})
    return at


def drop_note(case_id: int, *, by: User) -> None:
    """The act has been done; what was typed for it is in the record now."""
    DeskNote.objects.filter(case=case_id, user=by).delete()


def look_at_person(case: Case, *, by: User) -> None:
    """Record that `by` had the applicant's numbers shown in full."""
    PersonalLook.objects.create(case=case, user=by)
