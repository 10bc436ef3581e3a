"""A JSON column that keeps the very bytes that were hashed."""

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from core.records.canonical import dumps


class CanonicalJSONField(models.JSONField):
    """`json`, not `jsonb`: Postgres keeps the text as written, and it is written canonically.

    `jsonb` would drop duplicate keys, reorder keys and rewrite numbers, and the chain could only be
    checked by whoever knows how to undo that.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "json"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return value if value is None or isinstance(value, str) else dumps(value)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return json.loads(value) if isinstance(value, str) else value
