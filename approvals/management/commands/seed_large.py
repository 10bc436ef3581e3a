"""`seed_large N`: a deterministic large data set in an empty database of its own, for measuring.

Not for the demonstration: its people act through the services alone (decisions.md 23), while these rows are
copied in. Refused in a deployment, in the demonstration's own database and wherever a case exists.
"""

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from approvals.large.load import load
from approvals.models import Case


class Command(BaseCommand):
    """Fill an empty scratch database with N cases."""

    help = "A deterministic large data set with real hash chains, for measuring only."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """How many cases, and how many of a thousand are open."""
        parser.add_argument("count", type=int)
        parser.add_argument("--open-per-mille", type=int, default=40)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how long it took."""
        if not settings.DEMO:
            raise CommandError("seed_large is for measuring; this is a deployment.")
        if Case.objects.exists():
            raise CommandError("There are cases here already; seed_large wants a database of its own.")
        started = time.monotonic()
        try:
            load(options["count"], open_per_mille=options["open_per_mille"])
        except LookupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{options['count']} cases in {time.monotonic() - started:.0f} s")
