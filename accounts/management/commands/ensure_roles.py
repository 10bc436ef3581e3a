"""`manage.py ensure_roles`: the lasting role groups of a deployment."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.offices import ensure_roles


class Command(BaseCommand):
    """Creates what is missing; changes nothing that exists."""

    help = "Create the role groups of every department and office (safe to repeat)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the service."""
        ensure_roles()
        self.stdout.write("role groups are complete")
