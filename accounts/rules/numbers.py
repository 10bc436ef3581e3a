"""Numbers that people and organisations carry: normal form, and why one cannot be right.

Citizen number: GB 11643-1999. Unified social credit code: GB 32100-2015. Old organisation code:
GB 11714-1997. Some genuine numbers are known to fail their check digit, so staff may override a
reason (and the override is recorded); applicants see the reason and can correct a slip.
"""

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46".split()
    + "50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split()
)
OLDEST_BIRTH_YEAR = 1880

USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORG_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_SEPARATORS = re.compile(r"[\s\-–—_·.,，。]+")


def normal(text: str) -> str:
    """Half width, upper case, without spaces and hyphens."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def id_check_letter(first17: str) -> str:
    """The last place of a citizen number."""
    return ID_CHECKS[sum(int(d) * w for d, w in zip(first17, ID_WEIGHTS, strict=True)) % 11]


def birth_date(number: str) -> date | None:
    """The date of birth inside a citizen number in normal form; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def why_not_id_number(text: str, *, on: date) -> str | None:
    """Why `text` cannot be a citizen number on day `on`, or None."""
    number = normal(text)
    if not number:
        return _("请输入身份证号码。")
    if len(number) != 18:
        return _("身份证号码是 18 位，您输入了 %(count)d 位，请对照证件补全。") % {"count": len(number)}
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _("身份证号码由数字组成，只有最后一位可能是字母 X，请对照证件检查。")
    if number[:2] not in PROVINCES:
        return _("身份证号码的前两位不是任何一个省份的代码，请对照证件检查开头几位。")
    born = birth_date(number)
    if born is None or not date(OLDEST_BIRTH_YEAR, 1, 1) <= born <= on:
        return _("身份证号码第 7 至 14 位应是出生日期，请对照证件检查这几位。")
    if id_check_letter(number[:17]) != number[17]:
        return _("身份证号码最后一位与前面的数字对不上，多半是其中一位输错了，请逐位核对。")
    return None


def is_male(number: str) -> bool:
    """The sex written in a citizen number (17th place odd: male)."""
    return int(number[16]) % 2 == 1


def uscc_check_letter(first17: str) -> str:
    """The last place of a unified social credit code."""
    total = sum(USCC_LETTERS.index(c) * w for c, w in zip(first17, USCC_WEIGHTS, strict=True))
    return USCC_LETTERS[(31 - total % 31) % 31]


def why_not_uscc(text: str) -> str | None:
    """Why `text` cannot be a unified social credit code, or None."""
    code = normal(text)
    if not code:
        return _("请输入统一社会信用代码。")
    if len(code) != 18:
        return _("统一社会信用代码是 18 位，您输入了 %(count)d 位，请对照营业执照补全。") % {
            "count": len(code)
        }
    odd = sorted(set(code) - set(USCC_LETTERS))
    if odd:
        return _(
            "统一社会信用代码里不会出现“%(letters)s”，请对照营业执照检查（字母 I、O、S、V、Z 不使用）。"
        ) % {"letters": "".join(odd)}
    if uscc_check_letter(code[:17]) != code[17]:
        return _("统一社会信用代码最后一位与前面的字符对不上，多半是其中一位输错了，请逐位核对。")
    return None


def org_code_check_letter(first8: str) -> str:
    """The last place of an old organisation code."""
    total = sum(ORG_LETTERS.index(c) * w for c, w in zip(first8, ORG_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def why_not_org_code(text: str) -> str | None:
    """Why `text` cannot be an old organisation code (eight places and a check place), or None."""
    code = normal(text)
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return _("组织机构代码是 9 位（8 位代码加 1 位校验码），请对照代码证检查。")
    if org_code_check_letter(code[:8]) != code[8]:
        return _("组织机构代码最后一位与前面的字符对不上，请逐位核对。")
    return None


def normal_phone(text: str) -> str:
    """A mobile number without spaces, hyphens and the country prefix."""
    number = normal(text)
    return re.sub(r"^(\+|00)86", "", number) if number.startswith(("+86", "0086")) else number


def why_not_mobile(text: str) -> str | None:
    """Why `text` cannot be a mainland mobile number, or None."""
    number = normal_phone(text)
    if not number:
        return _("请输入手机号码。")
    if not re.fullmatch(r"1[3-9][0-9]{9}", number):
        return _("手机号码是 11 位数字，以 1 开头，请检查后重新输入。")
    return None


def why_not_person_name(text: str) -> str | None:
    """Why `text` cannot be a name: rare characters, middle dots and 50 characters are all fine."""
    name = text.strip()
    if not name:
        return _("请输入姓名。")
    if len(name) > 50:
        return _("姓名最多 50 个字，请检查。")
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Nd", "Sc", "Sm"} or c in "<>{}[]" for c in name):
        return _("姓名里有数字或特殊符号，请对照证件输入；间隔号“·”可以使用。")
    return None
