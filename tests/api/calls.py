"""Every address of the API that changes something: who may, when it is lawful, what the body says.

tests/api/test_every_route.py asks each of them everything that must hold for all. A new address without
a line here fails the build.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.demo.names import id_number
from accounts.models import Department
from admin_center.registry.models import ServiceItem
from approvals.models import Case, HeldAct, Step
from approvals.rules.supplements import Missing
from approvals.services import (
    afterwards,
    bars,
    bulk,
    cooperation,
    drafts,
    handling,
    intake,
    supplements,
    timing,
)
from core.documents.models import Document, DocumentState
from core.files.models import FileState, StoredFile
from core.letters.services import notify
from core.now import moved, now, today
from tests.api.asking import Caller
from tests.approvals.bureau import Bureau, staff, submitted
from tests.core.files.builders import pdf
from tests.walk.paths import Walk

Things = dict[str, Any]
WORDS = "申请单位书面说明项目已经取消，情况属实。"
LAW = "《中华人民共和国建筑法》第八条"


def sheet() -> SimpleUploadedFile:
    return SimpleUploadedFile("补.pdf", pdf(), "application/pdf")


class World:
    """One office, its people as callers, and things in the states that the calls need."""

    def __init__(self, office: Bureau) -> None:
        self.office = office

    def caller(self, name: str) -> Caller:
        """A caller by post; staff come with a key, citizens with a session."""
        if name == "nobody":
            return Caller()
        if name in ("citizen", "other_citizen"):
            return Caller(getattr(self.office, name))
        user = self.outsider if name == "outsider" else self.watcher if name == "watcher" else None
        return Caller(user or getattr(self.office, name), key=True)

    @cached_property
    def watcher(self) -> Any:
        return staff(self.office.department, "watcher-x", "supervise")

    @cached_property
    def outsider(self) -> Any:
        far = Department.objects.create(slug="far-away", name="远方局")
        return staff(far, "outsider-x", "receive", "review", "decide", "issue", "supervise")

    # Cases

    def submitted(self) -> Things:
        case = submitted(self.office)
        return {"token": case.token, "pk": case.pk}

    def _after(self, before: Callable[[], Things], act: Callable[..., Any], by: str, **said: Any) -> Things:
        things = before()
        act(things["pk"], by=getattr(self.office, by), **said)
        return things

    def withdrawn(self) -> Things:
        return self._after(self.submitted, handling.withdraw_case, "citizen", reason="")

    def accepted(self) -> Things:
        return self._after(self.submitted, intake.accept_case, "clerk")

    def reviewed(self) -> Things:
        said = {"node": "review", "result": "agree", "opinion": "材料齐全，同意。"}
        return self._after(self.accepted, handling.complete_step, "reviewer", **said)

    def granted(self) -> Things:
        return self._after(self.reviewed, handling.grant_case, "head")

    def issued(self) -> Things:
        return self._after(self.granted, handling.issue_certificate, "clerk")

    def certified(self) -> Things:
        things = self.issued()
        mine = Document.objects.filter(subject_kind="case", subject_id=things["pk"], kind="certificate")
        mine.update(state=DocumentState.READY, sha256="0" * 64)
        return things

    def proposed(self) -> Things:
        with moved(now() - timedelta(days=20)):  # the holder could be heard since
            return self._after(self.issued, afterwards.propose_revocation, "reviewer", reason=WORDS)

    def to_be_revoked(self) -> Things:
        return self._after(self.issued, afterwards.propose_revocation, "reviewer", reason=WORDS)

    def suspended(self) -> Things:
        said = {"ground": "hearing", "expected_days": 5, "reason": "利害关系人申请听证"}
        return self._after(self.accepted, timing.suspend_case, "reviewer", **said)

    def consulted(self) -> Things:
        far = self.office.stranger.groups.get().name.split()[0]
        departments = [Department.objects.get(slug=far)]
        said = {"departments": departments, "question": "消防设计是否合格？", "days": 3}
        things = self._after(self.accepted, cooperation.consult_departments, "reviewer", **said)
        return things | {"node": Step.objects.get(case=things["pk"], kind="co_opinion").node}

    def consulted_in_vain(self) -> Things:
        return self._after(self.consulted, handling.withdraw_case, "citizen", reason="")

    def barred(self) -> Things:
        things = self.accepted()
        case = Case.objects.get(pk=things["pk"])
        bars.set_bar(case, by=self.office.head, ground="false_materials", reason=WORDS)
        return things

    def near(self) -> Things:
        with moved(now() - timedelta(days=30)):
            return self.accepted()

    def asked(self) -> Things:
        items = [Missing("plan", "请补盖章")]
        return self._after(self.submitted, intake.request_supplement, "clerk", items=items)

    def laid(self) -> Things:
        things = self.asked()
        case = Case.objects.get(pk=things["pk"])
        stored = supplements.lay(case, by=self.office.citizen, material_key="plan", upload=sheet())
        return things | {"file": stored.token}

    def checked(self) -> Things:
        things = self.laid()
        StoredFile.objects.filter(token=things["file"]).update(state=FileState.CLEAN, kind="pdf", pages=1)
        return things

    def promised(self) -> Things:
        said = {"promised": ["plan"], "days": 5}
        return self._after(self.submitted, intake.accept_case_conditionally, "clerk", **said)

    def queued(self) -> Things:
        return {"case": self.submitted()["token"]}

    def held(self) -> Things:
        case = Case.objects.get(pk=self.submitted()["pk"])
        return {"batch": bulk.hold([case.pk], act="accept", by=self.office.clerk, data={})}

    def in_effect(self) -> Things:
        things = self.held()
        HeldAct.objects.filter(batch=things["batch"]).update(due_at=now())
        bulk.carry_out_due()
        return things

    # Drafts and the rest

    @cached_property
    def item(self) -> ServiceItem:
        found = ServiceItem.objects.select_related("department", "live_version")
        return found.get(slug="individual-business-registration")

    def nothing(self) -> Things:
        return {}

    def draft(self) -> Things:
        return {"token": drafts.start_draft(self.item, by=self.office.citizen, fresh=True).token}

    def topic(self) -> Things:
        things = self.draft()
        detail = self.caller("citizen").told("get", f"drafts/{things['token']}/")
        return things | {"topic": detail["topics"][0]["key"], "seen": detail["topics"][0]["seen"]}

    def draft_file(self) -> Things:
        things = self.draft()
        key = next(
            m["key"] for m in self.item.live_version.content["materials"] if m.get("electronic_ok", True)
        )
        stored = drafts.attach_file(
            things["token"], by=self.office.citizen, material_key=key, upload=sheet(), replaces=""
        )
        return things | {"file": stored.token}

    def complete_draft(self) -> Things:
        things, walk = self.draft(), Walk(self.item)
        mine = self.caller("citizen")
        for page in mine.told("get", f"drafts/{things['token']}/")["topics"]:
            answers = {one["key"]: walk.answers[one["key"]] for one in page["questions"]}
            body = {"topic": page["key"], "answers": answers, "delivery": {"delivery_mode": "window"}}
            mine.told("patch", f"drafts/{things['token']}/", body)
        for need in mine.told("get", f"drafts/{things['token']}/")["materials"]:
            if need["how"] == "upload" and need["required"]:
                body = {"material": need["key"], "file": sheet()}
                mine.told("post", f"drafts/{things['token']}/files/", body, status=201)
        StoredFile.objects.update(state=FileState.CLEAN, kind="pdf", pages=1)
        return things

    def certificate(self) -> Things:
        ServiceItem.objects.filter(pk=self.office.version.item_id).update(online_level="online_apply")
        found = Document.objects.get(subject_kind="case", subject_id=self.issued()["pk"], kind="certificate")
        ends = {"expires_on": today() + timedelta(days=40), "state": DocumentState.READY, "sha256": "0" * 64}
        Document.objects.filter(pk=found.pk).update(**ends)
        return {"token": found.token}

    def endless_certificate(self) -> Things:
        found = Document.objects.get(subject_kind="case", subject_id=self.issued()["pk"], kind="certificate")
        return {"token": found.token}

    def message(self) -> Things:
        told = notify(
            recipient=self.office.citizen,
            topic="case.received",
            params={},
            subject_kind="case",
            subject_id=1,
            key="one message",
        )
        return {"token": told.token}

    def paper_clerk(self) -> Things:
        """The office's clerk may take in the item of the catalogue too."""
        far = staff(self.item.department, "paper-clerk-x", "receive")
        self.office.clerk.groups.add(*far.groups.all())
        return {}

    def no_paper_clerk(self) -> Things:
        return {}


