"""One-dragon packages: the order of the items; limits and departments come from the items' rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import reverse
from django.utils.translation import gettext as _

from admin_center.registry.models import ServiceItem
from citizens_home.presenters import words

FILE = Path(__file__).resolve().parent.parent / "packages.yaml"
NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True)
class Node:
    """One item inside a stage."""

    name: str
    url: str
    department: str
    promise: str
    condition: str


@dataclass(frozen=True)
class Stage:
    """节: the items that belong to one stage."""

    numeral: str
    name: str
    nodes: list[Node]


@dataclass(frozen=True)
class Package:
    """One package with its stages."""

    slug: str
    name: str
    url: str
    stages: list[Stage]

    @property
    def count(self) -> int:
        """Items in all stages."""
        return sum(len(stage.nodes) for stage in self.stages)

    @property
    def summary(self) -> str:
        """The stages in a line."""
        names = _("、").join(stage.name for stage in self.stages)
        return _("%(n)d节：%(names)s") % {"n": len(self.stages), "names": names}


@lru_cache(maxsize=1)
def entries() -> tuple[Mapping[str, Any], ...]:
    """The file as read once."""
    return tuple(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["packages"])


def slugs() -> set[str]:
    """Every item any package names."""
    return {row["item"] for entry in entries() for stage in entry["stages"] for row in stage["items"]}


def packages(items: Iterable[ServiceItem]) -> list[Package]:
    """Every package; items that are not in the catalogue are left out."""
    known = {item.slug: item for item in items}
    return [_package(entry, known) for entry in entries()]


def _package(entry: Mapping[str, Any], known: Mapping[str, ServiceItem]) -> Package:
    return Package(
        slug=entry["slug"],
        name=words.said(entry, "name"),
        url=reverse("citizens_home:package", args=[entry["slug"]]),
        stages=[
            Stage(
                numeral=str(place) if words.is_english() else NUMERALS[place - 1],
                name=words.said(stage, "name"),
                nodes=[_node(known[row["item"]], row) for row in stage["items"] if row["item"] in known],
            )
            for place, stage in enumerate(entry["stages"], 1)
        ],
    )


def _node(item: ServiceItem, row: Mapping[str, Any]) -> Node:
    return Node(
        name=words.name_of(item),
        url=reverse("citizens_home:item", args=[item.slug]),
        department=words.name_of(item.department),
        promise=words.promise(words.edition(item).promised_days),
        condition=str(row.get("condition") or ""),
    )
