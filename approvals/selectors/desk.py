"""Everything the page of one case shows to staff, in a number of statements that does not grow with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from admin_center.clocks.ledger import ledger_from_rows
from admin_center.clocks.models import Clock
from admin_center.clocks.rules import Ledger
from approvals.casefile import CaseFile, read_shown
from approvals.casefile.file import CASE
from approvals.enums import StepKind
from approvals.models import (
    Bar,
    Case,
    Decision,
    DeskNote,
    HeldAct,
    Material,
    MaterialFile,
    Statement,
    Step,
    SupplementNotice,
)
from approvals.notices import READY
from approvals.selectors.phrases import Phrase, phrases_for
from approvals.selectors.statements import statements_of
from core.documents.models import Document
from core.letters.selectors import Telling, told_about
from core.records.models import Event
from core.web.words import is_english, name_of

EVENTS = 200


@dataclass(slots=True)
class ClockShown:
    """A clock with its ledger; the row tells its name, state and dates."""

    row: Clock
    ledger: Ledger


@dataclass(slots=True)
class Desk:
    """One case as it lies on a clerk's desk."""

    case: Case
    file: CaseFile
    content: Mapping[str, Any]
    steps: list[Step]
    materials: list[Material]
    notices: list[SupplementNotice]
    decisions: list[Decision]
    statements: list[Statement]
    events: list[Event]
    documents: list[Document]
    clocks: list[ClockShown]
    bars: list[Bar] = field(default_factory=list)
    told: list[Telling] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    note: DeskNote | None = None
    held: HeldAct | None = None

    @property
    def noted(self) -> dict[str, Any]:
        """What this clerk typed and did not send yet."""
        return dict(self.note.data) if self.note else {}

    def step_names(self) -> dict[str, str]:
        """node → its name in the item's plan, on English pages the name of its kind; a department that was
        asked gives its own name."""
        english = is_english()
        named = {
            step.node: name_of(step.department) for step in self.steps if step.kind == StepKind.CO_OPINION
        }
        return named | {
            node.key: str(StepKind(node.kind).label) if english else node.name
            for node in self.file.plan.nodes
        }


def _materials(case: Case) -> list[Material]:
    files = MaterialFile.objects.select_related("file").order_by("-round", "position")
    rows = Material.objects.filter(case=case).order_by("position")
    return list(rows.prefetch_related(Prefetch("files", queryset=files)))


def _clocks(case: Case) -> list[ClockShown]:
    rows = Clock.objects.filter(subject_kind=CASE, subject_id=case.pk).order_by("start_at", "id")
    shown = []
    for row in rows.prefetch_related("entries__by"):
        shown.append(ClockShown(row, ledger_from_rows(row, list(row.entries.all()))))
    return shown


def _told(case: Case, papers: list[Document]) -> list[Telling]:
    """What the applicant was told of the case and of its documents; on paper nobody is told."""
    if case.applicant_user_id is None:
        return []
    return told_about(f"{CASE}:{case.pk}:", [f"{READY}:{paper.token}" for paper in papers])


def desk(case: Case, user: User) -> Desk:
    """The desk of `case`, which `user` was allowed to open before this is asked."""
    events = list(
        Event.objects.filter(subject_kind=CASE, subject_id=case.pk)
        .select_related("by")
        .order_by("-seq")[:EVENTS]
    )
    rows = Step.objects.filter(case=case).select_related("department", "done_by")
    steps = list(rows.order_by("position", "round"))
    documents = Document.objects.filter(subject_kind=CASE, subject_id=case.pk).defer("values")
    papers = list(documents.order_by("id"))
    return Desk(
        case=case,
        file=read_shown(case.pk, by=user.pk),
        content=case.item_version.content,
        steps=steps,
        materials=_materials(case),
        notices=list(SupplementNotice.objects.filter(case=case).select_related("sent_by").order_by("round")),
        decisions=list(Decision.objects.filter(case=case).select_related("decided_by").order_by("seq")),
        statements=statements_of(case, steps),
        events=list(events),
        documents=papers,
        clocks=_clocks(case),
        told=_told(case, papers),
        bars=list(Bar.objects.filter(case=case).order_by("id")),
        phrases=phrases_for(case),
        note=DeskNote.objects.filter(case=case, user=user).first(),
        held=HeldAct.objects.filter(case=case, state=HeldAct.State.HELD).select_related("by").first(),
    )


def cases_to_open(user: User) -> Any:
    """Cases the user may open, with what the header of the page names."""
    return _with_names(Case.objects.visible_to(user))


def case_just_done(case_id: int) -> Case:
    """The case for whoever has just acted on it; a case handed on may be out of their sight from then on."""
    found: Case = _with_names(Case.objects.all()).get(pk=case_id)
    return found


def _with_names(cases: Any) -> Any:
    return cases.select_related(
        "item",
        "item_version",
        "department",
        "site",
        "person",
        "organisation",
        "mandate__person",
        "applicant_user",
    )
