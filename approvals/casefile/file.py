"""What a rule sees of a case: plain values, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.models import Person
from admin_center.calendar.rules import Workdays
from admin_center.clocks.rules import Ledger
from approvals.casefile.sealing import opened
from approvals.enums import StepState
from approvals.models import Case, Step

CASE = "case"


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the item's published plan; `days` is its share of the promise."""

    key: str
    kind: str
    name: str
    days: int
    counted: bool
    requires: tuple[str, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What the pinned item version says about handling; immutable, cached by version id."""

    version_id: int
    item_id: int
    item_slug: str
    item_number: int
    item_name: str
    item_kind: str
    department_id: int
    unit: str
    statutory_days: int
    promised_days: int
    intake_days: int
    delivery_days: int
    supplement_days: int
    immediate: bool
    one_person_allowed: bool
    pause_grounds: tuple[str, ...]
    lapse_basis: str
    valid_months: int
    extension_days: int
    number_pattern: str
    series_key: str
    result_name: str
    legal_basis: str
    nodes: tuple[Node, ...]
    questions: Mapping[str, str]
    """The form's questions in Chinese, by key."""

    def node(self, key: str) -> Node | None:
        """The node of that key; None for a step added outside the plan (a consultation)."""
        return next((node for node in self.nodes if node.key == key), None)


@dataclass(slots=True)
class StepRow:
    id: int
    node: str
    kind: str
    round: int
    position: int
    department_id: int
    state: str
    due_on: date | None
    done_by_id: int | None
    opened_by_id: int | None
    result: str
    sealed_terms: bytes = b""

    @property
    def terms(self) -> list[dict[str, str]]:
        """Conditions of a department's opinion, one by one, as `approvals.rules.clashes.Term` takes them."""
        return opened(Step, "terms", self.sealed_terms) if self.sealed_terms else []


@dataclass(slots=True)
class ClockRow:
    """An open clock with its ledger."""

    id: int
    name: str
    round: int
    state: str
    level: str
    start_on: date
    start_at: datetime
    promised_days: int
    extended_days: int
    promised_due_on: date
    statutory_due_on: date
    entries_count: int
    ledger: Ledger


@dataclass(slots=True)
class MaterialRow:
    id: int
    key: str
    name: str
    required: bool
    state: str
    round: int
    verdict: str
    complete_by: date | None


@dataclass(slots=True)
class NoticeRow:
    id: int
    round: int
    keys: tuple[str, ...]
    due_on: date
    is_open: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """A power the actor's groups hold: on a department, a site or an item."""

    scope: str
    id: int
    verb: str


@dataclass(slots=True)
class CaseFile:
    """One case as locked by the act, with everything a rule may ask."""

    id: int
    number: str
    token: str
    state: str
    outcome: str
    version: int
    head: bytes
    round: int
    plan: Plan
    department_id: int
    department_name: str
    site_id: int | None
    person_id: int | None
    organisation_id: int | None
    applicant_user_id: int | None
    applicant_masked: str
    delivery_mode: str
    submitted_at: datetime
    received_on: date
    accepted_on: date | None
    accepted_by_id: int | None
    decided_on: date | None
    ended_at: datetime | None
    decisions: int
    acts_for_applicant: bool
    workdays: Workdays
    steps: list[StepRow] = field(default_factory=list)
    clocks: list[ClockRow] = field(default_factory=list)
    materials: list[MaterialRow] = field(default_factory=list)
    notices: list[NoticeRow] = field(default_factory=list)
    grants: frozenset[Grant] = frozenset()
    sealed_title: bytes = b""
    sealed_name: bytes = b""
    organisation_name: str = ""
    department_phone: str = ""

    @property
    def applicant_name(self) -> str:
        """The applicant in clear, for letters to the applicant and for nothing else."""
        return self.organisation_name or (
            opened(Person, "name", self.sealed_name) if self.sealed_name else ""
        )

    @property
    def title(self) -> str:
        """The project or matter, in clear."""
        return opened(Case, "title", self.sealed_title) if self.sealed_title else ""

    def may(self, verb: str, *, department_id: int | None = None, at_site: bool = False) -> bool:
        """Whether the actor holds `verb` on that department (default: the case's) or on the item;
        with `at_site` a power at the receiving site is enough."""
        here = department_id or self.department_id
        wanted = {Grant("department", here, verb), Grant("item", self.plan.item_id, verb)}
        if self.site_id and at_site:
            wanted.add(Grant("site", self.site_id, verb))
        return bool(wanted & self.grants)

    def clock(self, name: str) -> ClockRow | None:
        """The open clock of that name in its latest round."""
        return max((c for c in self.clocks if c.name == name), key=lambda c: c.round, default=None)

    def ready(self, kind: str | None = None) -> list[StepRow]:
        """Steps somebody can act on now, of one kind or of all."""
        return [s for s in self.steps if s.state == StepState.READY and kind in (None, s.kind)]

    def step(self, node: str) -> StepRow | None:
        """The latest round of that node."""
        return max((s for s in self.steps if s.node == node), key=lambda s: s.round, default=None)

    def material(self, key: str) -> MaterialRow | None:
        return next((m for m in self.materials if m.key == key), None)

    def open_notice(self) -> NoticeRow | None:
        """The supplement notice that waits for the applicant."""
        return next((n for n in self.notices if n.is_open), None)
