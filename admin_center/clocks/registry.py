"""What higher floors say about the subjects of clocks: how they are re-dated, described and who has them.

Each floor that opens clocks registers its kinds in `apps.py`. A kind nobody registered is re-dated
directly in its rows and described by its kind and number.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Described:
    """A subject in words for staff. No personal data: it stands in messages."""

    title: str
    number: str
    title_en: str = ""
    link: str = ""


def _nobody(subject_id: int) -> Collection[int]:
    return ()


@dataclass(frozen=True, slots=True)
class SubjectClocks:
    """One kind of subject.

    `redate(subject_ids, reason)` computes the due dates of all open clocks of those subjects again, writes
    an entry with the old and the new date for each that moved, and tells the people concerned. It may be
    called twice for the same subjects. `describe(subject_ids)` names them; `handlers(subject_id)` are the
    ids of the users who have it in hand (empty: everybody at work in the clock's department).
    """

    kind: str
    redate: Callable[[Sequence[int], str], None]
    describe: Callable[[Sequence[int]], Mapping[int, Described]]
    handlers: Callable[[int], Collection[int]] = _nobody


_subjects: dict[str, SubjectClocks] = {}


def register(subject: SubjectClocks) -> None:
    """Make a kind of subject known; registering it again replaces it."""
    _subjects[subject.kind] = subject


def subject_of(kind: str) -> SubjectClocks | None:
    """The registered kind, or None."""
    return _subjects.get(kind)


def describe(kind: str, subject_id: int) -> Described:
    """A subject in words, whoever owns it."""
    subject = _subjects.get(kind)
    found = subject.describe([subject_id]).get(subject_id) if subject else None
    return found or Described(title=kind, number=str(subject_id))
