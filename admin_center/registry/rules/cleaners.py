"""One cleaner per kind of answer: from what a person typed to the value that is stored. Pure.

Every cleaner accepts its own result unchanged, so answers can be carried from edition to edition.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.rules import numbers
from core.errors import Refused
from core.now import today

Field = Mapping[str, Any]
MAX_NAME = 50
MAX_LINE = 200
MAX_TEXT = 2000
MAX_DIGITS = 15
PLACES = {"元": 2, "万元": 6, "万美元": 6, "㎡": 4}
NAME_SOURCES = ("person.name",)
NAME_KEYS = frozenset(
    "name spouse agent contact legal_rep father mother baby_name guardian declarant householder landlord "
    "proj_manager safety_mgr quality_head tech_head vet_name security_head safety_head liq_leader".split()
)
DOTS = re.compile(r"[•‧∙⋅･・．•●]")
PLAIN_NUMBER = re.compile(r"\d+(\.\d+)?")
LANDLINE = re.compile(r"(0\d{2,3})(\d{7,8})(?:(?:转|EXT|X|#)(\d{1,6}))?")
SERVICE_LINE = re.compile(r"(400|800)\d{7}|1\d{4}|9\d{4}")
DATE_TEXT = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
EARLIEST = date(1880, 1, 1)
LATEST_YEARS = 100
YES = frozenset("yes true 1 是 有 y on".split())
NO = frozenset("no false 0 否 无 n off".split())


class AnswerError(Refused):
    """The answer cannot be taken; the message says what to do.

    code "checksum": the form is right and only the check place disagrees, which some genuine numbers do;
    staff may take it all the same, and that is recorded. Other codes: "empty", "format", "range".
    """


def half_width(raw: Any) -> str:
    """The text with full-width letters and digits folded, and no white space around."""
    return unicodedata.normalize("NFKC", str(raw if raw is not None else "")).strip()


def text(field: Field, raw: Any) -> str:
    """Free text. Rare characters stay as they were typed; control characters go; names follow name rules."""
    typed = unicodedata.normalize("NFC", str(raw))
    lines = [_printable(line) for line in typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    value = "\n".join(lines).strip() if field.get("multiline") else " ".join(line for line in lines if line)
    if is_name(field):
        return _name(value)
    limit = MAX_TEXT if field.get("multiline") else MAX_LINE
    if len(value) > limit:
        raise AnswerError(
            _("最多 %(limit)d 个字，现在有 %(count)d 个字，请写短一些。")
            % {"limit": limit, "count": len(value)},
            code="range",
        )
    if not value:
        raise AnswerError(_("请填写文字。"), code="empty")
    return value


def is_name(field: Field) -> bool:
    """Whether the field holds a person's name."""
    return field.get("prefill") in NAME_SOURCES or field.get("key") in NAME_KEYS


def _printable(line: str) -> str:
    kept = "".join(c for c in line if c == "\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn"))
    return re.sub(r"[ \t\u00a0\u3000]+", " ", kept).strip()


def _name(value: str) -> str:
    name = DOTS.sub("·", value)
    why = numbers.why_not_person_name(name)
    if why:
        raise AnswerError(why, code="format")
    return name


def choice(field: Field, raw: Any) -> str:
    """The stable value of a choice; its Chinese label is taken too."""
    given = half_width(raw)
    for option in field.get("choices") or []:
        if given == option["value"] or str(raw).strip() == option["label_zh"]:
            return str(option["value"])
    raise AnswerError(_("请从列出的选项中选一个。"), code="format")


def yes_no(_field: Field, raw: Any) -> str:
    """'yes' or 'no'."""
    given = half_width(raw).lower()
    if given in YES:
        return "yes"
    if given in NO:
        return "no"
    raise AnswerError(_("请选择“是”或“否”。"), code="format")


def phone(_field: Field, raw: Any) -> str:
    """A mobile number, a landline with area code, or a service number: 13800138000, 0571-86220000."""
    typed = re.sub(r"[\s\-–—()（）_.]+", "", half_width(raw)).upper()
    typed = re.sub(r"^(\+|00)86", "", typed)
    if numbers.why_not_mobile(typed) is None or SERVICE_LINE.fullmatch(typed):
        return typed
    landline = LANDLINE.fullmatch(typed)
    if landline:
        area, number, extension = landline.groups()
        return f"{area}-{number}" + (f"转{extension}" if extension else "")
    raise AnswerError(_("请填写 11 位手机号码，或者带区号的固定电话，例如 0571-86220000。"), code="format")


def address(_field: Field, raw: Any) -> str:
    """One line; the boxes for town, community and detail are joined in this order."""
    if isinstance(raw, Mapping):
        raw = " ".join(str(raw.get(part) or "") for part in ("town", "community", "detail"))
    value = _printable(unicodedata.normalize("NFC", str(raw)).replace("\n", " "))
    if len(value) < 2:
        raise AnswerError(_("请填写地址：镇街、村（社区）和门牌号。"), code="empty")
    if len(value) > MAX_LINE:
        raise AnswerError(_("地址最多 %(limit)d 个字，请写短一些。") % {"limit": MAX_LINE}, code="range")
    return value


