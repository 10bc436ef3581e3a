"""Load the shipped working-day calendar; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from admin_center.calendar.services.load_calendar import load_calendar


class Command(BaseCommand):
    """`manage.py load_calendar`."""

    help = "Loads the official calendar 2009-2026 and the projected years after it; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each edition written."""
        for line in load_calendar():
            self.stdout.write(line)
