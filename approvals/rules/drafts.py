"""A draft: its topics and tasks, what is still open, and what a new edition of the item changes. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from admin_center.registry import answers as registry
from admin_center.registry.answers import active_materials, clean_answer, label_of
from admin_center.registry.enums import Topic
from approvals.enums import DeliveryMode
from core.errors import Refused
from core.files.models import FileState

OWN_FORM = "form__"
CONTACT = "contact"
MATERIALS = "materials"
CHECK = "check"
KEEP_DAYS = 30
REMIND_DAYS = 3
FILES_PER_MATERIAL = 30

Content = Mapping[str, Any]
Field = Mapping[str, Any]


class TaskState(StrEnum):
    """Where one task of the list stands."""

    DONE = "done"
    BEGUN = "begun"
    TODO = "todo"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Handed:
    """One file laid to a material."""

    token: str
    name: str
    size: int
    state: str
    refusal: str = ""
    kind: str = ""
    pages: int = 0

    @property
    def counts(self) -> bool:
        """Whether it was not refused."""
        return self.state != FileState.REFUSED


@dataclass(frozen=True, slots=True)
class Need:
    """One demanded material and what was laid to it."""

    material: Content
    how: str
    required: bool
    files: tuple[Handed, ...] = ()

    @property
    def key(self) -> str:
        return str(self.material["key"])

    @property
    def is_met(self) -> bool:
        """Nothing is left to do about it online."""
        return self.how != "upload" or not self.required or any(f.counts for f in self.files)


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list. `filled` of `total` answers or materials are there."""

    key: str
    state: TaskState
    filled: int
    total: int


@dataclass(slots=True)
class Judged:
    """What became of the answers of one page."""

    answers: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def pages(content: Content) -> dict[str, registry.TopicPage]:
    """The pages of the form by key, in order. Contact comes last, on one page with delivery."""
    found: dict[str, registry.TopicPage] = {}
    contact: list[Field] = []
    for page in registry.topics(content):
        if page.topic == CONTACT:
            contact.extend(page.fields)
        else:
            found[page.key] = page
    found[CONTACT] = registry.TopicPage(CONTACT, CONTACT, str(Topic.CONTACT.label), tuple(contact))
    return found


def is_empty(raw: Any) -> bool:
    """Whether nothing was typed, in one box or in several."""
    if isinstance(raw, Mapping):
        return not any(str(part or "").strip() for part in raw.values())
    if isinstance(raw, (list, tuple)):
        return not any(str(part or "").strip() for part in raw)
    return not str(raw if raw is not None else "").strip()


def judge(fields: Sequence[Field], raws: Mapping[str, Any]) -> Judged:
    """Turn raw texts into answers. What is not an answer stays in `typed`; why, in `errors`.

    A field left empty has an error when it is required.
    """
    judged = Judged()
    for entry in fields:
        key, raw = str(entry["key"]), raws.get(str(entry["key"]))
        if is_empty(raw):
            if entry.get("required"):
                judged.errors[key] = missing_words(entry)
            continue
        try:
            judged.answers[key] = clean_answer(entry, raw)
        except Refused as refused:
            judged.typed[key], judged.errors[key] = raw, _named(entry, str(refused))
    return judged


def _named(entry: Field, words: str) -> str:
    """The message with the question's name in front, so that it can stand in a summary."""
    name = label_of(entry)
    return words if name in words else _("%(name)s：%(words)s") % {"name": name, "words": words}


def order_errors(content: Content, answers: Content) -> dict[str, str]:
    """Dates that must come after another and do not: key of the later one → what to do."""
    entries = {str(entry["key"]): entry for entry in content.get("form_fields") or []}
    found = {}
    for key, entry in entries.items():
        other = str(entry.get("after") or "")
        first, second = answers.get(other), answers.get(key)
        if other in entries and first and second and str(second) <= str(first):
            found[key] = _("%(this)s要在%(other)s之后，请改正其中一个。") % {
                "this": label_of(entry),
                "other": label_of(entries[other]),
            }
    return found


def order_errors_on(content: Content, answers: Content, fields: Sequence[Field]) -> dict[str, str]:
    """Those errors as a page with these fields shows them: beside whichever of the two dates it has."""
    entries = {str(entry["key"]): entry for entry in content.get("form_fields") or []}
    here = {str(entry["key"]) for entry in fields}
    found = {}
    for key, message in order_errors(content, answers).items():
        place = key if key in here else str(entries[key]["after"])
        if place in here:
            found[place] = message
    return found


def missing_words(entry: Field) -> str:
    """What to do about a required field that is empty."""
    if entry.get("type") in ("choice", "yes_no"):
        return _("请选择：%(label)s") % {"label": label_of(entry)}
    return _("请填写%(label)s") % {"label": label_of(entry)}


def needs(content: Content, answers: Content, handed: Mapping[str, Sequence[Handed]]) -> list[Need]:
    """Every material these answers demand, with how it is handed in: form, paper at the window, upload."""
    found = []
    for material in active_materials(content, answers):
        key = str(material["key"])
        if key.startswith(OWN_FORM) or material.get("filled_online"):
            how = "form"
        else:
            how = "upload" if material.get("electronic_ok", True) else "paper"
        required = bool(material.get("required", True))
        found.append(Need(material, how, required, tuple(handed.get(key, ()))))
    return found


def topic_task(
    key: str,
    fields: Sequence[Field],
    answers: Content,
    typed: Content,
    *,
    done: bool,
    wrong: Collection[str] = (),
) -> Task:
    """Where one page stands: done when it was finished, nothing required is missing, nothing is wrong."""
    keys = [str(entry["key"]) for entry in fields]
    filled = sum(1 for k in keys if k in answers)
    missing = any(entry.get("required") and str(entry["key"]) not in answers for entry in fields)
    odd = any(k in typed or k in wrong for k in keys)
    if done and not missing and not odd:
        state = TaskState.DONE
    else:
        state = TaskState.BEGUN if done or filled or odd else TaskState.TODO
    return Task(key, state, filled, len(keys))


