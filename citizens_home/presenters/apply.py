"""The task list, the materials and the check page of an application, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from admin_center.registry.models import OnlineLevel, ServiceItem
from approvals.enums import DeliveryMode
from approvals.models import Draft
from approvals.rules import drafts as rules
from approvals.services.submit import title_of
from citizens_home import forms
from citizens_home.presenters import words
from core.files.models import FileState
from core.now import local, today
from core.web.words import is_english, said

NUMERALS = "一二三四五六七八九十"
STATE_TAG = {"begun": "tag-now", "todo": "tag", "waiting": "tag-wait"}


@dataclass(frozen=True)
class Line:
    """One row of the task list."""

    numeral: str
    name: str
    url: str
    note: str
    state: str
    label: str
    tag: str


@dataclass(frozen=True)
class Head:
    """What every page of an application says on top."""

    item: str
    title: str
    acting: str
    saved_at: str
    keep_until: str
    remind_on: str
    phone: str
    token: str
    slug: str


def head(draft: Draft) -> Head:
    """Item, matter, in whose name, when saved."""
    organisation = draft.organisation
    return Head(
        item=words.name_of(draft.item),
        title=title_of(draft.answers),
        acting=organisation.name if organisation else "",
        saved_at=f"{local(draft.saved_at):%H:%M}" if draft.revision > 1 else "",
        keep_until=date_format(draft.expires_on, "DATE_FORMAT"),
        remind_on=date_format(draft.expires_on - timedelta(days=rules.REMIND_DAYS), "DATE_FORMAT"),
        phone=draft.item.department.phone,
        token=draft.token,
        slug=draft.item.slug,
    )


def topic_name(content: Mapping[str, Any], key: str) -> str:
    """The heading of a task's page."""
    special = {rules.CONTACT: _("联系与送达"), rules.MATERIALS: _("上传材料"), rules.CHECK: _("核对并提交")}
    if key in special:
        return special[key]
    page = rules.pages(content).get(key)
    return page.title if page else key


def topic_url(token: str, key: str) -> str:
    """The page of a task."""
    if key == rules.MATERIALS:
        return reverse("citizens_home:draft-materials", args=[token])
    if key == "check":
        return reverse("citizens_home:draft-check", args=[token])
    return reverse("citizens_home:draft-topic", args=[token, key])


def _note(task: rules.Task) -> str:
    if task.key == rules.MATERIALS:
        return _("%(total)d件要上传，已传%(filled)d件") % {"total": task.total, "filled": task.filled}
    if task.key == "check":
        return _("前面都完成后可以开始") if task.state == rules.TaskState.WAITING else _("看一遍，再提交")
    if task.key == rules.CONTACT:
        return _("怎样联系您，结果怎样给您")
    if not task.filled:
        return ngettext("%(n)d个问题", "%(n)d个问题", task.total) % {"n": task.total}
    return _("%(total)d个问题，已填%(filled)d个") % {"total": task.total, "filled": task.filled}


def _numeral(place: int) -> str:
    return str(place + 1) if is_english() or place >= len(NUMERALS) else NUMERALS[place]


def lines(draft: Draft, found: Sequence[rules.Task]) -> list[Line]:
    """The task list in words."""
    labels = {"done": _("已完成"), "begun": _("没填完"), "todo": _("未开始"), "waiting": _("还不能开始")}
    rows = []
    for place, task in enumerate(found):
        waiting = task.state == rules.TaskState.WAITING
        rows.append(
            Line(
                numeral=_numeral(place),
                name=topic_name(draft.item_version.content, task.key),
                url="" if waiting else topic_url(draft.token, task.key),
                note=_note(task),
                state=task.state,
                label=labels[task.state],
                tag=STATE_TAG.get(task.state, ""),
            )
        )
    return rows


