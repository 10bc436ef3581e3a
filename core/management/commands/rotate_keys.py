"""`manage.py rotate_keys`: seal every stored value under the newest key of PORTAL_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.crypto.keys import ring
from core.crypto.rotation import columns, rotate


class Command(BaseCommand):
    """Runs beside the portal; may be stopped and started again at any time."""

    help = "Seal all encrypted columns under the newest key. Remove an old key only when nothing is left."

    def add_arguments(self, parser: CommandParser) -> None:
        """Batch size, and counting only."""
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction")
        parser.add_argument("--count", action="store_true", help="only count what is under older keys")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per column, then the verdict."""
        left = 0
        for column in columns():
            count = rotate(column, batch=max(options["batch"], 1), write=not options["count"])
            left += count.left
            self.stdout.write(
                f"{column}: {count.seen} values, {count.renewed} sealed again, {count.left} under older keys"
            )
        self.stdout.write(f"current key {ring().current}: {left} values under older keys are left")
