"""How people are shown to people: masked wherever the reader does not need more."""

from accounts.rules.numbers import normal, normal_phone

HIDDEN = "*"


def masked_name(name: str) -> str:
    """张三丰 becomes 张*: neither the given name nor its length is told."""
    name = name.strip()
    return name[0] + HIDDEN if name else ""


def masked_id(number: str) -> str:
    """Only the last four places of a citizen number."""
    number = normal(number)
    return HIDDEN * (len(number) - 4) + number[-4:] if len(number) > 4 else HIDDEN * len(number)


def masked_phone(number: str) -> str:
    """The first three and last four places of a telephone number."""
    number = normal_phone(number)
    return number[:3] + HIDDEN * 4 + number[-4:] if len(number) >= 8 else HIDDEN * len(number)


def masked_code(code: str) -> str:
    """The first four and last four places of an organisation's code."""
    code = normal(code)
    return code[:4] + HIDDEN * (len(code) - 8) + code[-4:] if len(code) > 8 else HIDDEN * len(code)
