"""The supervisor's word: an explanation holds or does not; a card is revoked with a reason, never deleted."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from admin_center.supervision.models import Card
from admin_center.supervision.permissions import can_judge
from admin_center.supervision.services.locking import locked_card, promise, record
from core.errors import Forbidden, Refused
from core.now import now
from core.outbox.wake import wake_relay

LONGEST = 300


def judge_answer(*, by: User, card_id: int, holds: bool, reason: str) -> None:
    """Accept or reject the explanation of an answered card; a rejected one may be explained again.

    Forbidden to others than the department's supervisors. Refused: no reason for a rejection, no answer yet.
    """
    state = Card.State.ACCEPTED if holds else Card.State.REJECTED
    _end(by, card_id, state, reason, frozenset({Card.State.ANSWERED}), needs_reason=not holds)


def revoke_card(*, by: User, card_id: int, reason: str) -> None:
    """Take a card back, with a reason that stays on it. A revoked card cannot be revoked again."""
    before = frozenset(Card.State) - {Card.State.REVOKED}
    _end(by, card_id, Card.State.REVOKED, reason, before, needs_reason=True)


def _end(
    by: User,
    card_id: int,
    state: Card.State,
    reason: str,
    before: frozenset[Card.State],
    *,
    needs_reason: bool,
) -> None:
    said = reason.strip()
    if (needs_reason and not said) or len(said) > LONGEST:
        raise Refused(_("请写明理由（不超过 %(n)s 字）。") % {"n": LONGEST}, code="no_reason")
    at = now()
    with transaction.atomic():
        card = locked_card(card_id)
        if not can_judge(by, card):
            raise Forbidden(_("只有监察人员可以审核或撤销，本部门人员不能审核自己的牌。"))
        if card.state not in before:
            raise Refused(
                _("这张牌现在是“%(now)s”，不能改为“%(then)s”。")
                % {"now": card.get_state_display(), "then": state.label},
                code="wrong_state",
            )
        Card.objects.filter(pk=card.pk).update(state=state, ended_at=at, ended_by=by, end_reason=said)
        event = record(card, state.value, by=by, role="supervisor", at=at, data={})
        promise("card.ended", card, f"{state.value}:{event.seq}", at=at)
    wake_relay()
