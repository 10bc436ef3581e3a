"""What the portal already knows, offered in the boxes with its source; the person may change it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from approvals.models import Draft
from approvals.rules.drafts import is_empty
from approvals.selectors.known import known


def source_words(source: str, draft: Draft) -> str:
    """Where a value comes from, as the hint says it."""
    if source.startswith("organisation.") or (source == "applicant.name" and draft.organisation_id):
        return _("取自单位登记资料，可以改")
    if source.startswith("applicant."):
        return _("按您现在的身份选好，可以改")
    return _("取自您的账号资料，可以改")


def offer(
    fields: Sequence[Mapping[str, Any]], raws: Mapping[str, Any], *, user: User, draft: Draft
) -> tuple[dict[str, Any], dict[str, str]]:
    """Raw texts with known values laid into empty boxes of a topic, and the source of each known value."""
    facts = known(user, draft)
    filled, sources = dict(raws), {}
    for entry in fields:
        key, source = str(entry["key"]), str(entry.get("prefill") or "")
        value = facts.get(source)
        if not value or not _fits(entry, value):
            continue
        if is_empty(filled.get(key)):
            filled[key] = value
        if filled[key] == value:
            sources[key] = source_words(source, draft)
    return filled, sources


def _fits(entry: Mapping[str, Any], value: Any) -> bool:
    if entry.get("type") != "choice":
        return True
    return any(isinstance(c, Mapping) and c.get("value") == value for c in entry.get("choices") or [])
