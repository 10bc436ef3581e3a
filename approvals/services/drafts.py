"""Acts on drafts: start or resume, save a topic, lay files to materials, move to a new edition, delete.

Only the person who started a draft may touch it; for everybody else it does not exist.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Mandate, User
from admin_center.registry.models import OnlineLevel, ServiceItem
from approvals.models import Draft, DraftFile, MaterialFile
from approvals.rules import drafts as rules
from core.crypto import blind_index
from core.errors import Conflict, PortalError, Refused
from core.files.models import StoredFile
from core.files.services import forget, receive
from core.letters.services import notify
from core.now import now, today

ONLINE_LEVELS = (OnlineLevel.PRE_REVIEW, OnlineLevel.ONLINE_APPLY, OnlineLevel.FULLY_ONLINE)
BATCH = 200


class NoDraft(Refused):
    """The draft was deleted, expired, or was never this person's."""


@dataclass(frozen=True)
class Saved:
    """What became of a save. `seen` names the state of the topic for the next save of the same page."""

    at: datetime
    seen: str
    errors: Mapping[str, str] = field(default_factory=dict)


def why_not_apply(item: ServiceItem, by: User, mandate: Mandate | None) -> str | None:
    """Why this person cannot apply online for the item in this name, or None."""
    if item.online_level not in ONLINE_LEVELS or item.live_version_id is None or not item.is_active:
        return _("这一项现在还不能在网上申请，请带材料到窗口办理。")
    if by.person_id is None:
        return _("工作账号不能申请办事，请用本人的市民账号登录。")
    need = int(item.live_version.content.get("identity_level") or 0)  # type: ignore[union-attr]
    if by.assurance < need:
        return _(
            "办这一项要先实名：请在“我的资料”里填写姓名和身份证号码，或者带身份证到任何一个窗口核对一次。"
        )
    if mandate and not _covers(mandate, item):
        return _("“%(name)s”给您的委托不包括这一项，请单位补充委托后再办，或换回本人办理。") % {
            "name": mandate.organisation.name
        }
    return None


def _covers(mandate: Mandate, item: ServiceItem) -> bool:
    scopes = list(mandate.scopes.values_list("item_id", flat=True))  # type: ignore[attr-defined]
    return not scopes or item.pk in scopes


def start_draft(item: ServiceItem, *, by: User, mandate: Mandate | None = None, fresh: bool = False) -> Draft:
    """The open draft of this person for the item in this name, or a new one. `fresh` always makes a new one.

    Raises Refused where `why_not_apply` has a reason.
    """
    reason = why_not_apply(item, by, mandate)
    if reason:
        raise Refused(reason, code="cannot_apply")
    at = now()
    organisation_id = mandate.organisation_id if mandate else None
    if not fresh:
        found = (
            Draft.objects.filter(user=by, item=item, organisation_id=organisation_id)  # type: ignore[misc]
            .filter(submitted_at__isnull=True, expires_on__gte=today())
            .order_by("-saved_at", "-pk")
            .first()
        )
        if found:
            return found
    return Draft.objects.create(
        user=by,
        item=item,
        item_version_id=item.live_version_id,  # type: ignore[misc]  # an item that may be applied for has one
        organisation_id=organisation_id,
        mandate=mandate,
        created_at=at,
        saved_at=at,
        expires_on=today() + timedelta(days=rules.KEEP_DAYS),
    )


def open_draft(token: str, *, by: User, lock: bool = False) -> Draft:
    """One statement: the draft with item, edition and organisation. Raises NoDraft."""
    drafts = Draft.objects.select_related("item__department", "item_version", "organisation", "mandate")
    if lock:
        drafts = drafts.select_for_update(of=("self",))
    draft = drafts.filter(token=token, user=by).first()
    if draft is None or (draft.submitted_at is None and draft.expires_on < today()):
        raise NoDraft(_("没有找到这份草稿，可能已经删除或者过期。"), code="no_draft")
    return draft


def _editable(token: str, by: User) -> Draft:
    draft = open_draft(token, by=by, lock=True)
    if draft.submitted_at:
        raise Refused(_("这份申请已经提交，不能再改草稿。"), code="submitted")
    return draft


def topic_fields(draft: Draft, topic: str) -> Sequence[rules.Field]:
    """The questions of a page in the draft's edition; empty for an unknown one."""
    page = rules.pages(draft.item_version.content).get(topic)
    return page.fields if page else ()


