"""Patterns of document numbers: which placeholders they may use, and what period they count in."""

import re
from datetime import date

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SEQUENCE = re.compile(r"seq(:0[1-9]\d?d)?")
DATED = {"yyyy": "%Y", "yyyymmdd": "%Y%m%d"}


def why_not_pattern(pattern: str) -> str | None:
    """Say what is wrong with a pattern, or None.

    Only {yyyy}, {yyyymmdd}, {seq} and {seq:05d} (any width) are known: a document number is never
    built from a personal identifier, and exactly one running number keeps the series free of gaps.
    """
    names = PLACEHOLDER.findall(pattern)
    unknown = [name for name in names if name not in DATED and not SEQUENCE.fullmatch(name)]
    if unknown:
        return f"不认识的占位符 {{{unknown[0]}}}；只能用 {{yyyy}}、{{yyyymmdd}}、{{seq}} 或 {{seq:05d}}"
    if sum(1 for name in names if name not in DATED) != 1:
        return "应当恰好有一个流水号 {seq}"
    if "{" in PLACEHOLDER.sub("", pattern) or "}" in PLACEHOLDER.sub("", pattern):
        return "花括号没有成对"
    return None


def period_of(pattern: str, on: date) -> str:
    """The period a number belongs to: "2026", "20261124", or "" for a series that never restarts."""
    parts = [on.strftime(DATED[name]) for name in PLACEHOLDER.findall(pattern) if name in DATED]
    return max(parts, key=len, default="")


def render(pattern: str, on: date, sequence: int) -> str:
    """Fill a checked pattern for the running number `sequence` (from 1) on a date."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name in DATED:
            return on.strftime(DATED[name])
        width = int(name[5:-1]) if ":" in name else 0
        return str(sequence).zfill(width)

    return PLACEHOLDER.sub(fill, pattern)


def shape_of(pattern: str) -> str:
    """The pattern without the width of its running number: two items of one shape could print one number."""
    return PLACEHOLDER.sub(lambda match: "{seq}" if match[1].startswith("seq") else match[0], pattern)
