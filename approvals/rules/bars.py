"""限制再次申请 in words: on which ground, by which law, until when, and where to turn."""

from datetime import date
from typing import Any

from admin_center.registry.models import ServiceItem
from approvals.casefile.letters import LICENSING_LAW
from approvals.models import Bar

# 许可法 art. 78: one year after false materials; art. 79: three years after a licence got by fraud.
YEARS = {Bar.Ground.FALSE_MATERIALS: 1, Bar.Ground.FRAUD: 3}
ARTICLE = {Bar.Ground.FALSE_MATERIALS: ("第七十八条", "78"), Bar.Ground.FRAUD: ("第七十九条", "79")}
WHAT = {
    Bar.Ground.FALSE_MATERIALS: ("提供虚假材料", "false materials"),
    Bar.Ground.FRAUD: ("以欺骗、贿赂手段取得许可", "fraud or bribery"),
}
# Items that are no licence follow the same measure; the Licensing Law is then an example, not the basis.
LIKE = ("参照", "as in the ")


def years_later(day: date, years: int) -> date:
    """The same day of that year; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def legal_basis(bar: Bar) -> str:
    """The article in Chinese, as letters cite it."""
    is_licence = bar.item.kind == ServiceItem.Kind.PERMIT
    article = ARTICLE[Bar.Ground(bar.ground)][0]
    return f"{'' if is_licence else LIKE[0]}{LICENSING_LAW}{article}"


def told(bar: Bar) -> dict[str, Any]:
    """Ground, end and law for a message, Chinese and English."""
    is_licence = bar.item.kind == ServiceItem.Kind.PERMIT
    ground, number = Bar.Ground(bar.ground), ARTICLE[Bar.Ground(bar.ground)][1]
    return {
        "ground": WHAT[ground][0],
        "ground_en": WHAT[ground][1],
        "law": legal_basis(bar),
        "law_en": f"{'' if is_licence else LIKE[1]}Administrative Licensing Law, art. {number}",
        "date": bar.ends_on.isoformat(),
    }
