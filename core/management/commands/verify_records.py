"""`manage.py verify_records`: recompute every chain, head, root and ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.records.verify import verify_all


class Command(BaseCommand):
    """Prints what was counted; exits 1 and names the first bad row when anything is off."""

    help = "重新计算全部留痕、每日存证和时限账目；有一处不符即退出码 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a check."""
        bad = ""
        for finding in verify_all():
            self.stdout.write(
                f"{finding.name}: {finding.count}{'  BAD: ' + finding.bad if finding.bad else '  ok'}"
            )
            bad = bad or finding.bad
        if bad:
            raise CommandError(f"first bad row: {bad}")
