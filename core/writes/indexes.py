"""Taking away the indexes that Django makes unasked, while the table is in use.

Beside the unique index of a text column stands a second one for `LIKE 'x%'`, and every reference has one.
Where nobody asks that way, it is only one more entry for each row that an act writes. (AlterField would
also drop and check again the foreign key itself, under a lock.)
"""

from typing import Any

from django.db.migrations import RunPython

LIKE = "_like"


def drop_index(app: str, model: str, field: str, suffix: str = "") -> RunPython:
    """An operation for a migration with `atomic = False`; with LIKE, the second index of a text column.

    Nobody waits for a lock, and a migration that was broken off can be run again.
    """

    def found(apps: Any, editor: Any) -> tuple[str, str, str]:
        meta = apps.get_model(app, model)._meta
        column = meta.get_field(field).column
        name = editor._create_index_name(meta.db_table, [column], suffix=suffix)
        return editor.quote_name(meta.db_table), editor.quote_name(column), editor.quote_name(name)

    def drop(apps: Any, editor: Any) -> None:
        editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {found(apps, editor)[2]}")

    def make(apps: Any, editor: Any) -> None:
        table, column, name = found(apps, editor)
        kind = " varchar_pattern_ops" if suffix == LIKE else ""
        editor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({column}{kind})")

    return RunPython(drop, make)
