"""Tells what the catalogue wrote from what an administrator wrote since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from admin_center.registry.models import CatalogueRecord
from admin_center.registry.rules.expand import digest_of


@dataclass
class Outcome:
    """What a load did, counted by kind of thing; conflicts are sentences for the operator."""

    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    published: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def count(self, what: dict[str, int], kind: str, amount: int = 1) -> None:
        """Add to one of the three counters."""
        what[kind] = what.get(kind, 0) + amount


class Ledger:
    """The digests of the last load of every thing; written once at the end."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.known: dict[tuple[str, str], CatalogueRecord] = {
            (row.kind, row.key): row for row in CatalogueRecord.objects.select_for_update()
        }
        self.fresh: list[CatalogueRecord] = []
        self.changed: list[CatalogueRecord] = []

    def digest(self, kind: str, key: str) -> str:
        """The digest of what was last loaded, or "" when never."""
        row = self.known.get((kind, key))
        return row.digest if row else ""

    def remember(self, kind: str, key: str, digest: str) -> None:
        """Note what has been written now."""
        row = self.known.get((kind, key))
        if row is None:
            self.fresh.append(CatalogueRecord(kind=kind, key=key, digest=digest, loaded_at=self.at))
        elif row.digest != digest:
            row.digest, row.loaded_at = digest, self.at
            self.changed.append(row)

    def write(self) -> None:
        """Store what was remembered, in two statements."""
        CatalogueRecord.objects.bulk_create(self.fresh)
        CatalogueRecord.objects.bulk_update(self.changed, ["digest", "loaded_at"])


def values_of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """The columns of a row that the catalogue owns."""
    return {name: getattr(row, name) for name in names}


def merge(
    kind: str,
    key: str,
    row: Model,
    wanted: Mapping[str, Any],
    ledger: Ledger,
    outcome: Outcome,
) -> bool:
    """Put the catalogue's values on an existing row, unless an administrator edited it since the last load.

    Returns whether the row was changed and must be saved. When the catalogue itself did not change, the
    row is left alone, so an edit stays; when both changed, the edit stays and a conflict is reported.
    """
    target = digest_of(wanted)
    last = ledger.digest(kind, key)
    if target == last:
        outcome.count(outcome.unchanged, kind)
        return False
    present = digest_of(values_of(row, wanted))
    if present != target and last and present != last:
        outcome.conflicts.append(
            f"{CatalogueRecord.Kind(kind).label} {key}：管理员改过，目录也有新内容；保留管理员的修改。"
        )
        return False
    ledger.remember(kind, key, target)
    if present == target:
        outcome.count(outcome.unchanged, kind)
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    outcome.count(outcome.updated, kind)
    return True
