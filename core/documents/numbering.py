"""Document numbers: patterns as data, and series without gaps.

A pattern is an agency's own way of writing, such as 余规许〔{yyyy}〕{seq}号. The finest date part in it is
the period after which its series starts again at 1. The caller names the series (an item has one); two
patterns with the same `series_key` would print the same numbers, so the catalogue may hold it only once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from string import Formatter

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.errors import PortalError

from .models import NumberSeries

_DATE_PARTS: dict[str, tuple[str, Callable[[date], str]]] = {
    "yyyy": ("year", lambda on: f"{on.year:04d}"),
    "yy": ("year", lambda on: f"{on.year % 100:02d}"),
    "mm": ("month", lambda on: f"{on.month:02d}"),
    "dd": ("day", lambda on: f"{on.day:02d}"),
    "yyyymm": ("month", lambda on: f"{on:%Y%m}"),
    "yyyymmdd": ("day", lambda on: f"{on:%Y%m%d}"),
    "yymmdd": ("day", lambda on: f"{on:%y%m%d}"),
}
_FINENESS = {"none": 0, "year": 1, "month": 2, "day": 3}
_PERIOD_FORMAT = {"none": "", "year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}
_SEQ_SPEC = re.compile(r"(0[1-9]\d?d)?\Z")
_WIDTH = re.compile(r"\{seq:\d+d\}")
# Placeholders that would build a number from a person or an organisation; the law of the house forbids them.
_PERSONAL = {"id_no", "household_no", "ss_no", "org_code", "orgcode8", "check", "acct", "phone", "name"}
MAX_LENGTH = 80


class BadPattern(PortalError):
    """The pattern cannot number anything; the message says why."""


@dataclass(frozen=True)
class NumberPattern:
    """A checked pattern. `period_kind` is none, year, month or day."""

    raw: str
    period_kind: str

    @property
    def series_key(self) -> str:
        """The pattern without the width of its running number.

        余证{seq} and 余证{seq:04d} print the same numbers from 1000 on: equal keys collide.
        """
        return _WIDTH.sub("{seq}", self.raw)

    def period(self, on: date) -> str:
        """The period `on` falls in: '', '2026', '2026-12' or '2026-12-09'."""
        return on.strftime(_PERIOD_FORMAT[self.period_kind])

    def format(self, on: date, seq: int) -> str:
        """The number with running number `seq` (from 1), issued on `on`."""
        if seq < 1:
            raise ValueError("running numbers start at 1")
        return self.raw.format(seq=seq, **{name: write(on) for name, (_kind, write) in _DATE_PARTS.items()})


def parse(pattern: str) -> NumberPattern:
    """Check a pattern; raises BadPattern with a sentence for the person who wrote it."""
    names: list[str] = []
    try:
        pieces = list(Formatter().parse(pattern))
    except ValueError as error:
        raise BadPattern(_("编号格式中的花括号没有成对。")) from error
    for _literal, name, spec, conversion in pieces:
        if name is None:
            continue
        _check_placeholder(name, spec or "", conversion)
        names.append(name)
    if names.count("seq") != 1:
        raise BadPattern(_("编号格式中应当有且只有一个 {seq}（流水号）。"))
    if len(pattern) > MAX_LENGTH:
        raise BadPattern(_("编号格式太长。"))
    kinds = {_DATE_PARTS[name][0] for name in names if name != "seq"}
    if kinds and not any(name.startswith("yy") for name in names):
        raise BadPattern(_("编号格式写了月或日，就应当写年份。"))
    if "dd" in names and not {"mm", "yyyymm"} & set(names):
        raise BadPattern(_("编号格式写了日，就应当写月份。"))
    return NumberPattern(pattern, max(kinds, key=_FINENESS.__getitem__, default="none"))


def why_not_pattern(pattern: str) -> str | None:
    """The reason a pattern cannot be used, or None."""
    try:
        parse(pattern)
    except BadPattern as error:
        return error.message
    return None


def _check_placeholder(name: str, spec: str, conversion: str | None) -> None:
    if name in _PERSONAL:
        raise BadPattern(_("编号不能由个人或单位的标识组成：{%(name)s}。") % {"name": name})
    if name != "seq" and name not in _DATE_PARTS:
        raise BadPattern(_("编号格式中有不认识的项：{%(name)s}。") % {"name": name})
    if conversion or (spec and name != "seq") or not _SEQ_SPEC.match(spec):
        raise BadPattern(_("流水号的写法应当是 {seq} 或 {seq:05d} 这样的形式。"))


def series_key(pattern: str) -> str:
    """What two patterns must not have in common unless they share a series."""
    return parse(pattern).series_key


def take_number(series_key: str, pattern: str, on: date) -> str:
    """The next number of the series, as one statement.

    The series row stays locked until the act's transaction ends, so an act that rolls back leaves no gap
    and two acts never get the same number. Call it last in the act: others of the series wait here.
    """
    return take_numbers(series_key, pattern, on, 1)[0]


def take_numbers(series_key: str, pattern: str, on: date, count: int) -> list[str]:
    """`count` consecutive numbers of the series, as one statement (for acts on many cases)."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside the act's transaction only")
    if count < 1:
        return []
    checked = parse(pattern)
    table = NumberSeries._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" AS series (key, period, last) VALUES (%s, %s, %s) '  # noqa: S608 own table name
            "ON CONFLICT (key, period) DO UPDATE SET last = series.last + EXCLUDED.last RETURNING last",
            [series_key, checked.period(on), count],
        )
        (last,) = cursor.fetchone()
    return [checked.format(on, seq) for seq in range(last - count + 1, last + 1)]
