"""Phrases of supplement notices with what became of them: how often, on what, and whether once was enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, Max, Q, QuerySet

from approvals.models import Case, Material, PhraseUse, SupplementPhrase
from approvals.rules.supplements import FIELD
from core.now import now

RECENT: Final = timedelta(days=90)
OFFERED: Final = 9
# Fewer answers say nothing about a wording; below this share of complete answers it is unclear.
ENOUGH, UNCLEAR = 5, 70


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is offered; `at_once` is the percentage of answers that needed no second round."""

    text: str
    used: int
    here: int
    at_once: int | None
    last: datetime | None

    @property
    def unclear(self) -> bool:
        """Whether applicants often do not understand it."""
        return self.at_once is not None and self.at_once < UNCLEAR


def with_use(phrases: QuerySet[SupplementPhrase], **more: Any) -> QuerySet[Any, Any]:
    """Phrases with `used` (last ninety days), `answered`, `settled` and `last`; one statement."""
    recent = Q(uses__at__gte=now() - RECENT)
    answered = recent & Q(uses__case__round__gt=F("uses__round"))
    settled = recent & Q(uses__case__accepted_on__isnull=False, uses__case__round=F("uses__round") + 1)
    return phrases.annotate(
        used=Count("uses", filter=recent),
        answered=Count("uses", filter=answered),
        settled=Count("uses", filter=settled),
        last=Max("uses__at"),
        **more,
    )


def phrases_for(case: Case) -> list[Phrase]:
    """What is offered for a case, nine at most: the most used on this item first, then the most used."""
    rows = SupplementPhrase.objects.filter(department=case.department_id, is_active=True)
    rows = rows.filter(Q(item__isnull=True) | Q(item=case.item_id))
    here = Count("uses", filter=Q(uses__at__gte=now() - RECENT, uses__case__item=case.item_id))
    found = with_use(rows, here=here).order_by(
        "-here", "-used", F("item").asc(nulls_last=True), "position", "pk"
    )
    return [
        Phrase(row.text, row.used, row.here, share_at_once(row.answered, row.settled), row.last)
        for row in found[:OFFERED]
    ]


def share_at_once(answered: int, settled: int) -> int | None:
    """How many of a hundred answers needed no second round; None while there are too few to say."""
    return round(100 * settled / answered) if answered >= ENOUGH else None


def where_used(phrase: SupplementPhrase) -> list[Mapping[str, Any]]:
    """On which item and material a phrase was used, how often and when last; the most used first."""
    rows = (
        PhraseUse.objects.filter(phrase=phrase)
        .values("case__item__name", "material_key")
        .annotate(times=Count("pk"), last=Max("at"), newest=Max("case"))
        .order_by("-times", "-last")[:20]
    )
    found = list(rows)
    keys = {row["material_key"] for row in found}
    cases = {row["newest"] for row in found}
    names = {
        (material.case_id, material.key): material.name
        for material in Material.objects.filter(case__in=cases, key__in=keys)
    }
    return [row | {"name": names.get((row["newest"], row["material_key"]), "")} for row in found]


def is_form(key: str) -> bool:
    """Whether a line of a notice was about the form, not about a material."""
    return key.startswith(FIELD)