def tasks(
    content: Content,
    answers: Content,
    typed: Content,
    done: Collection[str],
    handed: Mapping[str, Sequence[Handed]],
) -> list[Task]:
    """The task list: the pages of the form, materials, contact and delivery, check and submit."""
    wrong = order_errors(content, answers)
    found = [
        topic_task(key, page.fields, answers, typed, done=key in done, wrong=wrong)
        for key, page in pages(content).items()
    ]
    uploads = [need for need in needs(content, answers, handed) if need.how == "upload"]
    if uploads:
        found.insert(-1, _materials_task(uploads))
    ready = all(task.state == TaskState.DONE for task in found)
    found.append(Task(CHECK, TaskState.TODO if ready else TaskState.WAITING, 0, 0))
    return found


def _materials_task(uploads: Sequence[Need]) -> Task:
    laid = sum(1 for need in uploads if any(f.counts for f in need.files))
    refused = any(not f.counts for need in uploads for f in need.files)
    checking = any(f.state == FileState.QUARANTINED for need in uploads for f in need.files)
    if all(need.is_met for need in uploads) and not refused and not checking:
        state = TaskState.DONE
    else:
        state = TaskState.BEGUN if laid or refused else TaskState.TODO
    return Task(MATERIALS, state, laid, len(uploads))


def judge_delivery(raw: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The contact part of a draft and its errors. An address is asked only for the post."""
    errors: dict[str, str] = {}
    mode = raw.get("delivery_mode", "")
    kept = {key: raw.get(key, "").strip() for key in ("receiver", "address") if raw.get(key, "").strip()}
    if mode in DeliveryMode.values:
        kept["delivery_mode"] = mode
    else:
        errors["delivery_mode"] = _("请选择怎样拿结果")
    if mode == DeliveryMode.POST:
        if len(kept.get("receiver", "")) < 2:
            errors["receiver"] = _("请填写收件人姓名")
        if len(kept.get("address", "")) < 6:
            errors["address"] = _("请填写完整的收件地址，例如：杭州市余杭区临平街道某路1号2单元301室")
    return kept, errors


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer edition asks differently."""

    new_fields: tuple[str, ...] = ()
    gone_fields: tuple[str, ...] = ()
    changed_fields: tuple[str, ...] = ()
    new_materials: tuple[str, ...] = ()
    gone_materials: tuple[str, ...] = ()
    limits: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing that the applicant would notice."""
        return not (
            self.new_fields
            or self.gone_fields
            or self.changed_fields
            or self.new_materials
            or self.gone_materials
            or self.limits
        )


def _by_key(entries: Sequence[Content]) -> dict[str, Content]:
    return {str(entry["key"]): entry for entry in entries or []}


def _asks_otherwise(old: Content, new: Content) -> bool:
    return any(old.get(name) != new.get(name) for name in ("type", "choices", "required", "after", "bounds"))


def difference(old: Content, new: Content) -> Difference:
    """What changed between two editions of an item, in the words of the form."""
    was, now = _by_key(old.get("form_fields", [])), _by_key(new.get("form_fields", []))
    had, has = _by_key(old.get("materials", [])), _by_key(new.get("materials", []))
    limits = ""
    before, after = old.get("promised_days"), new.get("promised_days")
    if before is not None and after is not None and before != after:
        limits = _("承诺时限由%(old)s日改为%(new)s日") % {"old": before, "new": after}
    return Difference(
        new_fields=tuple(label_of(now[key]) for key in now if key not in was),
        gone_fields=tuple(label_of(was[key]) for key in was if key not in now),
        changed_fields=tuple(
            label_of(now[key]) for key in now if key in was and _asks_otherwise(was[key], now[key])
        ),
        new_materials=tuple(label_of(has[key], "name") for key in has if key not in had),
        gone_materials=tuple(label_of(had[key], "name") for key in had if key not in has),
        limits=limits,
    )


def carried(
    new: Content, answers: Content, typed: Content, done: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Answers, typed texts and finished topics under a new edition: by key, and only what still fits.

    An answer that no longer fits becomes a typed text, shown again on its page; nothing typed is lost
    while its question exists.
    """
    kept: dict[str, Any] = {}
    loose: dict[str, Any] = {}
    still_done: list[str] = []
    for key, page in pages(new).items():
        raws = {str(f["key"]): typed.get(f["key"], answers.get(f["key"])) for f in page.fields}
        judged = judge(page.fields, raws)
        kept |= judged.answers
        loose |= judged.typed
        if key in done and not judged.errors:
            still_done.append(key)
    return kept, loose, still_done


def why_not_complete(content: Content, answers: Content, typed: Content) -> str | None:
    """Why these answers are not yet an application, whichever door they came through, or None."""
    open_ = [
        label_of(entry)
        for entry in content.get("form_fields") or []
        if (entry.get("required") and str(entry["key"]) not in answers) or str(entry["key"]) in typed
    ]
    if open_:
        names = _("、").join(open_[:5])
        return _("还有 %(n)d 个问题没有填好：%(names)s。") % {"n": len(open_), "names": names}
    return next(iter(order_errors(content, answers).values()), None)


def why_not_submit(open_tasks: Sequence[Task]) -> str | None:
    """What is still open before the application can be sent, or None."""
    waiting = [task for task in open_tasks if task.key != CHECK and task.state != TaskState.DONE]
    if waiting:
        return _("还有 %(n)d 项没有填完，请回到任务单补齐后再提交。") % {"n": len(waiting)}
    return None
