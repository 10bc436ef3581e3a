"""Values of encrypted columns for hand-written SQL."""

from typing import Any

from django.db.models import Model


def sealed(model: type[Model], field: str, value: Any) -> bytes | None:
    """The bytes that belong into that column; None stays NULL."""
    column: Any = model._meta.get_field(field)
    blob: bytes | None = column.get_prep_value(value)
    return blob


def opened(model: type[Model], field: str, blob: bytes) -> Any:
    """The plain value of that column."""
    column: Any = model._meta.get_field(field)
    return column.opened(blob)
