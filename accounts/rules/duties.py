"""Which roles one person may not hold together (等保三级: system, security and audit apart)."""

from collections.abc import Set as AbstractSet

from django.utils.translation import gettext as _

CASEWORK = frozenset({"receive", "review", "decide", "issue"})


def why_not_together(*, offices: AbstractSet[str], verbs: AbstractSet[str]) -> str | None:
    """Why one person may not hold these administrator offices and verbs together, or None."""
    if len(offices) > 1:
        return _("系统管理员、安全管理员和审计员必须是不同的人。")
    if offices and verbs & CASEWORK:
        return _("管理员和审计员不能同时办件。")
    if "supervise" in verbs and verbs & CASEWORK:
        return _("监察人员不能同时办件。")
    return None


def why_not_grant(*, by: int, to: int) -> str | None:
    """Why `by` may not change the roles of `to`, or None."""
    return _("不能给自己授权，请由另一位安全管理员办理。") if by == to else None