def raws_of(draft: Draft, fields: Sequence[rules.Field]) -> dict[str, Any]:
    """What stands in the boxes: typed texts first, then answers."""
    keys = [str(entry["key"]) for entry in fields]
    return {key: draft.typed.get(key, draft.answers.get(key)) for key in keys}


def seen_of(draft: Draft, topic: str) -> str:
    """A short name for the state of one topic, so that a save notices another window's save."""
    state: dict[str, Any] = raws_of(draft, topic_fields(draft, topic))
    if topic == rules.CONTACT:
        state["contact"] = draft.contact
    text = json.dumps(state, sort_keys=True, ensure_ascii=False, default=str)
    return blind_index(text, purpose="draft topic")[:16]


def save_topic(
    token: str,
    *,
    by: User,
    topic: str,
    raw: Mapping[str, Any],
    seen: str = "",
    finish: bool = False,
    delivery: Mapping[str, str] | None = None,
) -> Saved:
    """Keep what was typed on one page; what is an answer becomes one, the rest is kept as typed.

    Fields missing from `raw` stay as they are. `finish` marks the topic done when nothing is wrong, and
    then `errors` tells the person what to mend; saving happens in any case. Raises Conflict when the
    topic changed in another window after `seen`: nothing is written then.
    """
    with transaction.atomic():
        draft = _editable(token, by)
        if seen and seen != seen_of(draft, topic):
            raise Conflict(_("这一页刚才在另一个窗口改过。请核对下面的内容，再按一次保存，就以这里的为准。"))
        fields = topic_fields(draft, topic)
        judged = rules.judge(fields, {**raws_of(draft, fields), **raw})
        errors = dict(judged.errors)
        for key in (str(entry["key"]) for entry in fields):
            draft.answers.pop(key, None)
            draft.typed.pop(key, None)
        draft.answers |= judged.answers
        draft.typed |= judged.typed
        errors |= rules.order_errors_on(draft.item_version.content, draft.answers, fields)
        if topic == rules.CONTACT and delivery is not None:
            draft.contact, more = rules.judge_delivery(delivery)
            errors |= more
        _mark(draft, topic, done=not errors and (finish or topic in draft.topics_done))
        _save(draft, "answers", "typed", "contact", "topics_done")
    return Saved(draft.saved_at, seen_of(draft, topic), errors)


def _mark(draft: Draft, topic: str, *, done: bool) -> None:
    others = [key for key in draft.topics_done if key != topic]
    draft.topics_done = [*others, topic] if done else others


def _save(draft: Draft, *columns: str) -> None:
    draft.revision += 1
    draft.saved_at = now()
    draft.expires_on = today() + timedelta(days=rules.KEEP_DAYS)
    draft.save(update_fields=[*columns, "revision", "saved_at", "expires_on"])


def handed_in(draft: Draft) -> dict[str, list[rules.Handed]]:
    """One statement: the files of a draft by material, in the applicant's order."""
    found: dict[str, list[rules.Handed]] = {}
    for row in DraftFile.objects.filter(draft=draft).select_related("file").order_by("position", "pk"):
        file = row.file
        found.setdefault(row.material_key, []).append(
            rules.Handed(
                file.token, file.name, file.size, file.state, file.refusal, file.kind, file.pages or 0
            )
        )
    return found


def _uploadable(draft: Draft, material_key: str) -> rules.Content:
    for material in draft.item_version.content.get("materials", []):
        if material["key"] == material_key:
            return dict(material)
    raise Refused(_("这个事项没有这份材料。"), code="unknown_material")


def attach_file(
    token: str, *, by: User, material_key: str, upload: "UploadedFile[bytes]", replaces: str = ""
) -> StoredFile:
    """Lay an upload to a material. Refused: what it is, how large, or how many; nothing is stored then.

    `replaces` names the file that the new one takes the place of. The content is checked by a worker.
    """
    draft = open_draft(token, by=by)
    _uploadable(draft, material_key)
    stored = receive(upload, by=by)
    try:
        with transaction.atomic():
            _lay(_editable(token, by), material_key, stored, replaces)
    except PortalError:
        forget(stored)
        raise
    return stored


