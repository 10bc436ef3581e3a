"""Facts in words, in the language of the page."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizens_home.selectors import published as edition
from core.web.words import is_english, name_of, said

__all__ = ["edition", "is_english", "long_date", "name_of", "promise", "said", "unit"]


def promise(days: int) -> str:
    """A promised limit at a glance: 当场, or so many days."""
    if days == 0:
        return _("当场")
    return ngettext("%(days)d日", "%(days)d日", days) % {"days": days}


def unit(value: str) -> str:
    """The unit of a limit."""
    return _("工作日") if value == "working_days" else _("自然日")


def long_date(day: date) -> str:
    """2026年11月22日（星期日）."""
    return _("%(date)s（%(weekday)s）") % {
        "date": date_format(day, "DATE_FORMAT"),
        "weekday": date_format(day, "l"),
    }


def yuan(fen: int) -> str:
    """Money in fen as an amount with its unit."""
    amount = f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"
    return _("%(amount)s元") % {"amount": amount}
