"""一次性补正告知 (行政许可法 art. 32(4)): one complete list, and the applicant's answer to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models.departments import Verb
from admin_center.clocks.enums import Unit
from approvals.casefile import CaseFile, Changes
from approvals.casefile.letters import law, letter, received
from approvals.casefile.sealing import sealed
from approvals.enums import ClockName, MaterialState, StepKind, StepState, Verdict
from approvals.models import Case, SupplementNotice
from approvals.rules.intake import Check, require_answerable, write_checks
from approvals.rules.standing import require_applicant, require_ready, require_verb
from approvals.workflow import Act, Role
from core.errors import Refused

FIELD = "field:"


@dataclass(frozen=True, slots=True)
class Missing:
    """One line of a supplement notice: a material key, or `field:<key>` of the form."""

    key: str
    problem: str


def _check_items(file: CaseFile, items: Sequence[Missing], checks: Mapping[str, Check]) -> None:
    if not items:
        raise Refused(_("请至少列出一项要补正的内容。"), code="empty_list")
    for item in items:
        if not item.key.startswith(FIELD) and file.material(item.key) is None:
            raise Refused(_("清单里有这个事项不要求的材料，窗口不得多要。"), code="unknown_material")
        if len(item.problem.strip()) < 2:
            raise Refused(_("每一项都要写明缺什么、怎样补。"), code="no_problem")
    listed = {item.key for item in items}
    left_out = [
        row.name
        for row in file.materials
        if row.key not in listed
        and (
            (row.required and row.state == MaterialState.ABSENT)
            or (row.key in checks and checks[row.key].verdict in (Verdict.MISSING, Verdict.DOUBT))
        )
    ]
    if left_out:
        raise Refused(
            _("补正要一次告知全部内容，清单里还少：%(names)s。") % {"names": _("、").join(left_out)},
            code="incomplete_list",
        )


def already_missing(file: CaseFile, items: Sequence[Missing]) -> list[str]:
    """Keys that an earlier notice should have named: not asked for then, not changed since."""
    if not file.notices:
        return []
    asked = {key for notice in file.notices for key in notice.keys}
    old: list[str] = []
    for item in items:
        row = file.material(item.key)
        changed = row is not None and row.round == file.round and file.round > 1
        if item.key not in asked and not changed:
            old.append(item.key)
    return old


def request_supplement(
    file: CaseFile,
    *,
    by: int,
    at: datetime,
    items: Sequence[Missing],
    checks: Mapping[str, Check] | None = None,
    override_reason: str = "",
) -> Changes:
    """一次性补正告知. Refused: an incomplete list, or a second list for what was already missing,
    unless a supervisor overrides with a reason (counted in public)."""
    overseer = bool(override_reason.strip()) and file.may(Verb.SUPERVISE)
    require_verb(file, Verb.SUPERVISE if overseer else Verb.RECEIVE)
    step = require_ready(file, StepKind.ACCEPT)
    _check_items(file, items, checks or {})
    repeated = already_missing(file, items)
    override = bool(repeated) and overseer
    if repeated and not override:
        raise Refused(
            _("上一次告知时这些内容就已缺少，不能再次要求补正。确有必要的，由监察人员写明理由后例外处理。"),
            code="second_notice",
        )
    changes = Changes(file, Act.REQUEST_SUPPLEMENT, by=by, role=Role.OFFICER, at=at)
    require_answerable(changes)
    write_checks(changes, checks or {})
    intake = file.clock(ClockName.INTAKE)
    if intake:
        changes.stop_clock(intake)
    due_on = changes.open_clock(
        ClockName.SUPPLEMENT, round_=file.round, days=file.plan.supplement_days, unit=Unit.WORKING_DAYS
    )
    changes.step(step, StepState.SUSPENDED)
    lines = [{"key": item.key, "problem": item.problem.strip()} for item in items]
    changes.rows["notice_new"].append(
        {
            "case_id": file.id,
            "round": file.round,
            "keys": [item.key for item in items],
            "items": sealed(SupplementNotice, "items", lines),
            "sent_at": at,
            "sent_by_id": by,
            "due_on": due_on,
            "override_by_id": by if override else None,
            "override_reason": override_reason.strip() if override else "",
        }
    )
    changes.data |= {"round": file.round, "count": len(items), "override": override}
    letter(
        changes,
        due_on=due_on,
        legal_basis=law(file, "第三十二条第一款第四项"),
        items=_printed(file, lines),
    )
    changes.keep("list", lines)
    changes.delta("supplement")
    if override:
        changes.card("warning", "second_notice")
        changes.delta("override")
    return changes.finish()


def supplement(
    file: CaseFile,
    *,
    by: int,
    at: datetime,
    files: Mapping[str, Sequence[int]],
    answers: Mapping[str, object] | None = None,
    all_answers: Mapping[str, object] | None = None,
) -> Changes:
    """提交补正: everything the notice named is handed in; a new intake round starts today.

    `files` maps material keys to stored files; `answers` are the changed form answers and
    `all_answers` the whole form with them laid in.
    """
    require_applicant(file)
    changes = Changes(file, Act.SUPPLEMENT, by=by, role=Role.APPLICANT, at=at)
    changes.require_state()
    notice = file.open_notice()
    if notice is None:
        raise Refused(_("现在没有需要补正的内容。"), code="no_notice")
    answered = {FIELD + key for key in answers or {}}
    still = [key for key in notice.keys if not files.get(key) and key not in answered]
    if still:
        names = [_material_name(file, key) for key in still]
        raise Refused(
            _("还有 %(count)d 项没有补：%(names)s。补齐后再提交。")
            % {"count": len(names), "names": _("、").join(names)},
            code="incomplete",
        )
    round_ = file.round + 1
    for key, ids in files.items():
        row = file.material(key)
        if row is None or key not in notice.keys:
            raise Refused(_("只能补交告知书列出的材料。"), code="unknown_material")
        changes.material(row, verdict=Verdict.NONE, state=MaterialState.SUPPLIED, round=round_)
        changes.rows["material_file"].extend(
            {"material_id": row.id, "file_id": pk, "round": round_, "position": place}
            for place, pk in enumerate(ids, 1)
        )
    if answers:
        changes.set["answers"] = sealed(Case, "answers", dict(all_answers or {}))
        changes.keep("answers", dict(answers))
    changes.answer_notice(notice)
    waiting = file.clock(ClockName.SUPPLEMENT)
    if waiting:
        changes.stop_clock(waiting)
    due_on = changes.open_clock(
        ClockName.INTAKE,
        round_=round_,
        days=file.plan.intake_days,
        department_id=file.department_id,
        unit=Unit.WORKING_DAYS,
    )
    step = next(s for s in file.steps if s.kind == StepKind.ACCEPT and s.state == StepState.SUSPENDED)
    changes.step_ready(step, due_on=due_on)
    changes.data["round"] = round_
    changes.set["round"] = round_
    received(changes, "补正材料收件凭证", files, answer_due_on=due_on, has_answers=bool(answers))
    return changes.finish()


def _material_name(file: CaseFile, key: str) -> str:
    row = file.material(key)
    if row:
        return row.name
    return file.plan.questions.get(key.removeprefix(FIELD)) or _("表单内容")


def _printed(file: CaseFile, lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """The list as the letter prints it: Chinese, in whatever language the acting person reads the portal."""
    with translation.override("zh-hans"):
        return [{"material": _material_name(file, line["key"]), "problem": line["problem"]} for line in lines]
