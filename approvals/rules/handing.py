"""What is handed in against what the item demands."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from approvals.enums import MaterialState
from approvals.rules.opening import Handed
from core.errors import Refused

OWN_FORM = "form__"


def hand_in(
    demanded: Sequence[Mapping[str, Any]], files: Mapping[str, Sequence[int]], *, at_window: bool = False
) -> list[Handed]:
    """One Handed per demanded material, in the guide's order. Refused: a needed one is missing.

    The item's own form is filled in online. What may not come electronically is brought to the
    window later (`paper`); at a window everything may be paper.
    """
    handed: list[Handed] = []
    missing: list[str] = []
    for material in demanded:
        key, name = str(material["key"]), str(material["name_zh"])
        ids = tuple(files.get(key, ()))
        required = bool(material.get("required", True))
        if ids:
            state = MaterialState.SUPPLIED
        elif key.startswith(OWN_FORM):
            state = MaterialState.FORM
        elif at_window or not material.get("electronic_ok", True):
            state = MaterialState.PAPER
        else:
            state = MaterialState.ABSENT
            if required:
                missing.append(name)
        handed.append(Handed(key, name, required, state, ids))
    if missing:
        raise Refused(
            _("还有 %(count)d 件材料没有上传：%(names)s。")
            % {"count": len(missing), "names": _("、").join(missing)},
            code="missing_material",
        )
    return handed
