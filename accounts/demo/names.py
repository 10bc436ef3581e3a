"""Invented names and numbers for the demonstration; none can belong to a living person.

Identity numbers carry the county code 330199, which was never assigned, with a right check place.
Mobile numbers start with 1420000, a range not given to subscribers. Codes of organisations carry
330199 as well.
"""

from accounts.rules.numbers import id_check_letter, org_code_check_letter, uscc_check_letter

SURNAMES = "沈俞钟陆姚章褚莫费柏郎盛施戴裘邵童翁骆娄"
GIVEN = (
    "玉琮", "青璧", "若璜", "明钺", "景琪", "书珩", "知瑜", "佩珏", "怀瑾", "子瑄",
    "一琳", "文珂", "承璟", "令仪", "望舒", "临川", "清和", "安澜", "思齐", "行简",
    "南湖", "西溪", "东明", "径山", "良渚", "运河", "苕溪", "云栖", "闲林", "星桥",
)  # fmt: skip


def staff_name(place: int) -> str:
    """The name of the demonstration's staff number `place`, from 0."""
    return SURNAMES[place % len(SURNAMES)] + GIVEN[(place * 7 + place // len(SURNAMES)) % len(GIVEN)]


def id_number(born: str, serial: int) -> str:
    """A checksum-correct number of nobody; `born` as yyyymmdd, odd serial for men."""
    first = f"330199{born}{serial:03d}"
    return first + id_check_letter(first)


def mobile(serial: int) -> str:
    """A mobile number no subscriber has."""
    return f"1420000{serial:04d}"


def uscc(serial: int) -> str:
    """A checksum-correct unified social credit code of no organisation."""
    body = f"MA{serial:06d}"
    first = f"91330199{body}{org_code_check_letter(body)}"
    return first + uscc_check_letter(first)
