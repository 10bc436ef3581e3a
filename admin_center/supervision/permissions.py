"""Who may do what with a card. The department that owes the answer gives it; supervisors judge it."""

from accounts.models import User
from accounts.models.departments import Verb
from accounts.policy import departments_of, has_verb
from admin_center.supervision.models import Card

WORKING = (Verb.RECEIVE, Verb.REVIEW, Verb.DECIDE, Verb.ISSUE)


def can_see(user: User, card: Card) -> bool:
    """Whoever holds any power in the card's department, supervision included; nobody else."""
    return card.department_id in departments_of(user)


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
