"""`manage.py demo_data`: demonstration people and the cases they live through. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from admin_center.halls.demo import make_demo_staff
from approvals.demo.history import tell_all
from approvals.demo.phrases import make_phrases


class Command(BaseCommand):
    """Only with PORTAL_DEMO=1; the rest refuses."""

    help = "建立演示人员和演示办件（仅限演示环境）。"

    def handle(self, *args: Any, **options: Any) -> None:
        """People first, then their stories, each line as it is done."""
        self.stdout.write(f"people: {make_demo_staff()}")
        self.stdout.write(f"phrases: {make_phrases()}")
        self.stdout.write(f"cases: {tell_all(self._say)}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
