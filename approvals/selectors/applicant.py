"""What applicants see of their own cases: whose they are, lists by key, and everything one page shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Subquery

from accounts.models import Mandate, Organisation, User
from accounts.selectors import mandates_in_force
from admin_center.calendar.selectors import workdays
from admin_center.clocks.ledger import ledger_from_rows
from admin_center.clocks.models import Clock
from admin_center.clocks.rules import Ledger
from approvals.casefile.file import CASE, Plan
from approvals.casefile.plan import plan
from approvals.enums import CaseState, ClockName, MaterialState, StepKind, StepState
from approvals.models import (
    Bar,
    Case,
    Decision,
    Draft,
    Material,
    MaterialFile,
    Statement,
    Step,
    SupplementNotice,
)
from approvals.rules.opening import QUERY_CODE
from approvals.rules.statements import STATED
from approvals.rules.urging import is_near
from approvals.selectors.statements import statements_of
from approvals.workflow import TRANSITIONS, Act
from core.crypto import code_matches
from core.documents.kinds import DocumentKind
from core.documents.models import Document, DocumentState
from core.now import local, today
from core.records.models import Event

PAGE = 20
RUNNING = (
    CaseState.SUBMITTED,
    CaseState.SUPPLEMENT_REQUESTED,
    CaseState.ACCEPTED,
    CaseState.UNDER_REVIEW,
    CaseState.SUSPENDED,
    CaseState.DECIDED,
    CaseState.ISSUED,
)
GONE = (CaseState.WITHDRAWN, CaseState.LAPSED)


def is_query_code(typed: str, number: str) -> bool:
    """Whether `typed` is the code of `number`; spaces, width and case are forgiven."""
    return code_matches(typed, purpose=QUERY_CODE, ref=number)


def own_cases(user: User) -> QuerySet[Case]:
    """Cases in the person's own name."""
    mine = Q(applicant_user=user.pk)
    if user.person_id:
        mine |= Q(person=user.person_id)
    return Case.objects.filter(mine, organisation__isnull=True)


def organisation_cases(mandate: Mandate) -> QuerySet[Case]:
    """Cases of the organisation that this mandate covers."""
    scope = list(mandate.scopes.values_list("item_id", flat=True))  # type: ignore[attr-defined]
    cases = Case.objects.filter(organisation=mandate.organisation_id)
    return cases.filter(item__in=scope) if scope else cases


def cases_of(user: User, mandate: Mandate | None) -> QuerySet[Case]:
    """The cases of the name in which the person acts now."""
    return organisation_cases(mandate) if mandate else own_cases(user)


def case_of_applicant(token: str, user: User) -> Case | None:
    """The case, when it is the person's own or of an organisation they may act for today."""
    case = (
        Case.objects.select_related(
            "item", "department", "organisation", "item_version", "person", "site", "applicant_user"
        )
        .filter(token=token)
        .first()
    )
    return case if case and may_see(user, case) else None


def may_see(user: User, case: Case) -> bool:
    """The applicant in person, or whoever holds a mandate of the organisation that covers the item."""
    if case.organisation_id is None:
        return case.applicant_user_id == user.pk or (
            user.person_id is not None and user.person_id == case.person_id
        )
    scope = Q(scopes__isnull=True) | Q(scopes__item=case.item_id)
    mandates = mandates_in_force(user, today()).filter(organisation=case.organisation_id)
    return mandates.filter(scope).exists()


@dataclass(slots=True)
class ClockShown:
    """A clock row with its ledger."""

    row: Clock
    ledger: Ledger


