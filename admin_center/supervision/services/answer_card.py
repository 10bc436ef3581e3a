"""The department says why: answering a card."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from admin_center.supervision.models import Card, CardAnswer
from admin_center.supervision.permissions import can_answer
from admin_center.supervision.services.locking import locked_card, promise, record
from core.errors import Forbidden, Refused
from core.now import now
from core.outbox.wake import wake_relay

LONGEST = 2000
ANSWERABLE = frozenset({Card.State.OPEN, Card.State.REJECTED})


def answer_card(*, by: User, card_id: int, text: str) -> CardAnswer:
    """Explain an open card, or again one whose explanation was rejected.

    Forbidden to others than the department's staff. Refused: no text, already answered, ended.
    """
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        raise Refused(_("请写明情况说明（不超过 %(n)s 字）。") % {"n": LONGEST}, code="no_text")
    at = now()
    with transaction.atomic():
        card = locked_card(card_id)
        if not can_answer(by, card):
            raise Forbidden(_("只有承办部门的工作人员可以说明这张牌。"))
        if card.state not in ANSWERABLE:
            raise Refused(
                _("这张牌现在是“%(state)s”，不能再作说明。") % {"state": card.get_state_display()},
                code="not_answerable",
            )
        answer = CardAnswer.objects.create(card=card, by=by, at=at, text=said)
        Card.objects.filter(pk=card.pk).update(
            state=Card.State.ANSWERED, ended_at=None, ended_by=None, end_reason=""
        )
        record(card, "answer", by=by, role="officer", at=at, data={"answer": answer.pk})
        promise("card.answered", card, f"answer:{answer.pk}", at=at)
    wake_relay()
    return answer
