"""`manage.py demo_data`: demonstration people and the cases they live through. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.demo.people import make_people
from accounts.models import Department
from approvals.demo.history import tell_all


class Command(BaseCommand):
    """Only with PORTAL_DEMO=1; the rest refuses."""

    help = "建立演示人员和演示办件（仅限演示环境）。"

    def handle(self, *args: Any, **options: Any) -> None:
        """People first, then their stories, each line as it is done."""
        people = make_people(Department.objects.filter(items__isnull=False).distinct())
        self.stdout.write(f"people: {people}")
        self.stdout.write(f"cases: {tell_all(self._say)}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