@dataclass(slots=True)
class CasePage:
    """Everything the applicant's page of one case shows."""

    case: Case
    plan: Plan
    steps: list[Step]
    clocks: list[ClockShown]
    events: list[Event]
    notices: list[SupplementNotice]
    materials: list[Material]
    documents: list[Document]
    decisions: list[Decision]
    statements: list[Statement]

    def clock(self, name: str) -> ClockShown | None:
        """The clock of that name in its latest round."""
        found = [clock for clock in self.clocks if clock.row.name == name]
        return max(found, key=lambda clock: clock.row.round, default=None)

    def can_urge(self, on: date) -> bool:
        """Near or past the promise, and not urged yet on this working day."""
        if self.case.state not in TRANSITIONS[Act.URGE].source:
            return False
        clock, days = self.clock(ClockName.DECISION) or self.clock(ClockName.INTAKE), workdays()
        urged = [local(event.at).date() for event in self.events if event.act == Act.URGE]
        if clock is None or any(days.position(day) == days.position(on) for day in urged):
            return False
        return is_near(clock.ledger, on, days)

    def state_until(self) -> date | None:
        """The last day on which the holder may state and defend, past or not; None: nothing is proposed."""
        if not any(s.kind == StepKind.REVOCATION and s.state == StepState.READY for s in self.steps):
            return None
        clock = self.clock(ClockName.STATEMENT)
        return clock.row.promised_due_on if clock else None

    def open_notice(self) -> SupplementNotice | None:
        """The supplement notice that waits for the applicant."""
        return next((notice for notice in self.notices if notice.answered_at is None), None)


def case_page(case: Case) -> CasePage:
    """Ten statements however long the case's life was; one more where a revocation was proposed."""
    subject: dict[str, Any] = {"subject_kind": CASE, "subject_id": case.pk}
    files = MaterialFile.objects.select_related("file").order_by("round", "position")
    clocks = Clock.objects.filter(**subject).prefetch_related("entries").order_by("start_at", "id")
    steps = list(Step.objects.filter(case=case).select_related("department").order_by("position", "round"))
    return CasePage(
        case=case,
        plan=plan(case.item_version_id),
        steps=steps,
        clocks=[ClockShown(row, ledger_from_rows(row, list(row.entries.all()))) for row in clocks],
        events=list(Event.objects.filter(**subject).order_by("seq")),
        notices=list(SupplementNotice.objects.filter(case=case).order_by("round")),
        materials=list(
            Material.objects.filter(case=case)
            .prefetch_related(Prefetch("files", queryset=files))
            .order_by("position")
        ),
        documents=list(Document.objects.filter(**subject).defer("values").order_by("id")),
        decisions=list(Decision.objects.filter(case=case).order_by("seq")),
        statements=statements_of(case, steps),
    )


def tab_filter(tab: str) -> Q:
    """Which states a tab of my space shows."""
    if tab == "ended":
        return ~Q(state__in=[*RUNNING, *GONE])
    if tab == "gone":
        return Q(state__in=GONE)
    return Q(state__in=RUNNING)


def tab_counts(cases: QuerySet[Case]) -> dict[str, int]:
    """How many cases each tab shows; one statement."""
    return cases.order_by().aggregate(
        **{tab: Count("id", filter=tab_filter(tab)) for tab in ("running", "ended", "gone")}
    )


@dataclass(slots=True)
class CaseLine:
    """One case in a list, with the clock that matters and the step it is at."""

    case: Case
    clock: ClockShown | None
    step: Step | None


def page_of(cases: QuerySet[Case], tab: str, before: int | None) -> tuple[list[CaseLine], int | None]:
    """One page by key, newest first, and the key of the next page; four statements whatever the size."""
    rows = cases.filter(tab_filter(tab)).select_related("item", "organisation").defer("answers", "contact")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return _lines(shown), (shown[-1].pk if len(found) > PAGE else None)


def _lines(cases: list[Case]) -> list[CaseLine]:
    ids = [case.pk for case in cases]
    clocks: dict[int, ClockShown] = {}
    names = (ClockName.INTAKE, ClockName.DECISION, ClockName.SUPPLEMENT)
    rows = Clock.objects.filter(subject_kind=CASE, subject_id__in=ids, name__in=names)
    for row in rows.prefetch_related("entries").order_by("start_at", "id"):
        if row.name == ClockName.SUPPLEMENT and row.state == "stopped":
            continue
        clocks[row.subject_id] = ClockShown(row, ledger_from_rows(row, list(row.entries.all())))
    steps: dict[int, Step] = {}
    for step in Step.objects.filter(case__in=ids, state__in=(StepState.READY, StepState.SUSPENDED)):
        steps.setdefault(step.case_id, step)
    return [CaseLine(case, clocks.get(case.pk), steps.get(case.pk)) for case in cases]


