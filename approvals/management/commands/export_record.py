"""`manage.py export_record CASE_NUMBER`: the record of one case, to be checked offline."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from approvals.models import Case
from approvals.services.export import export_case


class Command(BaseCommand):
    """Writes the file to standard output."""

    help = "导出一个办件的全部留痕，可用 docs/check_record.py 离线核对。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The case's public number."""
        parser.add_argument("number")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused: no such case."""
        case = Case.objects.filter(number=options["number"].strip()).first()
        if case is None:
            raise CommandError(f"no case with number {options['number']}")
        self.stdout.write(export_case(case), ending="")
