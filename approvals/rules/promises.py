"""补齐容缺材料: what was promised at a conditional acceptance is handed in while the work goes on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from approvals.casefile import CaseFile, Changes
from approvals.casefile.file import MaterialRow
from approvals.casefile.letters import received
from approvals.enums import ClockName, MaterialState, Verdict
from approvals.rules.standing import require_applicant
from approvals.workflow import Act, Role
from core.errors import Refused


def promised(file: CaseFile) -> list[MaterialRow]:
    """The materials still owed."""
    return [row for row in file.materials if row.state == MaterialState.PROMISED]


def complete_promise(file: CaseFile, *, by: int, at: datetime, files: Mapping[str, Sequence[int]]) -> Changes:
    """Everything that is owed, at once. `files` are ids of stored, checked files by material key."""
    require_applicant(file)
    owed = promised(file)
    if not owed:
        raise Refused(_("现在没有要补的容缺材料。"), code="no_promise")
    missing = [row.name for row in owed if not files.get(row.key)]
    if missing:
        raise Refused(_("还有材料没有补：%(names)s。") % {"names": _("、").join(missing)}, code="incomplete")
    changes = Changes(file, Act.COMPLETE_PROMISE, by=by, role=Role.APPLICANT, at=at)
    for row in owed:
        changes.material(row, verdict=Verdict.NONE, state=MaterialState.SUPPLIED, round=file.round)
        changes.rows["material_file"].extend(
            {"material_id": row.id, "file_id": pk, "round": file.round, "position": place}
            for place, pk in enumerate(files[row.key], 1)
        )
    clock = file.clock(ClockName.PROMISE)
    if clock:
        changes.stop_clock(clock)
    changes.data["completed"] = sorted(row.key for row in owed)
    received(changes, "容缺材料收件凭证", {row.key: files[row.key] for row in owed})
    return changes.finish()
