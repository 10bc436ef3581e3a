"""The home page: what most people come for, in three columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from admin_center.halls.models import Site
from admin_center.registry.models import ServiceItem
from citizens_home.presenters import words

COLUMNS = (
    (
        "individual",
        gettext_lazy("个人"),
        (
            "provident-fund-withdrawal",
            "house-transfer-existing",
            "household-birth-registration",
            "resident-medical-insurance",
            "retirement-approval",
            "senior-preferential-card",
            "pension-transfer",
            "passport-application",
        ),
    ),
    (
        "enterprise",
        gettext_lazy("企业"),
        (
            "enterprise-name-preapproval",
            "company-establishment",
            "individual-business-registration",
            "catering-permit",
            "outdoor-advertising-setup",
            "seal-engraving-filing",
            "employment-registration",
            "road-freight-licence",
        ),
    ),
    (
        "project",
        gettext_lazy("投资项目"),
        (
            "enterprise-project-filing",
            "land-planning-permit",
            "project-planning-permit",
            "eia-form-approval",
            "fire-design-review",
            "construction-permit",
            "completion-filing",
            "electricity-new-connection-hv",
        ),
    ),
)
POPULAR = frozenset(slug for _key, _label, slugs in COLUMNS for slug in slugs)
# Everyday words offered under the search box; the search test walks them.
TRY_WORDS = ("公积金提取", "施工许可", "二手房过户", "开饭店", "退休", "新生儿落户")

CLUSTERS = {
    "linping-sub-city": gettext_lazy("临平副城"),
    "yuhang-cluster": gettext_lazy("余杭组团"),
    "liangzhu-cluster": gettext_lazy("良渚组团"),
    "tangqi-cluster": gettext_lazy("塘栖组团"),
    "pingyao-centre": gettext_lazy("瓶窑片区"),
}


@dataclass(frozen=True)
class Line:
    """One line of a contents list: a name, dotted leaders, the promised limit."""

    name: str
    url: str
    promise: str


@dataclass(frozen=True)
class Column:
    """One column of the contents list."""

    label: str
    lines: list[Line]
    all_label: str
    all_url: str


def line(item: ServiceItem) -> Line:
    """An item as one line of a contents list."""
    return Line(
        name=words.name_of(item),
        url=reverse("citizens_home:item", args=[item.slug]),
        promise=words.promise(words.edition(item).promised_days),
    )


def columns(items: Iterable[ServiceItem], counts: dict[str, int]) -> list[Column]:
    """The three columns; items missing from the catalogue are left out."""
    by_slug = {item.slug: item for item in items}
    every = reverse("citizens_home:items")
    more = {
        "individual": (
            _("个人事项全部%(n)d项") % {"n": counts["individual"]},
            f"{every}?audience=individual",
        ),
        "enterprise": (
            _("企业事项全部%(n)d项") % {"n": counts["enterprise"]},
            f"{every}?audience=enterprise",
        ),
        "project": (_("全部%(n)d项") % {"n": counts["all"]}, every),
    }
    return [
        Column(
            label=str(label),
            lines=[line(by_slug[slug]) for slug in slugs if slug in by_slug],
            all_label=more[key][0],
            all_url=more[key][1],
        )
        for key, label, slugs in COLUMNS
    ]


def town_groups(sites: Iterable[Site]) -> list[dict[str, Any]]:
    """Towns under their cluster, in the order of the catalogue, with a short name for the link."""
    groups: dict[str, list[dict[str, str]]] = {}
    for site in sites:
        unit = {"name_zh": site.content.get("unit_zh"), "name_en": site.content.get("unit_en")}
        groups.setdefault(site.cluster, []).append(
            {"slug": site.slug, "name": words.said(unit, "name") or words.name_of(site)}
        )
    return [{"label": str(CLUSTERS.get(key, key)), "towns": towns} for key, towns in groups.items()]


def figures(counts: dict[str, Any]) -> list[dict[str, Any]]:
    """This week's rows: a rate is never shown without its two counts."""
    return [
        {"label": _("收到申请"), "rate": None, "counts": f"{counts['received']:,}"},
        _ratio(_("其中网上申请"), counts["online"], counts["received"]),
        {"label": _("作出决定"), "rate": None, "counts": f"{counts['decided']:,}"},
        _ratio(_("承诺期内办结"), counts["on_time"], counts["stopped"]),
        _ratio(_("暂停过计时"), counts["paused"], counts["stopped"]),
    ]


def _ratio(label: str, part: int, whole: int) -> dict[str, Any]:
    rate = f"{part * 100 / whole:.1f}%" if whole else None
    return {"label": label, "rate": rate, "counts": f"{part:,}/{whole:,}"}
