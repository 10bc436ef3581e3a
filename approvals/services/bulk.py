"""Bulk acts: foreseen case by case, held thirty seconds, taken back or carried out (decision 26).

A held act is only a row; nothing of a case changes before it is carried out, and then everything is
decided again under the lock, with the powers the person has at that moment.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.departments import Verb
from approvals.casefile import CaseFile, Changes, read_many_locked, write
from approvals.enums import StepKind
from approvals.models import HeldAct
from approvals.rules import decisions, intake, review
from core.errors import PortalError, Refused
from core.now import now
from core.outbox.wake import wake_relay
from core.tokens import new_token

HOLD = timedelta(seconds=30)
MOST = 100
AT_ONCE = 100
Data = Mapping[str, str]
Seen = Mapping[int, int]
NOTHING_SEEN: Seen = {}
VERBS = {"accept": Verb.RECEIVE, "complete": Verb.REVIEW, "grant": Verb.DECIDE}
Decide = Callable[[CaseFile, int, Data], Changes]


def _accept(file: CaseFile, by: int, data: Data) -> Changes:
    return intake.accept(file, by=by, at=now())


def _agree(file: CaseFile, by: int, data: Data) -> Changes:
    waiting = [step.node for step in file.ready() if step.kind in review.REVIEW_KINDS]
    node = waiting[0] if waiting else StepKind.REVIEW.value
    return review.complete_step(
        file, by=by, at=now(), node=node, result="agree", opinion=data.get("opinion", "")
    )


def _grant(file: CaseFile, by: int, data: Data) -> Changes:
    return decisions.grant(file, by=by, at=now(), reasons=data.get("opinion", ""))


DECIDES: dict[str, Decide] = {"accept": _accept, "complete": _agree, "grant": _grant}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of one case now: `why` is empty where it would be done."""

    case_id: int
    number: str
    token: str
    item: str
    applicant: str
    version: int
    why: str


def foresee(
    case_ids: Sequence[int], *, act: str, by: User, data: Data, seen: Seen = NOTHING_SEEN
) -> list[Foreseen]:
    """Try the act on each case and write nothing; two statements. Refused: unknown act, too many cases.

    A case that has not the version `seen` of it any more would not be done.
    """
    decide = DECIDES.get(act)
    if decide is None:
        raise Refused(_("请选择要批量办理的事。"), code="no_act")
    if not case_ids:
        raise Refused(_("请先选中要办的办件。"), code="no_cases")
    if len(set(case_ids)) > MOST:
        raise Refused(_("一次最多办 %(most)d 件。") % {"most": MOST}, code="too_many")
    with transaction.atomic():
        held = set(HeldAct.objects.filter(case__in=case_ids, state="held").values_list("case", flat=True))
        return [
            _foreseen(file, decide, by, data, why=_held_or_changed(file, held, seen))
            for file in read_many_locked(case_ids, by=by.pk)
        ]


def _held_or_changed(file: CaseFile, held: set[int], seen: Seen) -> str:
    if file.id in held:
        return _("已列入另一批，正在等待生效。")
    if seen.get(file.id, file.version) != file.version:
        return _("您看过以后，这件事又有人办过。请看最新情况再决定。")
    return ""


def _foreseen(file: CaseFile, decide: Decide, by: User, data: Data, *, why: str) -> Foreseen:
    if not why:
        try:
            decide(file, by.pk, data)
        except PortalError as error:
            why = str(error)
    return Foreseen(
        file.id, file.number, file.token, file.plan.item_name, file.applicant_masked, file.version, why
    )


def hold(case_ids: Sequence[int], *, act: str, by: User, data: Data, seen: Seen = NOTHING_SEEN) -> str:
    """Hold the act for every case where it would be done now; the batch's token. Refused: none would."""
    ready = [line for line in foresee(case_ids, act=act, by=by, data=data, seen=seen) if not line.why]
    if not ready:
        raise Refused(_("选中的办件现在都不能这样办。"), code="none_ready")
    batch, at = new_token(), now()
    HeldAct.objects.bulk_create(
        [
            HeldAct(
                batch=batch,
                case_id=line.case_id,
                seen_version=line.version,
                act=act,
                data=dict(data),
                by=by,
                made_at=at,
                due_at=at + HOLD,
            )
            for line in ready
        ],
        ignore_conflicts=True,
    )
    return batch


def take_back(batch: str, *, by: User) -> int:
    """Undo a batch that has not taken effect; how many were taken back. A written act stays."""
    return HeldAct.objects.filter(batch=batch, by=by, state=HeldAct.State.HELD, due_at__gt=now()).update(
        state=HeldAct.State.UNDONE, ended_at=now()
    )


def carry_out_due() -> int:
    """Carry out what has waited long enough; how many were done. Two runs at once do each act once."""
    done = 0
    with transaction.atomic(durable=True):
        rows = list(
            HeldAct.objects.select_for_update(skip_locked=True)
            .filter(state=HeldAct.State.HELD, due_at__lte=now())
            .order_by("due_at", "id")[:AT_ONCE]
        )
        for (by, _batch), mine in _by_person(rows).items():
            done += _carry_out(mine, by)
    if done:
        wake_relay()
    return done


def _by_person(rows: Sequence[HeldAct]) -> dict[tuple[int, str], list[HeldAct]]:
    grouped: dict[tuple[int, str], list[HeldAct]] = defaultdict(list)
    for row in rows:
        grouped[row.by_id, row.batch].append(row)
    return grouped


def _carry_out(rows: Sequence[HeldAct], by: int) -> int:
    files = {file.id: file for file in read_many_locked([row.case_id for row in rows], by=by)}
    changes: list[Changes] = []
    for row in rows:
        row.ended_at, row.state = now(), HeldAct.State.DONE
        try:
            changes.append(_decided(files[row.case_id], row))
        except PortalError as error:
            row.state, row.answer = HeldAct.State.REFUSED, str(error)[:300]
    write(changes)
    HeldAct.objects.bulk_update(rows, ["state", "answer", "ended_at"])
    return len(changes)


def _decided(file: CaseFile, row: HeldAct) -> Changes:
    if file.version != row.seen_version:
        raise Refused(_("等待生效时已有人办过这件，请打开看最新情况。"), code="changed")
    data: Any = row.data
    return DECIDES[row.act](file, row.by_id, data)
