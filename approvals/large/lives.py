"""Lives of cases as lines for COPY: pure, and the same for the same number.

Each case has a plausible life (received, accepted, reviewed, granted, issued, delivered, or somewhere on
the way) with its steps, clocks, ledgers and a real hash chain. Letters, materials and messages are left
out. A month of the busiest office is a second of this, so rows are written as text, not as objects.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from admin_center.calendar.rules import Workdays
from admin_center.clocks.enums import Unit
from admin_center.clocks.rules import open_terms
from approvals.casefile.file import CASE, Node, Plan
from approvals.enums import ClockName, StepKind
from approvals.rules.opening import case_number
from core.records.canonical import GENESIS, PREFIX, salted_digest

# Ids are spread so that each case knows its own without asking: this many of each kind of row at most.
ROOM = 16
CYCLE = 450
NULL = "\\N"
COLUMNS = {
    "approvals_case": "id number token submit_key item_id item_version_id department_id channel person_id "
    "applicant_user_id applicant_masked title answers contact delivery_mode state outcome version head round "
    "submitted_at received_on accepted_on is_deemed accepted_by_id decided_on ended_at updated_at",
    "approvals_step": "id case_id node kind round position department_id state opened_at due_on done_at "
    "done_by_id result",
    "approvals_decision": "id case_id seq outcome reasons legal_basis remedies conditions decided_on "
    "decided_by_id",
    "admin_center_clock": "id subject_kind subject_id name round department_id unit statutory_days "
    "promised_days start_at start_on state extended_days promised_due_on statutory_due_on stopped_on level "
    "next_alert_on entries_count",
    "admin_center_clockentry": "id clock_id seq kind at on ground days old_due_on new_due_on by_id",
    "core_event": "id subject_kind subject_id seq act by_id role at data hash",
}
Lines = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class World:
    """What every life is made from. `bases` are the ids before the first of each table; `sealed` holds
    one sealed value for each encrypted column, in COPY's form."""

    plans: tuple[Plan, ...]
    workdays: Workdays
    until: int
    bases: dict[str, int]
    applicants: tuple[tuple[int, int], ...]
    clerk: int
    reviewer: int
    head: int
    sealed: dict[str, str]
    count: int
    open_per_mille: int

    def age(self, number: int) -> int:
        """Working days since an ended case ended: numbers rise with time, as they do in life."""
        return 6 + (self.count - 1 - number) * CYCLE // self.count

    def is_open(self, number: int) -> bool:
        """The youngest are open."""
        return (self.count - 1 - number) * 1000 < self.open_per_mille * self.count


def lives(world: World, first: int, count: int) -> dict[str, bytes]:
    """The lines of `count` cases, by table."""
    lines: Lines = {table: [] for table in COLUMNS}
    for number in range(first, first + count):
        Life(world, number, lines).live()
    return {table: "".join(rows).encode() for table, rows in lines.items()}


@lru_cache(maxsize=100_000)
def _dues(
    workdays: Workdays, unit: str, start: date, promised: int, statutory: int
) -> tuple[str, str, str, str]:
    dues = open_terms(
        workdays=workdays, unit=unit, start_on=start, promised_days=promised, statutory_days=statutory
    )
    alert = dues.next_alert_on.isoformat() if dues.next_alert_on else NULL
    return dues.promised_due_on.isoformat(), dues.statutory_due_on.isoformat(), dues.level.value, alert


class _Clock:
    """One clock while the life goes on."""

    __slots__ = (
        "alert",
        "due",
        "id",
        "law",
        "level",
        "name",
        "promised",
        "start",
        "statutory",
        "stop",
        "unit",
    )

    def __init__(self, pk: int, name: str, unit: str, promised: int, statutory: int) -> None:
        self.id, self.name, self.unit = pk, name, unit
        self.promised, self.statutory = promised, max(promised, statutory)
        self.start = self.due = self.law = self.level = self.alert = self.stop = ""


