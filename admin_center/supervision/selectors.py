"""What the pages of cards need to read, in a bounded number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from admin_center.calendar.selectors import workdays
from admin_center.clocks import registry
from admin_center.clocks.explain import Account, explain
from admin_center.clocks.ledger import ledger_from_rows
from admin_center.clocks.registry import Described
from admin_center.supervision.models import Card
from admin_center.supervision.permissions import departments_with_cards
from core.now import today
from core.records.models import Event

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One card of the list with its subject in words."""

    card: Card
    about: Described


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that happened to a card."""

    at: datetime
    what: str
    who: str
    words: str


def cards_visible_to(user: User) -> QuerySet[Card]:
    """Cards of the departments where the user works on cases, and of those they supervise."""
    return Card.objects.filter(department_id__in=departments_with_cards(user)).select_related("department")


def page_of_cards(user: User, *, state: str = "", before: int | None = None) -> tuple[list[Row], int | None]:
    """Newest first; with the id after which the next page begins, or None on the last one."""
    cards = cards_visible_to(user).order_by("-id")
    if state in Card.State.values:
        cards = cards.filter(state=state)
    if before is not None:
        cards = cards.filter(pk__lt=before)
    found = list(cards[: PAGE + 1])
    shown = found[:PAGE]
    return described(shown), shown[-1].pk if len(found) > PAGE else None


def described(cards: Sequence[Card]) -> list[Row]:
    """Cards with their subjects, one statement for each kind of subject."""
    ids: dict[str, set[int]] = defaultdict(set)
    for card in cards:
        ids[card.subject_kind].add(card.subject_id)
    known = {}
    for kind, those in ids.items():
        subject = registry.subject_of(kind)
        known[kind] = subject.describe(sorted(those)) if subject else {}
    return [
        Row(
            card,
            known[card.subject_kind].get(card.subject_id)
            or Described(title=card.subject_kind, number=str(card.subject_id)),
        )
        for card in cards
    ]


def account_of(card: Card) -> Account | None:
    """The card's clock told day by day up to today (to its stop); None for a card without a clock."""
    clock = card.clock
    if clock is None:
        return None
    ledger = ledger_from_rows(clock, list(clock.entries.all()))
    return explain(ledger, today(), workdays())


def turns_of(card: Card) -> list[Turn]:
    """Issued, answered, judged, revoked: from the card's events and the words of its answers."""
    answers = {answer.pk: answer.text for answer in card.answers.all()}
    turns = [Turn(card.issued_at, _("签发%(level)s") % {"level": card.get_level_display()}, _("系统"), "")]
    events = (
        Event.objects.filter(subject_kind="card", subject_id=card.pk).select_related("by").order_by("seq")
    )
    for event in events:
        state = dict(Card.State.choices).get(event.act)
        is_last = state is not None and event.act == card.state
        turns.append(
            Turn(
                event.at,
                str(state or _("说明")),
                str(event.by or ""),
                answers.get(event.data.get("answer", 0), "") or (card.end_reason if is_last else ""),
            )
        )
    return turns
