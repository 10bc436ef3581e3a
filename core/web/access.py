"""Two answers to the wrong visitor: strangers learn nothing (404), colleagues learn the reason (403)."""

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

M = TypeVar("M", bound=Model)


def get_visible_or_404(visible: QuerySet[M], **lookup: Any) -> M:
    """The one row of a queryset that is already filtered for the visitor; 404 for anything else.

    A row that exists but is not visible and a row that does not exist give the same answer.
    """
    try:
        return visible.get(**lookup)
    except (ObjectDoesNotExist, ValueError):
        raise Http404 from None


def require(allowed: bool, reason: str = "") -> None:
    """403 with a reason for a colleague who may see the thing but not do this to it."""
    if not allowed:
        raise PermissionDenied(reason)