class Life:
    """One case from its number alone."""

    def __init__(self, world: World, number: int, lines: Lines) -> None:
        self.world, self.lines = world, lines
        self.number = number
        self.luck = (number * 2654435761) % 2**32
        self.plan = world.plans[(self.luck >> 8) % len(world.plans)]
        self.id = world.bases["approvals_case"] + number
        self.place = number * ROOM
        self.clocks: dict[str, _Clock] = {}
        self.entries = self.seq = 0
        self.head, self.at = GENESIS, ""
        self.public: list[str] = []
        self.done: dict[str, str] = {}
        self.opened: dict[str, tuple[str, str]] = {}
        self.on = date.min

    def live(self) -> None:
        """Write every row of this life."""
        nodes, open_now = self.plan.nodes, self.world.is_open(self.number)
        progress = (self.luck >> 13) % len(nodes) if open_now else len(nodes)
        spare = (self.luck >> 20) % 4 if open_now else self.world.age(self.number)
        start = self.world.until - progress - spare
        self._submit(start)
        for place, node in enumerate(nodes[:progress], 1):
            self._day(start + place)
            self._do(node)
        self._write_steps(nodes)
        for clock in self.clocks.values():
            self._write_clock(clock)
        self._write_case()

    def _day(self, position: int, hour: int = 1) -> None:
        self.on = self.world.workdays.at_position(position)
        hours, rest = divmod(hour * 3600 + self.luck % 18000, 3600)
        self.at = f"{self.on.isoformat()}T{hours:02}:{rest // 60:02}:{rest % 60:02}.000000Z"

    def _submit(self, start: int) -> None:
        plan = self.plan
        self._day(start)
        self.received, self.submitted_at = self.on, self.at
        self.accepted = self.decided = self.ended = NULL
        self.state, self.outcome = "submitted", ""
        self.user, self.person = self.world.applicants[self.luck % len(self.world.applicants)]
        due = self._open(ClockName.INTAKE, plan.intake_days, plan.intake_days, Unit.WORKING_DAYS)
        self.opened[plan.nodes[0].key] = (self.at, due)
        digest = salted_digest(CASE, self.id, 1, {})
        self._event(
            "submit",
            self.user,
            "applicant",
            f'{{"answers":"{digest}","channel":"online",{self._told()},"item":"{plan.item_slug}",'
            f'"materials":[],"state":"submitted","version":{plan.version_id}}}',
        )

    def _do(self, node: Node) -> None:
        if node.kind == StepKind.ACCEPT:
            self._accept(node)
        elif node.kind == StepKind.DECIDE:
            self._grant(node)
        elif node.kind == StepKind.CERTIFICATE:
            self._deliver(node)
        else:
            self._review(node)

    def _accept(self, node: Node) -> None:
        plan = self.plan
        self.done[node.key], self.state, self.accepted = "accepted", "accepted", self.on.isoformat()
        self._stop(ClockName.INTAKE, self.world.clerk)
        self._open(ClockName.DECISION, plan.promised_days, plan.statutory_days, plan.unit)
        self._open_ready()
        self._event(
            "accept",
            self.world.clerk,
            "officer",
            f'{{{self._told()},"state":"accepted","step":"{node.key}"}}',
        )

    def _review(self, node: Node) -> None:
        self.done[node.key], self.state = "agree", "under_review"
        self._stop(f"step:{node.key}", self.world.reviewer)
        self._open_ready()
        digest = salted_digest(CASE, self.id, self.seq + 1, "同意")
        self._event(
            "complete_step",
            self.world.reviewer,
            "officer",
            f'{{{self._told()},"opinion":"{digest}","result":"agree","state":"under_review",'
            f'"step":"{node.key}"}}',
        )

    def _grant(self, node: Node) -> None:
        plan, world = self.plan, self.world
        self.done[node.key], self.state, self.outcome = "granted", "decided", "granted"
        self.decided = self.on.isoformat()
        self._stop(f"step:{node.key}", world.head)
        self._stop(ClockName.DECISION, world.head)
        self._open(ClockName.DELIVERY, plan.delivery_days, plan.delivery_days, Unit.WORKING_DAYS)
        self._open_ready()
        self.lines["approvals_decision"].append(
            f"{world.bases['approvals_decision'] + self.place}\t{self.id}\t1\tgranted\t"
            f"{world.sealed['reasons']}\t\t\t{world.sealed['conditions']}\t{self.decided}\t{world.head}\n"
        )
        digest = salted_digest(CASE, self.id, self.seq + 1, "准予")
        self._event(
            "grant",
            world.head,
            "officer",
            f'{{{self._told()},"outcome":"granted","reasons":"{digest}","state":"decided",'
            f'"step":"{node.key}"}}',
        )

    def _deliver(self, node: Node) -> None:
        number = f"余测〔{self.on.year}〕{self.id}号"
        self._event("issue", self.world.clerk, "officer", f'{{"number":"{number}","state":"issued"}}')
        self._day(self.world.workdays.position(self.on), hour=2)
        self.done[node.key], self.state, self.ended = "window", "delivered", self.at
        self._stop(f"step:{node.key}", self.world.clerk)
        self._stop(ClockName.DELIVERY, self.world.clerk)
        self._event(
            "deliver",
            self.world.clerk,
            "officer",
            f'{{{self._told()},"mode":"window","state":"delivered","step":"{node.key}"}}',
        )

    # clocks

    def _open(self, name: str, promised: int, statutory: int, unit: str) -> str:
        pk = self.world.bases["admin_center_clock"] + self.place + len(self.clocks)
        clock = _Clock(pk, name, str(unit), promised, statutory)
        clock.due, clock.law, clock.level, clock.alert = _dues(
            self.world.workdays, clock.unit, self.on, clock.promised, clock.statutory
        )
        clock.start = self.at
        self.clocks[name] = clock
        self._entry(clock, 1, "started", NULL, NULL if name == ClockName.INTAKE else str(self.world.clerk))
        self.public.append(f'{{"due_on":"{clock.due}","kind":"started","name":"{name}"}}')
        return clock.due

    def _stop(self, name: str, by: int) -> None:
        clock = self.clocks.get(name)
        if clock is None:
            return
        clock.stop, clock.alert = self.on.isoformat(), NULL
        self._entry(clock, 2, "stopped", clock.due, str(by))
        self.public.append(f'{{"due_on":"{clock.due}","kind":"stopped","name":"{name}"}}')

    def _open_ready(self) -> None:
        for node in self.plan.nodes:
            if node.key in self.opened or not set(node.requires) <= self.done.keys():
                continue
            due = self._open(
                f"step:{node.key}", node.days, max(node.days, self.plan.statutory_days), self.plan.unit
            )
            self.opened[node.key] = (self.at, due)

    def _entry(self, clock: _Clock, seq: int, kind: str, old: str, by: str) -> None:
        pk = self.world.bases["admin_center_clockentry"] + self.place * 2 + self.entries
        self.entries += 1
        self.lines["admin_center_clockentry"].append(
            f"{pk}\t{clock.id}\t{seq}\t{kind}\t{self.at}\t{self.on}\t\t0\t{old}\t{clock.due}\t{by}\n"
        )

    def _told(self) -> str:
        text = f'"clocks":[{",".join(self.public)}]'
        self.public = []
        return text

    # rows

    def _event(self, act: str, by: int, role: str, data: str) -> None:
        self.seq += 1
        line = f'["{CASE}",{self.id},{self.seq},"{act}",{by},"{role}","{self.at}",{data}]'
        self.head = PREFIX + hashlib.sha256(self.head + line.encode()).digest()
        self.lines["core_event"].append(
            f"{self.world.bases['core_event'] + self.place + self.seq}\t{CASE}\t{self.id}\t{self.seq}\t"
            f"{act}\t{by}\t{role}\t{self.at}\t{data}\t\\\\x{self.head.hex()}\n"
        )

    def _write_steps(self, nodes: tuple[Node, ...]) -> None:
        first = self.world.bases["approvals_step"] + self.place
        for place, node in enumerate(nodes):
            opened, due = self.opened.get(node.key, (NULL, NULL))
            result = self.done.get(node.key, "")
            state = "done" if result else "ready" if opened != NULL else "waiting"
            done_at, by = (opened, str(self.world.clerk)) if result else (NULL, NULL)
            self.lines["approvals_step"].append(
                f"{first + place}\t{self.id}\t{node.key}\t{node.kind}\t1\t{node.position}\t"
                f"{self.plan.department_id}\t{state}\t{opened}\t{due}\t{done_at}\t{by}\t{result}\n"
            )

    def _write_clock(self, clock: _Clock) -> None:
        state = "stopped" if clock.stop else "running"
        self.lines["admin_center_clock"].append(
            f"{clock.id}\t{CASE}\t{self.id}\t{clock.name}\t1\t{self.plan.department_id}\t{clock.unit}\t"
            f"{clock.statutory}\t{clock.promised}\t{clock.start}\t{clock.start[:10]}\t{state}\t0\t{clock.due}\t"
            f"{clock.law}\t{clock.stop or NULL}\t{clock.level}\t{clock.alert}\t{2 if clock.stop else 1}\n"
        )

    def _write_case(self) -> None:
        plan, sealed = self.plan, self.world.sealed
        number = case_number(plan.item_number, self.id, self.received)
        token = hashlib.sha256(number.encode()).hexdigest()[:22]
        accepted_by = self.world.clerk if self.accepted != NULL else NULL
        self.lines["approvals_case"].append(
            f"{self.id}\t{number}\t{token}\tlarge:{self.id}\t{plan.item_id}\t{plan.version_id}\t"
            f"{plan.department_id}\tonline\t{self.person}\t{self.user}\t测*\t{sealed['title']}\t"
            f"{sealed['answers']}\t{sealed['contact']}\twindow\t{self.state}\t{self.outcome}\t{self.seq}\t"
            f"\\\\x{self.head.hex()}\t1\t{self.submitted_at}\t{self.received}\t{self.accepted}\tf\t{accepted_by}\t"
            f"{self.decided}\t{self.ended}\t{self.at}\n"
        )