def _fixed(body: Any) -> Callable[[World, Things], Any]:
    return lambda world, things: dict(body)


def _paper(world: World, things: Things) -> Any:
    return {
        "item": world.item.slug,
        "party": {"name": "章一琳", "code": id_number("19850614", 33), "phone": "0571-0000-0001"},
        "answers": Walk(world.item).answers,
        "received": [m["key"] for m in world.item.live_version.content["materials"]],
    }


def _material(world: World, things: Things) -> Any:
    key = next(m["key"] for m in world.item.live_version.content["materials"] if m.get("electronic_ok", True))
    return {"material": key, "file": sheet()}


@dataclass(frozen=True)
class Call:
    """One address and method. `right`, `wrongful` name what World makes; None where there is no such thing:
    a body that can be wrong, a colleague without the power, a state in which it is refused by name."""

    who: str
    right: str
    body: Callable[[World, Things], Any] = field(default=_fixed({}))
    wrong: tuple[Any, str] | None = ({"version": "x"}, "version")
    colleague: str | None = None
    stranger: str | None = "outsider"
    wrongful: str | None = "withdrawn"
    faster: bool = True
    multipart: bool = False
    heeds_key: bool = True


def _act(who: str, right: str, body: Any = None, wrong: str | None = "", **more: Any) -> Call:
    """An act of an officer: the body without its demanded field is wrong."""
    wrongly = ({}, wrong) if wrong else ({"version": "x"}, "version") if wrong == "" else None
    colleague = more.pop("colleague", "watcher" if who != "watcher" else "clerk")
    made = body if callable(body) else _fixed(body or {})
    return Call(who, right, made, wrongly, colleague, **more)


