"""What every template may know about the hall."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from admin_center.halls.visiting import hall_words
from core.now import today


def hall(request: HttpRequest) -> dict[str, object]:
    """`hall_today`: today's opening hours in words; read only by pages that print it."""
    return {"hall_today": SimpleLazyObject(lambda: hall_words(today()))}
