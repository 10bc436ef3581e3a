"""`manage.py load_catalogue [DIR]`: units, sites, windows, items and the shipped calendar, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from admin_center.calendar.services.load_calendar import load_calendar
from admin_center.halls.services.load_places import load_sites, load_windows
from admin_center.registry.rules.catalogue import faults_of
from admin_center.registry.services.load_departments import load_departments
from admin_center.registry.services.load_items import load_items
from admin_center.registry.services.records import Ledger, Outcome
from admin_center.registry.source import SHIPPED, Catalogue, CatalogueFaults, read
from core.now import now

SHOWN = 50


class Command(BaseCommand):
    """Loads the catalogue: checks everything first, then writes in one transaction."""

    help = "载入机构、场所、窗口和事项目录（不写文件夹时载入随软件附带的目录）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and a check without writing."""
        parser.add_argument("folder", nargs="?", default=str(SHIPPED), metavar="DIR")
        parser.add_argument("--check", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, write, and say what was done."""
        catalogue = self._read(Path(options["folder"]))
        if options["check"]:
            self.stdout.write(f"目录没有问题：{len(catalogue.items)} 个事项。")
            return
        self._report(load(catalogue))

    def _read(self, folder: Path) -> Catalogue:
        try:
            catalogue = read(folder)
        except CatalogueFaults as error:
            raise CommandError(self._listed(error.faults)) from None
        faults = faults_of(catalogue)
        if faults:
            raise CommandError(self._listed(faults))
        return catalogue

    def _listed(self, faults: list[str]) -> str:
        shown = "\n".join(f"  · {fault}" for fault in faults[:SHOWN])
        more = f"\n  还有 {len(faults) - SHOWN} 处" if len(faults) > SHOWN else ""
        return f"目录有 {len(faults)} 处错误，什么都没有写入：\n{shown}{more}"

    def _report(self, outcome: Outcome) -> None:
        created, updated = sum(outcome.created.values()), sum(outcome.updated.values())
        self.stdout.write(
            f"目录已载入：新建 {created} 项，更新 {updated} 项，发布事项版本 {len(outcome.published)} 个。"
        )
        for sentence in outcome.conflicts:
            self.stdout.write(self.style.WARNING(sentence))


@transaction.atomic
def load(catalogue: Catalogue) -> Outcome:
    """Write a checked catalogue in one transaction."""
    at = now()
    outcome, ledger = Outcome(), Ledger(at)
    departments = load_departments(catalogue, ledger=ledger, outcome=outcome)
    sites = load_sites(catalogue, ledger=ledger, outcome=outcome)
    items = load_items(catalogue, departments, at=at, ledger=ledger, outcome=outcome)
    load_windows(catalogue, sites, departments, items, ledger=ledger, outcome=outcome)
    ledger.write()
    load_calendar()  # deadlines need the working days: a catalogue without them would be unusable
    return outcome
