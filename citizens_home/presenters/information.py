"""Laws with the items that rest on them; departments with their counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from citizens_home.presenters import words

ASK_FOR = ("government-information-disclosure", "open-archives-access")


@dataclass
class Law:
    """One law, regulation or rule, and the items that rest on it."""

    title: str
    promulgated: str
    items: list[dict[str, str]] = field(default_factory=list)


def laws(items: Iterable[Any], q: str) -> list[Law]:
    """Every legal basis, the most used first; with `q` those whose title contains it."""
    found: dict[str, Law] = {}
    for item in items:
        for entry in item.legal_basis or []:
            title = entry.get("law", "")
            law = found.setdefault(title, Law(title, entry.get("promulgated", "")))
            law.items.append(
                {
                    "name": words.name_of(item),
                    "url": reverse("citizens_home:item", args=[item.slug]),
                    "article": entry.get("article", ""),
                }
            )
    chosen = [law for law in found.values() if q.casefold() in law.title.casefold()]
    return sorted(chosen, key=lambda law: (-len(law.items), law.title))


def department_rows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Departments with decisions in the last thirty days, each rate beside its two counts."""
    return [
        {
            **row,
            "name": (row["department__name_en"] if words.is_english() else "") or row["department__name"],
            "rate": f"{row['on_time'] * 100 / row['stopped']:.1f}%" if row["stopped"] else "",
        }
        for row in rows
    ]


def root_rows(roots: Iterable[Any]) -> list[dict[str, Any]]:
    """Published roots with their value as hexadecimal text."""
    return [{"day": root.day, "events": root.events, "value": bytes(root.root).hex()} for root in roots]
