"""Reading what was typed on the desk: verdicts, the supplement list, reasons by condition."""

from collections.abc import Iterable, Mapping

from approvals.enums import Verdict
from approvals.rules.intake import Check
from approvals.rules.supplements import FIELD, Missing

Typed = Mapping[str, str]
EXTRA_LINES = (1, 2)
TERM_LINES = (1, 2, 3, 4)
SETTLE = "settle:"
FAULTY = (Verdict.MISSING, Verdict.DOUBT)


def checks_of(typed: Typed, keys: Iterable[str]) -> dict[str, Check]:
    """The verdicts given, by material; a material without one is left out."""
    found = {}
    for key in keys:
        verdict = typed.get(f"verdict:{key}", "")
        if verdict in (Verdict.OK, Verdict.MISSING, Verdict.DOUBT):
            reason = typed.get(f"reason:{key}", "").strip() if verdict != Verdict.OK else ""
            found[key] = Check(verdict, reason)
    return found


def problem_of(typed: Typed, key: str) -> str:
    """What the applicant will be told about a material: the line of the list, else the reason beside it."""
    return (typed.get(f"problem:{key}") or typed.get(f"reason:{key}") or "").strip()


def missing_of(typed: Typed, keys: Iterable[str], *, absent: Iterable[str] = ()) -> list[Missing]:
    """The lines of the supplement list: every material judged faulty or not handed in, then form fields."""
    checks = checks_of(typed, keys)
    away = set(absent)
    lines = []
    for key in keys:
        verdict = checks[key].verdict if key in checks else ""
        if verdict in FAULTY or (key in away and verdict != Verdict.OK):
            lines.append(Missing(key, problem_of(typed, key)))
    for place in EXTRA_LINES:
        field = typed.get(f"extra_key:{place}", "").strip()
        problem = typed.get(f"extra_problem:{place}", "").strip()
        if field and problem:
            lines.append(Missing(FIELD + field, problem))
    return lines


def reasons_of(typed: Typed, conditions: Iterable[str]) -> str:
    """Reasons by condition and the free words, as one text for the decision."""
    lines = []
    for place, condition in enumerate(conditions):
        why = typed.get(f"failed_why:{place}", "").strip()
        if typed.get(f"failed:{place}") and why:
            lines.append(f"不符合“{condition}”：{why}")
    free = typed.get("reasons", "").strip()
    return "\n".join([*lines, free]).strip()


def conditions_of(typed: Typed) -> list[str]:
    """Conditions attached to a grant, one a line."""
    return [line.strip() for line in typed.get("conditions", "").splitlines() if line.strip()]


def terms_of(typed: Typed) -> list[dict[str, str]]:
    """The conditions written line by line; empty lines too, so that a refusal can name the line."""
    names = ("subject", "relation", "figure", "unit")
    return [{name: typed.get(f"term_{name}:{place}", "") for name in names} for place in TERM_LINES]


def settled_of(typed: Typed) -> dict[str, str]:
    """What was written about each clash of conditions, by its key."""
    return {key.removeprefix(SETTLE): text for key, text in typed.items() if key.startswith(SETTLE)}
