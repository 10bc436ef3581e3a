"""`grant_application ROLE`: what the application's database role may do, and no more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg2 import sql

# Tables that a trigger protects, and which of UPDATE, DELETE, TRUNCATE it refuses (bits of tgtype).
PROTECTED = """
SELECT c.relname, bit_or(t.tgtype::int)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE p.proname = 'portal_append_only' AND c.relnamespace = 'public'::regnamespace
GROUP BY c.relname ORDER BY c.relname
"""
REFUSED = {8: "DELETE", 16: "UPDATE", 32: "TRUNCATE"}


class Command(BaseCommand):
    """Run as the owner of the tables, after each migration. Safe to repeat."""

    help = "Grants ROLE the rights of the application: no change of tables, no change of append-only rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name of an existing role."""
        parser.add_argument("role")

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant everything an application needs, then take away what append-only tables refuse."""
        role = sql.Identifier(options["role"])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [options["role"]])
            if cursor.fetchone() is None:
                raise CommandError(
                    f"there is no role {options['role']}: CREATE ROLE … LOGIN PASSWORD … first"
                )
            for statement in (
                "GRANT USAGE ON SCHEMA public TO {0}",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {0}",
                "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {0}",
                "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {0}",
            ):
                cursor.execute(sql.SQL(statement).format(role))
            cursor.execute(PROTECTED)
            protected = cursor.fetchall()
            for table, bits in protected:
                verbs = ", ".join(verb for bit, verb in REFUSED.items() if bits & bit)
                cursor.execute(
                    sql.SQL("REVOKE " + verbs + " ON {} FROM {}").format(sql.Identifier(table), role)
                )
        self.stdout.write(
            f"{options['role']}: granted; append-only: {', '.join(name for name, _ in protected)}"
        )
