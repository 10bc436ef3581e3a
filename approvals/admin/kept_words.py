"""What a clerk wrote for an act that a colleague did first: to read and copy, since its form is gone."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.admin.acts import ACTS
from approvals.admin.typed import Typed
from approvals.models import Material

_OWN = {
    "opinion": gettext_lazy("审查意见"),
    "grant_reasons": gettext_lazy("决定说明"),
    "conditions": gettext_lazy("附带条件"),
    "reasons": gettext_lazy("理由"),
    "not_accept_reason": gettext_lazy("理由"),
    "back_reason": gettext_lazy("要补什么"),
    "override_reason": gettext_lazy("理由"),
}
_PARTS = {
    "extra_problem": gettext_lazy("表单内容"),
    "failed_why": gettext_lazy("不符合"),
    "settle": gettext_lazy("相抵的条件"),
    "term_subject": gettext_lazy("条件"),
}


def written(typed: Typed, materials: Iterable[Material]) -> list[tuple[str, str]]:
    """Label and text of everything written in words, in the order of the form."""
    names = {material.key: material.name for material in materials}
    own = {field.name: field.label for act in ACTS.values() for field in act.fields if field.kind == "area"}
    own |= _OWN
    found: dict[tuple[str, str], None] = {}
    for key, value in typed.items():
        name, _sep, rest = key.partition(":")
        text = value.strip()
        label = own.get(key) or _PARTS.get(name)
        if name in ("reason", "problem"):
            label = names.get(rest, _("材料"))
        if text and label:
            found[str(label), text] = None
    return list(found)