@dataclass(slots=True)
class Waiting:
    """Something that only the applicant can do now."""

    case: Case
    due_on: date
    names: list[str]
    is_promise: bool = False
    is_statement: bool = False


def waiting_for_applicant(cases: QuerySet[Case]) -> list[Waiting]:
    """Open supplement notices, promised materials still owed, proposed revocations not yet answered; the
    nearest date first."""
    notices = (
        SupplementNotice.objects.filter(answered_at__isnull=True)
        .filter(case__in=cases.filter(state=CaseState.SUPPLEMENT_REQUESTED))
        .select_related("case__item", "case__item_version")
        .prefetch_related("case__materials")
        .order_by("due_on")[:PAGE]
    )
    found = [
        Waiting(notice.case, notice.due_on, asked_names(notice, list(notice.case.materials.all())))
        for notice in notices
    ]
    owed: dict[int, Waiting] = {}
    promised = Material.objects.filter(
        state=MaterialState.PROMISED, case__in=cases.filter(state__in=RUNNING)
    ).select_related("case__item")
    for row in promised.order_by("complete_by")[:PAGE]:
        waiting = owed.setdefault(row.case_id, Waiting(row.case, row.complete_by or today(), [], True))
        waiting.names.append(row.name)
    found += _unanswered(cases)
    return sorted([*found, *owed.values()], key=lambda waiting: waiting.due_on)


def _unanswered(cases: QuerySet[Case]) -> list[Waiting]:
    """Proposed revocations on which the holder may still say something and has said nothing."""
    steps = Step.objects.filter(kind=StepKind.REVOCATION, state=StepState.READY).exclude(result=STATED)
    rows = {row.case_id: row.case for row in steps.filter(case__in=cases).select_related("case__item")[:PAGE]}
    if not rows:
        return []
    clocks = Clock.objects.filter(subject_kind=CASE, subject_id__in=rows, name=ClockName.STATEMENT)
    until = dict(clocks.order_by("round").values_list("subject_id", "promised_due_on"))
    return [Waiting(rows[pk], day, [], is_statement=True) for pk, day in until.items() if day >= today()]


def asked_names(notice: SupplementNotice, materials: list[Material]) -> list[str]:
    """The names of what a notice asks for: materials, and questions of the form."""
    by_key = {row.key: row.name for row in materials}
    fields = notice.case.item_version.content.get("form_fields") or []
    labels = {f"field:{entry['key']}": str(entry.get("label_zh", "")) for entry in fields}
    return [by_key.get(key) or labels.get(key) or key for key in notice.keys]


def standing_bars(user: User, mandate: Mandate | None, on: date) -> list[Bar]:
    """What the name in which the person acts may not apply for now, and since which case."""
    bars = Bar.objects.filter(lifted_at__isnull=True, ends_on__gte=on)
    if mandate:
        scope = list(mandate.scopes.values_list("item_id", flat=True))  # type: ignore[attr-defined]
        bars = bars.filter(organisation=mandate.organisation_id)
        bars = bars.filter(item__in=scope) if scope else bars
    else:
        bars = bars.filter(person__isnull=False, person=user.person_id)
    return list(bars.select_related("item", "case__department").order_by("ends_on", "pk")[:PAGE])


def open_drafts(user: User, organisation: Organisation | None) -> QuerySet[Draft]:
    """Drafts with something in them, newest first."""
    return (
        Draft.objects.filter(user=user, organisation=organisation, submitted_at__isnull=True)
        .filter(Q(revision__gt=1), expires_on__gte=today())
        .select_related("item", "item_version")
        .order_by("-saved_at", "-pk")
    )


def certificates(cases: QuerySet[Case], limit: int = 6) -> list[Document]:
    """The latest certificates of these cases that can be verified."""
    numbers = cases.filter(outcome="granted").values("pk")
    return list(
        Document.objects.filter(subject_kind=CASE, subject_id__in=Subquery(numbers))
        .filter(kind=DocumentKind.CERTIFICATE)
        .exclude(state=DocumentState.REPLACED)
        .defer("values")
        .order_by("-id")[:limit]
    )