def next_url(draft: Draft, found: Sequence[rules.Task], after: str = "") -> str:
    """The next task that is not done: the first one after `after`, else the first of all."""
    keys = [task.key for task in found]
    start = keys.index(after) + 1 if after in keys else 0
    order = [*found[start:], *found[:start]]
    for task in order:
        if task.state in (rules.TaskState.TODO, rules.TaskState.BEGUN) and task.key != after:
            return topic_url(draft.token, task.key)
    return reverse("citizens_home:draft", args=[draft.token])


@dataclass(frozen=True)
class FileLine:
    """One file laid to a material."""

    token: str
    name: str
    size: str
    state: str
    label: str
    tag: str
    refusal: str
    preview_url: str
    download_url: str
    thumb_url: str


def file_line(handed: rules.Handed) -> FileLine:
    """A file in words; a picture of its first page where there is one."""
    clean = handed.state == FileState.CLEAN
    drawn = clean and handed.kind in ("pdf", "jpg", "png")
    tags = {FileState.CLEAN: "tag-done", FileState.REFUSED: "tag-red", FileState.QUARANTINED: "tag-now"}
    labels = {
        FileState.CLEAN: _("检查通过"),
        FileState.REFUSED: _("没有通过检查"),
        FileState.QUARANTINED: _("正在检查"),
    }
    state = FileState(handed.state)
    pages = ngettext("%(n)d页", "%(n)d页", handed.pages) % {"n": handed.pages} if handed.pages else ""
    return FileLine(
        token=handed.token,
        name=handed.name,
        size="　".join(part for part in (filesizeformat(handed.size), pages) if part),
        state=state,
        label=labels[state],
        tag=tags[state],
        refusal=_(handed.refusal) if handed.refusal else "",
        preview_url=reverse("core_files:preview", args=[handed.token, 1, 1400]) if drawn else "",
        download_url=reverse("core_files:download", args=[handed.token]) if clean else "",
        thumb_url=reverse("core_files:preview", args=[handed.token, 1, 240]) if drawn else "",
    )


@dataclass(frozen=True)
class MaterialLine:
    """One material with its files, and what may be sent."""

    key: str
    name: str
    how: str
    required: bool
    source: str
    condition: str
    note: str
    files: list[FileLine]
    is_met: bool
    accept: str
    hint: str
    error: str = ""
    replacing: FileLine | None = None


ENDINGS = {"pdf": [".pdf"], "jpg": [".jpg", ".jpeg"], "png": [".png"], "ofd": [".ofd"]}


def material_lines(
    needs: Sequence[rules.Need], errors: Mapping[str, str], replace: str = ""
) -> list[MaterialLine]:
    """Every demanded material in words; an error stands beside its material. `replace` names the file that
    the person wants to exchange."""
    return [_material(need, errors.get(need.key, ""), replace) for need in needs]


def kinds_of(material: Mapping[str, Any]) -> list[str]:
    """Which kinds of file a material may be."""
    return [str(kind) for kind in material.get("accept") or ("pdf", "jpg", "png")]


def accepted(material: Mapping[str, Any]) -> str:
    """The `accept` attribute of a material's file box."""
    return ",".join(ending for kind in kinds_of(material) for ending in ENDINGS.get(kind, [f".{kind}"]))


def upload_words(material: Mapping[str, Any]) -> str:
    """What may be sent, in words."""
    return _("%(kinds)s，每个文件 %(mb)d MB 以内，可以一次选几个；手机上可以直接拍照。") % {
        "kinds": _("、").join(kind.upper() for kind in kinds_of(material)),
        "mb": int(material.get("max_mb") or 50),
    }


def _material(need: rules.Need, error: str, replace: str) -> MaterialLine:
    material = need.material
    files = [file_line(handed) for handed in need.files]
    return MaterialLine(
        key=need.key,
        name=said(material, "name"),
        how=need.how,
        required=need.required,
        source=said(material, "issued_by"),
        condition=str(material.get("condition") or "") if material.get("when") else "",
        note=said(material, "sample"),
        files=files,
        is_met=need.is_met,
        accept=accepted(material),
        hint=upload_words(material),
        error=error,
        replacing=next((file for file in files if file.token == replace), None),
    )


