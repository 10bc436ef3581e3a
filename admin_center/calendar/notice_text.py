"""A notice as people type or upload it, turned into the data that `read_notice` checks.

Two spellings: lines such as `放假 2027-02-05 至 2027-02-11 春节` and `上班 2027-01-30 春节`, or one year's
entry of holidays.yaml (YAML, and therefore JSON).
"""

import re
from datetime import date, timedelta
from typing import Any

import yaml
from django.utils.translation import gettext as _

from core.errors import Refused

LONGEST = 64 * 1024
LONGEST_HOLIDAY = 31
_LINE = re.compile(
    r"(?P<what>放假|上班)\s+(?P<first>[0-9]{4}-[0-9]{2}-[0-9]{2})(\s*(至|到|-|—)\s*(?P<last>[0-9]{4}-[0-9]{2}-[0-9]{2}))?"
    r"\s+(?P<name>\S.{0,39})"
)


def notice_data(text: str, *, year: int) -> Any:
    """The data of a typed or uploaded notice. Refused with every line that cannot be read."""
    text = text.removeprefix("\ufeff").strip()
    if not text:
        raise Refused(_("请写入或上传放假安排。"), code="no_notice")
    if len(text) > LONGEST:
        raise Refused(_("内容太长：一年的放假安排不会超过 64 KB。"), code="too_long")
    if text.startswith("{") or re.search(r"^\s*(holidays|year)\s*:", text, re.MULTILINE):
        return _from_yaml(text)
    return _from_lines(text, year)


def _from_yaml(text: str) -> Any:
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Refused(_("文件的格式不对，无法读取。"), code="not_yaml") from None
    if isinstance(data, list) and len(data) == 1:
        return data[0]
    return data


def _from_lines(text: str, year: int) -> dict[str, Any]:
    holidays: list[dict[str, str]] = []
    makeups: list[dict[str, str]] = []
    faults = []
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        days = _span(match["first"], match["last"] or match["first"]) if match else []
        if match is None or not days:
            faults.append(_("第 %(n)s 行看不懂：%(line)s。") % {"n": place, "line": line.strip()[:40]})
        elif match["what"] == "放假":
            holidays += [{"date": day, "name_zh": match["name"]} for day in days]
        else:
            makeups += [{"date": day, "for_zh": match["name"]} for day in days]
    if faults:
        raise Refused("".join(faults), code="unreadable_lines")
    return {"year": year, "holidays": holidays, "makeup_workdays": makeups}


def _span(first: str, last: str) -> list[str]:
    """The days from first to last; none when a date never was, the order is wrong, or they lie far apart."""
    try:
        day, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return []
    if not 0 <= (end - day).days < LONGEST_HOLIDAY:
        return []
    return [(day + timedelta(days=n)).isoformat() for n in range((end - day).days + 1)]
