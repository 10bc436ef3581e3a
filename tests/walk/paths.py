"""The two lawful ways into the house: an application online, and paper at a window."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.demo.names import id_number, mobile, uscc
from accounts.models import Mandate, Organisation, User
from admin_center.registry.answers import active_materials
from admin_center.registry.enums import FieldType
from admin_center.registry.models import ServiceItem
from approvals.demo.answers import answers_for
from approvals.models import Case
from approvals.rules import drafts as rules
from approvals.services import drafts
from approvals.services.receive import Paper, Party, receive_application
from approvals.services.submit import submit_draft
from core.files.services import check_stored
from core.now import today
from core.tokens import new_token
from tests.approvals.bureau import citizen, staff
from tests.core.files.builders import pdf
from tests.walk.counting import at_most

# One answer per type of question that nobody may get past.
INVALID: dict[str, str] = {
    FieldType.TEXT: "长" * 2001,
    FieldType.CHOICE: "没有列出的一项",
    FieldType.YES_NO: "也许吧",
    FieldType.PHONE: "12",
    FieldType.ADDRESS: "路" * 201,
    FieldType.NUMBER: "三十",
    FieldType.AREA: "0",
    FieldType.MONEY: "一百来块",
    FieldType.DATE: "2026-02-30",
    FieldType.ID_NUMBER: "11010519491231002",
    FieldType.USCC: "12345",
}
SHEET = pdf()


@dataclass
class Walk:
    """One item on its way, with the answers that the next application would carry."""

    item: ServiceItem
    answers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.answers = in_order(self.fields, answers_for(self.fields, seed=self.item.number, today=today()))

    @property
    def content(self) -> Mapping[str, Any]:
        return self.item.live_version.content

    @property
    def fields(self) -> list[dict[str, Any]]:
        return list(self.content.get("form_fields") or [])

    @property
    def invalid(self) -> dict[str, str]:
        """A wrong answer to every question."""
        return {str(entry["key"]): INVALID[entry["type"]] for entry in self.fields}

    def conditional(self) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
        """(material, answers that demand it, answers that do not) for every conditional material."""
        for material in self.content["materials"]:
            when = material.get("when")
            if when:
                entry = next(one for one in self.fields if one["key"] == when["field"])
                yes = dict(self.answers, **{when["field"]: when["in"][0]})
                no = dict(self.answers, **{when["field"]: other_answer(entry, when["in"])})
                yield str(material["key"]), yes, no


def other_answer(entry: Mapping[str, Any], values: list[str]) -> str:
    """An answer to this question that is not among `values`."""
    offered = ["yes", "no"] if entry["type"] == FieldType.YES_NO else [c["value"] for c in entry["choices"]]
    return next(value for value in offered if value not in values)


def in_order(fields: list[dict[str, Any]], answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers, where a date that must come after another does."""
    for entry in fields:
        first = answers.get(str(entry.get("after") or ""))
        if first and str(answers[entry["key"]]) <= str(first):
            answers[entry["key"]] = (date.fromisoformat(first) + timedelta(days=30)).isoformat()
    return answers


def applicant_of(item: ServiceItem) -> tuple[User, Mandate | None]:
    """A citizen, who acts for an organisation where the item is meant for enterprises."""
    user = citizen(f"walker-{item.number}")
    user.assurance = 3
    user.save(update_fields=["assurance"])
    if item.audience != "enterprise":
        return user, None
    company = Organisation.objects.create(name="杭州某走访有限公司", uscc=uscc(700 + item.number))
    span = {"starts_on": today(), "ends_on": today() + timedelta(days=30)}
    return user, Mandate.objects.create(organisation=company, person=user.person, **span)


def save_everything(token: str, by: User, walk: Walk, answers: Mapping[str, Any]) -> dict[str, str]:
    """Save every page of the form as finished; the errors of all pages."""
    errors: dict[str, str] = {}
    for topic, page in rules.pages(walk.content).items():
        raw = {str(entry["key"]): answers[entry["key"]] for entry in page.fields}
        delivery = {"delivery_mode": "window"} if topic == rules.CONTACT else None
        with at_most(4, f"saving {topic}"):
            saved = drafts.save_topic(token, by=by, topic=topic, raw=raw, finish=True, delivery=delivery)
        errors |= saved.errors
    return errors


def needed(token: str, by: User) -> dict[str, rules.Need]:
    """What a draft demands now, by material."""
    draft = drafts.open_draft(token, by=by)
    found = rules.needs(draft.item_version.content, draft.answers, drafts.handed_in(draft))
    return {need.key: need for need in found}


def upload(token: str, by: User, key: str) -> None:
    """Lay a sheet to a material and have it checked."""
    sheet = SimpleUploadedFile(f"{key}.pdf", SHEET, "application/pdf")
    with at_most(12, "laying a file"):
        stored = drafts.attach_file(token, by=by, material_key=key, upload=sheet)
    check_stored(stored.token)


def submit(token: str, by: User) -> Case:
    """Press the button."""
    with at_most(3, "submitting"):
        receipt = submit_draft(token, by=by)
    return Case.objects.get(number=receipt.number)


def on_counter(walk: Walk, answers: Mapping[str, Any], *, key: str = "") -> Paper:
    """The application as it lies on the counter, with every document that these answers demand."""
    number = walk.item.number
    party = Party(False, "章一琳", id_number("19850614", number), phone=mobile(number))
    if walk.item.audience == "enterprise":
        party = Party(True, "杭州某走访有限公司", uscc(700 + number), phone=mobile(number))
    received = [material["key"] for material in active_materials(walk.content, answers)]
    return Paper(party, answers, received, "window", submit_key=key or new_token())


def at_window(walk: Walk, by: User, answers: Mapping[str, Any], *, key: str = "") -> Case:
    """Hand everything in on paper."""
    paper = on_counter(walk, answers, key=key)
    with at_most(14, "receiving on paper"):
        receipt = receive_application(walk.item, paper, by=by)
    return Case.objects.get(number=receipt.number)


def clerk_of(item: ServiceItem) -> User:
    """A window clerk of the item's department."""
    return staff(item.department, f"walk-clerk-{item.number}", "receive", "issue")