def _lay(draft: Draft, material_key: str, stored: StoredFile, replaces: str) -> None:
    rows = DraftFile.objects.filter(draft=draft, material_key=material_key)
    twin = rows.filter(file__sha256=stored.sha256, file__size=stored.size).exclude(file__token=replaces)
    if twin.exists():
        raise Refused(_("这个文件已经上传过了，不用再传。"), code="file_twice")
    old = rows.filter(file__token=replaces).select_related("file").first() if replaces else None
    if old is None and rows.count() >= rules.FILES_PER_MATERIAL:
        raise Refused(
            _("一份材料最多 %(n)d 个文件，请合并成一个 PDF 再上传。") % {"n": rules.FILES_PER_MATERIAL},
            code="too_many",
        )
    last = rows.aggregate(last=Max("position"))["last"] or 0
    position = old.position if old else last + 1
    if old:
        _drop(old)
    DraftFile.objects.create(draft=draft, material_key=material_key, file=stored, position=position)
    _save(draft)


def remove_file(token: str, *, by: User, file_token: str) -> None:
    """Take a file back; its bytes go too. Pressing twice is harmless."""
    with transaction.atomic():
        draft = _editable(token, by)
        row = DraftFile.objects.filter(draft=draft, file__token=file_token).select_related("file").first()
        if row:
            _drop(row)
            _save(draft)


def _drop(row: DraftFile) -> None:
    file = row.file
    row.delete()
    if (
        not MaterialFile.objects.filter(file=file).exists()
        and not DraftFile.objects.filter(file=file).exists()
    ):
        forget(file)


def move_file_up(token: str, *, by: User, file_token: str) -> None:
    """Put a file before the one above it; the first stays first."""
    with transaction.atomic():
        draft = _editable(token, by)
        row = DraftFile.objects.filter(draft=draft, file__token=file_token).first()
        if row is None:
            return
        mine = list(
            DraftFile.objects.filter(draft=draft, material_key=row.material_key).order_by("position", "pk")
        )
        place = [one.pk for one in mine].index(row.pk)
        if place:
            mine[place - 1], mine[place] = mine[place], mine[place - 1]
        for position, one in enumerate(mine, 1):
            if one.position != position:
                DraftFile.objects.filter(pk=one.pk).update(position=position)
        _save(draft)


def is_stale(draft: Draft) -> bool:
    """Whether a newer edition of the item is in force."""
    return draft.submitted_at is None and draft.item.live_version_id not in (None, draft.item_version_id)


def move_to_live_edition(token: str, *, by: User) -> Draft:
    """Carry the answers over to the edition in force, by key; files stay with their materials."""
    with transaction.atomic():
        draft = _editable(token, by)
        if is_stale(draft):
            live = draft.item.live_version
            assert live is not None  # noqa: S101 – is_stale says so
            draft.answers, draft.typed, draft.topics_done = rules.carried(
                live.content, draft.answers, draft.typed, draft.topics_done
            )
            draft.item_version = live
            _save(draft, "answers", "typed", "topics_done", "item_version")
    return draft


def delete_draft(token: str, *, by: User) -> None:
    """Delete a draft with its files, at the person's wish. Refused once it was submitted."""
    with transaction.atomic():
        _erase(_editable(token, by))


def _erase(draft: Draft) -> None:
    for row in DraftFile.objects.filter(draft=draft).select_related("file"):
        _drop(row)
    draft.delete()


def delete_expired_drafts() -> int:
    """Open drafts past their date go with their files; of submitted ones only the draft goes."""
    deleted = 0
    ids = Draft.objects.filter(expires_on__lt=today()).order_by("pk").values_list("pk", flat=True)[:BATCH]
    for pk in list(ids):
        with transaction.atomic():
            draft = (
                Draft.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, expires_on__lt=today())
                .first()
            )
            if draft:
                _erase(draft)
                deleted += 1
    return deleted


def remind_expiring_drafts() -> int:
    """Tell whoever has an open draft that ends within three days; once for each end date."""
    last = today() + timedelta(days=rules.REMIND_DAYS)
    soon = Draft.objects.filter(
        submitted_at__isnull=True, revision__gt=1, expires_on__gte=today(), expires_on__lte=last
    ).select_related("item__department", "user__person")
    told = 0
    for draft in soon.order_by("pk")[:BATCH]:
        notify(
            recipient=draft.user,
            topic="draft.expiring",
            params={
                "item": draft.item.name,
                "item_en": draft.item.name_en,
                "date": draft.expires_on.isoformat(),
                "phone": draft.item.department.phone,
            },
            subject_kind="draft",
            subject_id=draft.pk,
            key=f"draft:{draft.token}:{draft.expires_on}",
            link=reverse("citizens_home:draft", args=[draft.token]),
        )
        told += 1
    return told