@dataclass(frozen=True)
class Fact:
    """One answer on the check page."""

    label: str
    value: str
    url: str
    missing: bool = False


@dataclass(frozen=True)
class Section:
    """One topic on the check page."""

    name: str
    facts: list[Fact] = field(default_factory=list)


def sections(draft: Draft, needs: Sequence[rules.Need]) -> list[Section]:
    """Everything that will be sent, topic by topic, each with its way back."""
    content = draft.item_version.content
    found = [Section(_("以谁的名义"), _applicant(draft))]
    pages = rules.pages(content)
    contact = pages.pop(rules.CONTACT)
    found += [Section(page.title, _facts(draft, key, page.fields)) for key, page in pages.items()]
    found.append(Section(_("材料"), [_material_fact(draft, need) for need in needs]))
    facts = _facts(draft, rules.CONTACT, contact.fields)
    found.append(Section(topic_name(content, rules.CONTACT), facts + _delivery(draft)))
    return [section for section in found if section.facts]


def _applicant(draft: Draft) -> list[Fact]:
    name = draft.organisation.name if draft.organisation else _("本人")
    return [Fact(_("申请人"), name, "")]


def _change(draft: Draft, topic: str, key: str = "") -> str:
    anchor = f"#id_{key}" if key else ""
    return f"{topic_url(draft.token, topic)}?from=check{anchor}"


def _facts(draft: Draft, topic: str, entries: Sequence[Mapping[str, Any]]) -> list[Fact]:
    found = []
    for entry in entries:
        key = str(entry["key"])
        value = forms.shown(entry, draft.answers.get(key))
        missing = bool(entry.get("required")) and not value
        words_ = value or (_("还没填") if missing else _("没有填（可不填）"))
        found.append(Fact(forms.label(entry), words_, _change(draft, topic, key), missing))
    return found


def _material_fact(draft: Draft, need: rules.Need) -> Fact:
    name = said(need.material, "name")
    if need.how == "form":
        return Fact(name, _("在网上填写，不用另交"), "")
    if need.how == "paper":
        return Fact(name, _("受理时到窗口交原件"), "")
    files = [handed for handed in need.files if handed.counts]
    size = sum(handed.size for handed in files)
    if not files:
        return Fact(
            name,
            _("还没上传") if need.required else _("没有上传（可不交）"),
            _files_url(draft, need),
            need.required,
        )
    count = ngettext("%(n)d个文件", "%(n)d个文件", len(files)) % {"n": len(files)}
    return Fact(name, f"{count}，{filesizeformat(size)}", _files_url(draft, need))


def _files_url(draft: Draft, need: rules.Need) -> str:
    return f"{topic_url(draft.token, rules.MATERIALS)}?from=check#m-{need.key}"


def _delivery(draft: Draft) -> list[Fact]:
    contact = draft.contact
    mode = contact.get("delivery_mode", "")
    label_ = str(DeliveryMode(mode).label) if mode in DeliveryMode.values else ""
    url = _change(draft, rules.CONTACT)
    found = [Fact(_("怎样拿结果"), label_ or _("还没选"), f"{url}#id_delivery_mode_0", not label_)]
    if mode == DeliveryMode.POST:
        place = "　".join(part for part in (contact.get("receiver"), contact.get("address")) if part)
        found.append(Fact(_("寄到"), place, f"{url}#id_receiver"))
    return found


def opening_plan(item: ServiceItem) -> dict[str, Any]:
    """When the item will be open online, for `opening_plan.html`; empty without a plan."""
    plan = item.live_version.content.get("opening_plan") or {}  # type: ignore[union-attr]
    if not plan:
        return {}
    level = plan.get("target_level")
    return {
        "level": str(OnlineLevel(level).label) if level in OnlineLevel.values else "",
        "due_on": date_format(date.fromisoformat(plan["due_on"]), "DATE_FORMAT"),
        "owner": "",
        "is_late": plan["due_on"] < today().isoformat(),
    }