def _decimal(raw: Any, unit: str) -> Decimal:
    typed = half_width(raw).replace(",", "").replace("，", "").replace(" ", "").replace("¥", "")
    if unit and typed.lower().endswith(half_width(unit).lower()):
        typed = typed[: -len(half_width(unit))]
    try:
        value = Decimal(typed) if PLAIN_NUMBER.fullmatch(typed) else None
    except InvalidOperation:
        value = None
    if value is None or not typed.isascii():
        raise AnswerError(
            _("请只填数字，例如 1200 或 35.5%(unit)s。") % {"unit": _unit_hint(unit)}, code="format"
        )
    if len(typed.split(".")[0]) > MAX_DIGITS:
        raise AnswerError(_("数字太大了，请检查是否多写了几位。"), code="range")
    return value


def _unit_hint(unit: str) -> str:
    return _("（单位：%(unit)s，不用写）") % {"unit": unit} if unit else ""


def _plain(value: Decimal, places: int) -> str:
    if value != round(value, places):
        raise AnswerError(_("小数最多 %(places)d 位。") % {"places": places}, code="range")
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown.lstrip("0") or "0"


def number(field: Field, raw: Any) -> str:
    """A number of things or a measure, as a decimal string; not negative."""
    unit = str(field.get("unit") or "")
    value = _decimal(raw, unit)
    if field.get("whole") and value != value.to_integral_value():
        raise AnswerError(_("请填整数，不要小数。"), code="range")
    if unit == "%" and value > 100:
        raise AnswerError(_("百分数在 0 到 100 之间。"), code="range")
    return _plain(value, 0 if field.get("whole") else 6)


def area(field: Field, raw: Any) -> str:
    """A positive area in the field's unit, as a decimal string."""
    unit = str(field.get("unit") or "㎡")
    value = _decimal(re.sub(r"(平方米|平米|m2|m²|㎡)$", "", half_width(raw)), unit)
    if value <= 0:
        raise AnswerError(_("面积要大于 0。"), code="range")
    return _plain(value, PLACES.get(unit, 4))


def money(field: Field, raw: Any) -> str:
    """An amount in the field's unit, as the decimal string that was typed; the unit stays with the field."""
    unit = str(field.get("unit") or "元")
    return _plain(_decimal(raw, unit), PLACES.get(unit, 2))


def day(field: Field, raw: Any) -> str:
    """ISO date from three boxes, an ISO text, 2026年11月24日 or 20261124. `bounds` past: not after today."""
    year, month, number = _boxes(raw) if isinstance(raw, Mapping) else _date_parts(raw)
    try:
        value = date(year, month, number)
    except ValueError:
        raise AnswerError(_("日历上没有这一天，请检查年、月、日。"), code="format") from None
    if not EARLIEST <= value <= today() + timedelta(days=366 * LATEST_YEARS):
        raise AnswerError(_("年份不对，请填四位数的年份，例如 2026。"), code="range")
    if field.get("bounds") == "past" and value > today():
        raise AnswerError(_("这个日期应当是今天或以前。"), code="range")
    if field.get("bounds") == "future" and value < today():
        raise AnswerError(_("这个日期应当是今天或以后。"), code="range")
    return value.isoformat()


def _boxes(raw: Mapping[str, Any]) -> tuple[int, int, int]:
    parts = [half_width(raw.get(name)) for name in ("year", "month", "day")]
    names = (_("年"), _("月"), pgettext("part of a date", "日"))
    missing = [name for name, part in zip(names, parts, strict=True) if not part]
    if missing:
        raise AnswerError(
            _("请把日期填完整，还缺：%(parts)s。") % {"parts": _("、").join(missing)}, code="empty"
        )
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise AnswerError(_("年、月、日请只填数字。"), code="format")
    return int(parts[0]), int(parts[1]), int(parts[2])


def _date_parts(raw: Any) -> tuple[int, int, int]:
    found = DATE_TEXT.fullmatch(half_width(raw))
    if not found or not half_width(raw).replace("年", "").replace("月", "").replace("日", "").isascii():
        raise AnswerError(_("请填写日期，例如 2026 年 11 月 24 日。"), code="format")
    year, month, number = [part for part in found.groups() if part]
    return int(year), int(month), int(number)


def id_number(_field: Field, raw: Any) -> str:
    """A citizen number in normal form (GB 11643)."""
    value = numbers.normal(str(raw))
    why = numbers.why_not_id_number(value, on=today())
    if why is None:
        return value
    born = numbers.birth_date(value) if re.fullmatch(r"[0-9]{17}[0-9X]", value) else None
    rest_is_right = born is not None and EARLIEST <= born <= today() and value[:2] in numbers.PROVINCES
    raise AnswerError(why, code="checksum" if rest_is_right else "format")


def uscc(_field: Field, raw: Any) -> str:
    """A unified social credit code (18 places), or an old organisation code as 12345678-9."""
    code = numbers.normal(str(raw))
    if len(code) == 9:
        why = numbers.why_not_org_code(code)
        if why is None:
            return f"{code[:8]}-{code[8]}"
        form_is_right = bool(re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code))
    elif len(code) == 18:
        why = numbers.why_not_uscc(code)
        if why is None:
            return code
        form_is_right = set(code) <= set(numbers.USCC_LETTERS)
    else:
        why = _("请填写 18 位统一社会信用代码，或者 9 位组织机构代码；您填了 %(count)d 位。") % {
            "count": len(code)
        }
        form_is_right = False
    raise AnswerError(why, code="checksum" if form_is_right else "format")
