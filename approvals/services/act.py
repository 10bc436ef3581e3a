"""The one shape of an act: lock and read, decide in pure Python, write, and wake the relay after commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.casefile import CaseFile, Changes, read_locked, read_many_locked, write
from core.errors import PortalError
from core.outbox.wake import wake_relay


def perform(case_id: int, *, by: int | None, decide: Callable[[CaseFile], Changes]) -> Changes:
    """Do one act on one case: two statements, three after a lock wait.

    Raises what the rule raises (Refused, Forbidden) or Conflict; nothing is written then.
    """
    with transaction.atomic(durable=True):
        changes = decide(read_locked(case_id, by=by))
        write(changes)
    wake_relay()
    return changes


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one case of a bulk act: `why` is empty where it was done."""

    case_id: int
    number: str
    why: str = ""


def perform_many(
    case_ids: Sequence[int], *, by: int | None, decide: Callable[[CaseFile], Changes]
) -> list[Answer]:
    """The same act on many cases in the same two statements; what a rule refuses is left out and told."""
    answers: list[Answer] = []
    done: list[Changes] = []
    with transaction.atomic(durable=True):
        files = {file.id: file for file in read_many_locked(case_ids, by=by)}
        for case_id in dict.fromkeys(case_ids):
            file = files.get(case_id)
            if file is None:
                answers.append(Answer(case_id, "", _("没有找到这个办件。")))
                continue
            try:
                done.append(decide(file))
            except PortalError as error:
                answers.append(Answer(case_id, file.number, str(error)))
            else:
                answers.append(Answer(case_id, file.number))
        write(done)
    wake_relay()
    return answers
