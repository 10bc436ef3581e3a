"""What one act changes, collected in plain Python and handed to the one write.

Every act ends in `finish`, which checks the transition table, appends the event that carries the
next version, chains its hash and promises the message. Rules call the verbs below; nothing here
asks the database.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from approvals.casefile.clock_changes import ClockChanges, Rows
from approvals.casefile.file import CASE, CaseFile, MaterialRow, NoticeRow, StepRow
from approvals.casefile.sealing import sealed
from approvals.enums import ClockName, MaterialState, Outcome, StepState
from approvals.models import Material, Step
from approvals.workflow import TRANSITIONS, Act, Role, refusal
from core.errors import Refused
from core.records.canonical import next_hash, salted_digest


class Changes(ClockChanges):
    """The rows of one act on one case. `data` becomes the event's public, impersonal content."""

    def __init__(self, file: CaseFile, act: str, *, by: int | None, role: str, at: datetime) -> None:
        super().__init__(file, by=by, at=at)
        self.act = Act(act)
        self.line = TRANSITIONS[act]
        self.role = Role(role)
        self.seq = file.version + 1
        self.set: dict[str, Any] = {}
        self.tell: dict[str, Any] = {}
        self.state = file.state if self.line.to is None else self.line.to
        self.reopened = False

    def require_state(self) -> None:
        """Refused by name when the act is not lawful in the case's state."""
        if self.file.version and self.file.state not in self.line.source:
            raise Refused(refusal(self.act, self.file.state), code="wrong_state")

    def keep(self, name: str, content: object) -> None:
        """Say in the event, by a salted digest only, what stands encrypted elsewhere."""
        self.data[name] = salted_digest(CASE, self.file.id, self.seq, content)

    # steps

    def step(self, step: StepRow, state: str, **columns: Any) -> None:
        """Move a step to `state`."""
        row = {"id": step.id, "was_state": step.state, "state": state, **columns}
        if "opinion" in row:
            row["opinion"] = sealed(Step, "opinion", row["opinion"] or None)
        if row.get("terms"):
            row["terms"] = sealed(Step, "terms", row["terms"])
        self.rows["step_set"].append(row)

    def step_done(
        self, step: StepRow, *, result: str = "", opinion: str | None = None, **columns: Any
    ) -> None:
        """Finish a step and stop its clock."""
        self.step(
            step,
            StepState.DONE,
            done_at=self.at,
            done_by_id=self.by,
            result=result,
            opinion=opinion,
            **columns,
        )
        self.data["step"] = step.node
        clock = self.file.clock(step_clock(step))
        if clock:
            self.stop_clock(clock)

    def step_ready(self, step: StepRow, *, days: int | None = None, due_on: date | None = None) -> None:
        """Open a waiting step; with `days` its own clock runs (as long as the plan gives it)."""
        if days is not None and due_on is None:
            due_on = self.open_clock(
                step_clock(step),
                round_=step.round,
                department_id=step.department_id,
                days=days,
                statutory=max(days, self.file.plan.statutory_days),
            )
        self.step(step, StepState.READY, opened_at=self.at, due_on=due_on)

    def open_successors(self, done: StepRow, *, deliver_by: date | None = None) -> None:
        """Open every waiting step whose requirements are all done now.

        A step whose end is owed by the delivery clock has no clock of its own: `deliver_by` is its due date.
        """
        ended = (StepState.DONE, StepState.DEEMED)
        finished = {s.node for s in self.file.steps if s.state in ended} | {done.node}
        for step in self.file.steps:
            node = self.file.plan.node(step.node)
            if (
                step.state == StepState.WAITING
                and node
                and done.node in node.requires
                and finished >= set(node.requires)
            ):
                own = None if deliver_by else node.days
                self.step_ready(step, days=own, due_on=deliver_by)

    def cancel_steps(self) -> None:
        """Nobody has anything left to do."""
        for step in self.file.steps:
            if step.state in (StepState.WAITING, StepState.READY, StepState.SUSPENDED):
                self.step(step, StepState.CANCELLED)

    def new_step(self, like: StepRow, *, round_: int, state: str, due_on: date | None = None) -> None:
        """Another round of a step that was there before."""
        self.rows["step_new"].append(
            {
                "case_id": self.file.id,
                "node": like.node,
                "kind": like.kind,
                "round": round_,
                "position": like.position,
                "department_id": like.department_id,
                "state": state,
                "opened_at": self.at if state == StepState.READY else None,
                "due_on": due_on,
                "result": "",
            }
        )

    def added_step(
        self,
        node: str,
        kind: str,
        *,
        department_id: int,
        position: int,
        round_: int,
        due_on: date | None,
        question: str,
    ) -> None:
        """A step outside the plan, opened now by the actor with a question."""
        self.rows["step_new"].append(
            {
                "case_id": self.file.id,
                "node": node,
                "kind": kind,
                "round": round_,
                "position": position,
                "department_id": department_id,
                "state": StepState.READY,
                "opened_at": self.at,
                "due_on": due_on,
                "result": "",
                "opened_by_id": self.by,
                "question": sealed(Step, "question", question),
            }
        )

    # materials and notices

    def material(self, row: MaterialRow, *, verdict: str, reason: str | None = None, **columns: Any) -> None:
        """Write a verdict, or what changed about a material."""
        self.rows["material_set"].append(
            {
                "id": row.id,
                "verdict": verdict,
                "verdict_reason": sealed(Material, "verdict_reason", reason),
                **columns,
            }
        )

    def answer_notice(self, notice: NoticeRow) -> None:
        """The applicant has handed in what was asked."""
        self.rows["notice_set"].append({"id": notice.id, "answered_at": self.at})

    def move_owed(self, name: str, due_on: date) -> None:
        """What the applicant owes by a clock that was re-dated is shown with its new date."""
        notice = self.file.open_notice()
        if name == ClockName.SUPPLEMENT and notice:
            self.rows["notice_set"].append({"id": notice.id, "due_on": due_on})
        if name == ClockName.PROMISE:
            for row in self.file.materials:
                if row.state == MaterialState.PROMISED:
                    self.material(row, verdict=row.verdict, complete_by=due_on)

    # what leaves the case

    def promise(self, topic: str, payload: Mapping[str, Any], *, key: str = "") -> None:
        """An outbox row, sent once after commit; every repeat carries the same key."""
        self.rows["outbox"].append(
            {
                "topic": topic,
                "subject_kind": CASE,
                "subject_id": self.file.id,
                "key": key or f"case:{self.file.id}:{self.seq}:{topic}",
                "payload": dict(payload),
                "created_at": self.at,
                "next_try_at": self.at,
            }
        )

    def delta(self, kind: str, *, days: int | None = None, on_time: bool | None = None, n: int = 1) -> None:
        """+1 (or −1) to a dashboard figure of the case's department."""
        self.rows["delta"].append(
            {
                "subject_kind": CASE,
                "subject_id": self.file.id,
                "department_id": self.file.department_id,
                "item_id": self.file.plan.item_id,
                "day": self.on,
                "kind": kind,
                "n": n,
                "days": days,
                "on_time": on_time,
            }
        )

    def card(self, level: str, cause: str) -> None:
        """A card with a cause of its own, told like those of the sweep."""
        key = f"case:{self.file.id}:{self.seq}:{cause}"
        self.promise("card.issued", {"key": key}, key=f"card:{key}")
        self.rows["card"].append(
            {
                "key": key,
                "subject_kind": CASE,
                "subject_id": self.file.id,
                "department_id": self.file.department_id,
                "level": level,
                "cause": cause,
                "issued_at": self.at,
            }
        )

    # the end of every act

    def finish(self, *, outcome: str | None = None, ended: bool = False) -> "Changes":
        """Check the table, chain the event, move the case on. Refused: not lawful in this state."""
        file = self.file
        self.require_state()
        self.data["state"] = self.state
        head = next_hash(
            file.head,
            subject_kind=CASE,
            subject_id=file.id,
            seq=self.seq,
            act=self.act,
            by=self.by,
            role=self.role,
            at=self.at,
            data=self.data,
        )
        self.rows["event"].append(
            {
                "subject_kind": CASE,
                "subject_id": file.id,
                "seq": self.seq,
                "act": self.act,
                "by_id": self.by,
                "role": self.role,
                "at": self.at,
                "data": self.data,
                "hash": head,
            }
        )
        if self.line.notice:
            self.promise(
                "approvals.tell", {"case": file.id, "seq": self.seq, "topic": self.line.notice, **self.tell}
            )
        moved = {"state": self.state, "head": head, "updated_at": self.at}
        if file.version:
            moved |= {
                "id": file.id,
                "was_version": file.version,
                "round": file.round,
                "outcome": file.outcome if outcome is None else Outcome(outcome),
                "ended_at": self.at if ended else None if self.reopened else file.ended_at,
            }
            self.rows["case_set"].append(moved | self.set)
        else:
            self.rows["case_new"].append(moved | self.set)
        return self


def merged(changes: Sequence[Changes]) -> Rows:
    """Rows of several acts as one write."""
    rows: Rows = defaultdict(list)
    for change in changes:
        for branch, lines in change.rows.items():
            rows[branch].extend(lines)
    return rows


def step_clock(step: StepRow) -> str:
    """The name of a step's own clock."""
    return f"{ClockName.STEP}:{step.node}"
