"""Who may do what with a card. The department that owes the answer gives it; supervisors judge it."""

from accounts.models import User
from accounts.models.departments import Verb
from accounts.policy import departments_where, has_verb
from admin_center.supervision.models import Card

WORKING = (Verb.RECEIVE, Verb.REVIEW, Verb.DECIDE, Verb.ISSUE)


def departments_with_cards(user: User) -> frozenset[int]:
    """Departments whose cards the user sees: where they work on cases, and those they supervise."""
    return frozenset().union(*(departments_where(user, verb) for verb in (*WORKING, Verb.SUPERVISE)))


def can_see(user: User, card: Card) -> bool:
    """Whoever works in the card's department or supervises it; nobody else, editors included."""
    return card.department_id in departments_with_cards(user)


def can_answer(user: User, card: Card) -> bool:
    """Whoever works in the card's department (receives, reviews, decides or issues there)."""
    department = card.department_id
    return department is not None and any(has_verb(user, verb, department) for verb in WORKING)


def can_judge(user: User, card: Card) -> bool:
    """Whoever supervises the card's department and does not work in it."""
    department = card.department_id
    if department is None or can_answer(user, card):
        return False
    return has_verb(user, Verb.SUPERVISE, department)
