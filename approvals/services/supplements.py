"""The applicant's side of a supplement notice: lay files, take them back, hand everything in at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from admin_center.registry.answers import label_of
from approvals.models import Case, Material, NoticeFile, SupplementNotice
from approvals.rules import drafts as rules
from approvals.rules.supplements import FIELD
from approvals.selectors.applicant import may_see
from approvals.services.intake import supplement_case
from core.errors import Forbidden, PortalError, Refused
from core.files.models import StoredFile
from core.files.services import forget, receive_checked


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the notice asks for: a material with the files laid so far, or a question of the form."""

    key: str
    name: str
    problem: str
    entry: Mapping[str, Any] | None = None
    material: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[rules.Handed, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """An open notice, complete."""

    notice: SupplementNotice
    lines: tuple[Line, ...]
    due_on: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of handing in: errors by key (a material key, or `field:<key>`), none when it is done."""

    errors: Mapping[str, str]


def asked_of(case: Case) -> Asked | None:
    """The open notice of a case with everything it asks for, or None; three statements."""
    notice = SupplementNotice.objects.filter(case=case, answered_at__isnull=True).order_by("-round").first()
    if notice is None or case.state != "supplement_requested":
        return None
    content = case.item_version.content
    names = dict(Material.objects.filter(case=case).values_list("key", "name"))
    laid: dict[str, list[rules.Handed]] = {}
    for row in NoticeFile.objects.filter(notice=notice).select_related("file"):
        laid.setdefault(row.material_key, []).append(_handed(row.file))
    problems = {str(item["key"]): str(item.get("problem", "")) for item in notice.items}
    lines = [_line(str(key), problems, content, names, laid) for key in notice.keys]
    return Asked(notice, tuple(lines), notice.due_on)


def _handed(file: StoredFile) -> rules.Handed:
    return rules.Handed(
        file.token, file.name, file.size, file.state, file.refusal, file.kind, file.pages or 0
    )


def _line(
    key: str,
    problems: Mapping[str, str],
    content: Mapping[str, Any],
    names: Mapping[str, str],
    laid: Mapping[str, list[rules.Handed]],
) -> Line:
    problem = problems.get(key, "")
    if key.startswith(FIELD):
        plain = key.removeprefix(FIELD)
        entry = next((one for one in content.get("form_fields") or [] if one["key"] == plain), None)
        known = entry or {"key": plain, "type": "text", "label_zh": plain, "required": True}
        return Line(key, label_of(known), problem, {**known, "required": True})
    material = next((one for one in content.get("materials") or [] if one["key"] == key), {"key": key})
    return Line(key, names.get(key, key), problem, None, material, tuple(laid.get(key, ())))


def _open_notice(case: Case, by: User) -> SupplementNotice:
    """The open notice under its lock. Forbidden for whoever is not the applicant or an agent in force."""
    if not may_see(by, case):
        raise Forbidden(_("只有申请人或者受委托的人可以这样做。"))
    notice = (
        SupplementNotice.objects.select_for_update()
        .filter(case=case, answered_at__isnull=True)
        .order_by("-round")
        .first()
    )
    if notice is None:
        raise Refused(_("现在没有需要补正的内容。"), code="no_notice")
    return notice


def lay(case: Case, *, by: User, material_key: str, upload: "UploadedFile[bytes]") -> StoredFile:
    """Check an upload and lay it to a line of the open notice. Refused files leave nothing behind."""
    stored = receive_checked(upload, by=by)
    try:
        with transaction.atomic():
            notice = _open_notice(case, by)
            if material_key not in notice.keys:
                raise Refused(_("只能补交告知书列出的材料。"), code="unknown_material")
            rows = NoticeFile.objects.filter(notice=notice, material_key=material_key)
            if rows.filter(file__sha256=stored.sha256).exists():
                raise Refused(_("这个文件已经上传过了，不用再传。"), code="file_twice")
            if rows.count() >= rules.FILES_PER_MATERIAL:
                raise Refused(
                    _("一份材料最多 %(n)d 个文件，请合并成一个 PDF 再上传。")
                    % {"n": rules.FILES_PER_MATERIAL},
                    code="too_many",
                )
            last = rows.aggregate(last=Max("position"))["last"] or 0
            NoticeFile.objects.create(
                notice=notice, material_key=material_key, file=stored, position=last + 1
            )
    except PortalError:
        forget(stored)
        raise
    return stored


def take_back(case: Case, *, by: User, file_token: str) -> None:
    """Remove a file that was laid to the open notice; pressing twice is harmless."""
    with transaction.atomic():
        notice = _open_notice(case, by)
        row = NoticeFile.objects.filter(notice=notice, file__token=file_token).select_related("file").first()
        if row:
            row.delete()
            forget(row.file)


def hand_in(case: Case, *, by: User, raw: Mapping[str, Any]) -> Outcome:
    """Hand in everything at once; what is missing or wrong comes back by key and nothing is written.

    `raw` are the typed answers to the questions that the notice names.
    """
    asked = asked_of(case)
    if asked is None:
        raise Refused(_("现在没有需要补正的内容。"), code="no_notice")
    fields = [line.entry for line in asked.lines if line.entry]
    judged = rules.judge(fields, raw)
    errors = {FIELD + key: text for key, text in judged.errors.items()}
    for line in asked.lines:
        if line.entry is None and not line.files:
            errors[line.key] = _("请上传%(name)s") % {"name": line.name}
    if errors:
        return Outcome(errors)
    files: dict[str, list[int]] = {}
    rows = NoticeFile.objects.filter(notice=asked.notice).order_by("material_key", "position", "pk")
    for key, file_id in rows.values_list("material_key", "file_id"):
        files.setdefault(key, []).append(file_id)
    supplement_case(
        case.pk,
        by=by,
        files=files,
        answers=judged.answers or None,
        all_answers={**case.answers, **judged.answers} if judged.answers else None,
    )
    rows.delete()
    return Outcome({})
