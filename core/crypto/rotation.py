"""Sealing stored values again under the current key, online, in small batches.

Only the seal changes, never the value, so nothing that a rule reads is touched. A batch holds its row
locks for one short transaction; rows that somebody is writing are left for the next run.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models import BinaryField, ExpressionWrapper, F, Value

from core.crypto.fields import EncryptedField
from core.crypto.keys import ring
from core.crypto.sealed import open_sealed, seal, sealed_under


@dataclass(frozen=True)
class Column:
    """One encrypted column."""

    model: type[models.Model]
    field: EncryptedField

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"


@dataclass
class Count:
    """What one run saw: values looked at, sealed again, and still under an old key."""

    seen: int = 0
    renewed: int = 0
    left: int = 0


def columns() -> Iterator[Column]:
    """Every encrypted column of every installed model."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedField) and not model._meta.proxy:
                yield Column(model, field)


def rotate(column: Column, *, batch: int = 500, write: bool = True) -> Count:
    """Seal every value of one column under the current key; with `write` off only count."""
    count, last, current = Count(), 0, ring().current
    raw = ExpressionWrapper(F(column.field.name), output_field=BinaryField())
    while True:
        with transaction.atomic():
            rows = column.model._default_manager.filter(pk__gt=last).order_by("pk")
            if write:
                rows = rows.select_for_update(skip_locked=True, no_key=True)
            found = list(rows.annotate(sealed_value=raw).values_list("pk", "sealed_value")[:batch])
            if not found:
                break
            for pk, sealed in found:
                if sealed is not None:
                    _one(column, pk, bytes(sealed), count, current=current, write=write)
            last = found[-1][0]
    if write:
        count.left = rotate(column, batch=batch, write=False).left
    return count


def _one(column: Column, pk: int, sealed: bytes, count: Count, *, current: int, write: bool) -> None:
    count.seen += 1
    if sealed_under(sealed) == current:
        return
    if not write:
        count.left += 1
        return
    context = column.field.context
    fresh = seal(open_sealed(sealed, context=context), context=context)
    row = column.model._default_manager.filter(pk=pk)
    row.update(**{column.field.name: Value(fresh, output_field=BinaryField())})
    count.renewed += 1