def _mine(right: str, **more: Any) -> Call:
    """What an applicant does with their own things: for anybody else they do not exist."""
    return Call("citizen", right, **({"stranger": "other_citizen"} | more))


REVIEW = {"node": "review", "result": "agree", "opinion": "材料齐全，同意。"}
PAUSE = {"ground": "hearing", "expected_days": 5, "reason": "利害关系人申请听证"}
REFUSAL = {"reasons": "建设资金证明不足合同价的一半，不符合条件。", "legal_basis": LAW}
CONSULT = {"departments": ["other-api"], "question": "消防设计是否合格？", "days": 3}
BAR = {"ground": "false_materials", "reason": WORDS}
SUPPLEMENT = {"items": [{"key": "plan", "problem": "请补盖章"}]}
LOOSE = {"faster": False, "wrongful": None, "wrong": None}


def _opinion(world: World, things: Things) -> Any:
    return {"node": things.get("node", "review"), "result": "agree"}


def _bulk(world: World, things: Things) -> Any:
    token = things.get("case") or things["token"]
    return {"act": "accept", "cases": [{"case": token}]}


CALLS: dict[str, Call] = {
    "POST agency-accept": _act("clerk", "submitted"),
    "POST agency-accept-conditionally": _act("clerk", "submitted", {"promised": ["plan"], "days": 5}, "days"),
    "POST agency-request-supplement": _act("clerk", "submitted", SUPPLEMENT, "items"),
    "POST agency-not-accept": _act("clerk", "submitted", {"reason": "不属于本机关职权范围"}, "reason"),
    "POST agency-pre-review": _act("clerk", "submitted", {"comment": "材料看过，基本齐全。"}, "comment"),
    "POST agency-transfer": _act("clerk", "submitted", {"to": "other-api", "reason": WORDS}, "to"),
    "POST agency-consult": _act("reviewer", "accepted", CONSULT, "departments"),
    "POST agency-opinion": _act("stranger", "consulted", _opinion, "node", wrongful="consulted_in_vain"),
    "POST agency-complete-step": _act("reviewer", "accepted", REVIEW, "node"),
    "POST agency-suspend": _act("reviewer", "accepted", PAUSE, "ground"),
    "POST agency-resume": _act("reviewer", "suspended"),
    "POST agency-extend": _act("head", "accepted", {"days": 5, "reason": "情况复杂，需要核实"}, "days"),
    "POST agency-send-back": _act("head", "reviewed", {"reason": "请补充现场照片"}, "reason"),
    "POST agency-grant": _act("head", "reviewed"),
    "POST agency-refuse": _act("head", "reviewed", REFUSAL, "legal_basis"),
    "POST agency-issue": _act("clerk", "granted"),
    "POST agency-deliver": _act("clerk", "issued", {"mode": "window", "receiver": "李某"}, "mode"),
    "POST agency-terminate": _act("head", "accepted", {"reason": WORDS}, "reason"),
    "POST agency-propose-revocation": _act("reviewer", "issued", {"reason": WORDS}, "reason"),
    "POST agency-revoke": _act("head", "proposed", {"reason": WORDS, "heard": WORDS}, "heard"),
    "POST agency-correct": _act("head", "certified", {"reason": WORDS}, "reason"),
    "POST agency-reopen": _act("watcher", "granted", {"reason": WORDS}, "reason"),
    "POST agency-bar": _act("head", "accepted", BAR, "ground", wrongful="barred"),
    "POST agency-lift-bar": _act("head", "barred", BAR, "ground", wrongful="accepted"),
    # Each look is a look of its own on record, and what was seen is not kept.
    "POST agency-case-personal": _act("clerk", "submitted", **LOOSE, heeds_key=False),
    "POST agency-cases": _act(
        "clerk",
        "paper_clerk",
        _paper,
        "item",
        colleague="reviewer",
        stranger=None,
        wrongful=None,
        faster=False,
    ),
    "POST agency-bulk": _act("clerk", "queued", _bulk, "act", stranger=None, faster=False),
    "POST agency-bulk-preview": _act(
        "clerk", "queued", _bulk, "act", stranger=None, wrongful=None, faster=False, heeds_key=False
    ),
    "POST agency-bulk-undo": _act("clerk", "held", colleague=None, **(LOOSE | {"wrongful": "in_effect"})),
    "POST case-withdraw": _mine("submitted", wrong=({"reason": "长" * 501}, "reason"), wrongful="granted"),
    "POST case-urge": _mine("near", wrongful="accepted"),
    "POST case-statement": _mine(
        "to_be_revoked",
        body=lambda world, things: {"text": "合同由他人代办"},
        wrong=({"text": ""}, "text"),
        wrongful="issued",
    ),
    "POST case-supplement": _mine("checked", wrong=({"answers": 1}, "answers"), wrongful="accepted"),
    "POST case-supplement-files": _mine(
        "asked",
        body=lambda world, things: {"material": "plan", "file": sheet()},
        wrong=({"material": "plan"}, "file"),
        wrongful="accepted",
        faster=False,
        multipart=True,
    ),
    "DELETE case-supplement-file": _mine("laid", **LOOSE),
    "POST case-promised": _mine(
        "promised", body=lambda world, things: {"plan": sheet()}, wrongful="accepted", multipart=True
    ),
    "POST drafts": _mine(
        "nothing",
        body=lambda world, things: {"item": world.item.slug, "fresh": True},
        wrong=({}, "item"),
        stranger=None,
        wrongful=None,
        faster=False,
    ),
    "PATCH draft": _mine(
        "topic",
        body=lambda world, things: {"topic": things.get("topic", "no-such-page"), "answers": {}},
        wrong=({}, "topic"),
        wrongful="draft",
        faster=False,
    ),
    "DELETE draft": _mine("draft", **LOOSE),
    "POST draft-renew": _mine("draft", **LOOSE),
    "POST draft-files": _mine(
        "draft",
        body=_material,
        wrong=({"material": "x"}, "file"),
        wrongful=None,
        faster=False,
        multipart=True,
    ),
    "DELETE draft-file": _mine("draft_file", **LOOSE),
    "POST draft-submit": _mine(
        "complete_draft",
        body=_fixed({"declared": True}),
        wrong=({}, "declared"),
        wrongful="draft",
        faster=False,
    ),
    "POST renewal": _mine(
        "certificate", wrong=({"mandate": "x" * 23}, "mandate"), wrongful="endless_certificate", faster=False
    ),
    "POST message-read": _mine("message", **LOOSE, heeds_key=False),
}


def address(name: str, things: Things, names: frozenset[str]) -> str:
    """The address of a call for these things; only what stands in it."""
    return reverse(f"api:{name}", kwargs={key: value for key, value in things.items() if key in names})
