"""A case begins: submitted by the applicant, or received on paper at a window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings

from admin_center.calendar.rules import Workdays
from admin_center.clocks.enums import Unit
from approvals.casefile import CaseFile, Changes
from approvals.casefile.file import CASE, Plan
from approvals.casefile.letters import letter
from approvals.casefile.sealing import sealed
from approvals.enums import Channel, ClockName, MaterialState, StepKind, StepState
from approvals.models import Case
from approvals.workflow import Act, Role
from core.crypto import derive_code
from core.now import local
from core.records.canonical import GENESIS, salted_digest

QUERY_CODE = "case query"


@dataclass(frozen=True, slots=True)
class Handed:
    """One demanded material as it was handed in."""

    key: str
    name: str
    required: bool
    state: str
    file_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Application:
    """Everything a new case is made of; ids and the number were taken before."""

    case_id: int
    token: str
    submit_key: str
    plan: Plan
    department_name: str
    channel: str
    site_id: int | None
    person_id: int | None
    organisation_id: int | None
    applicant_user_id: int | None
    mandate_id: int | None
    applicant_masked: str
    title: str
    answers: Mapping[str, Any]
    contact: Mapping[str, Any]
    delivery_mode: str
    materials: Sequence[Handed] = field(default_factory=tuple)
    draft_id: int | None = None
    renews_id: int | None = None
    overrides: Sequence[str] = ()
    # For the receipt alone: the names in clear, the office's telephone.
    applicant_name: str = ""
    agent_name: str = ""
    department_phone: str = ""


def case_number(item_number: int, case_id: int, on: date) -> str:
    """`YH-yyyy-iii-nnnnn`: unique, with gaps, and nothing of a person in it (decision 13)."""
    return f"YH-{on.year}-{item_number:03d}-{case_id:05d}"


def query_code(number: str) -> str:
    """The code printed on the receipt, with which anybody may ask for the public state of a case."""
    return derive_code(QUERY_CODE, number)


def _empty_file(application: Application, at: datetime, workdays: Workdays) -> CaseFile:
    plan = application.plan
    on = local(at).date()
    return CaseFile(
        id=application.case_id,
        number=case_number(plan.item_number, application.case_id, on),
        token=application.token,
        state="",
        outcome="",
        version=0,
        head=GENESIS,
        round=1,
        plan=plan,
        department_id=plan.department_id,
        department_name=application.department_name,
        site_id=application.site_id,
        person_id=application.person_id,
        organisation_id=application.organisation_id,
        applicant_user_id=application.applicant_user_id,
        applicant_masked=application.applicant_masked,
        delivery_mode=application.delivery_mode,
        submitted_at=at,
        received_on=on,
        accepted_on=None,
        accepted_by_id=None,
        decided_on=None,
        ended_at=None,
        decisions=0,
        acts_for_applicant=True,
        workdays=workdays,
        department_phone=application.department_phone,
    )


def _steps(changes: Changes, due_on: date) -> None:
    file = changes.file
    for node in file.plan.nodes:
        first = node.kind == StepKind.ACCEPT
        changes.rows["step_new"].append(
            {
                "case_id": file.id,
                "node": node.key,
                "kind": node.kind,
                "round": 1,
                "position": node.position,
                "department_id": file.plan.department_id,
                "state": StepState.READY if first else StepState.WAITING,
                "opened_at": changes.at if first else None,
                "due_on": due_on if first else None,
                "result": "",
            }
        )


def _materials(changes: Changes, materials: Sequence[Handed]) -> None:
    for position, handed in enumerate(materials, 1):
        changes.rows["material_new"].append(
            {
                "case_id": changes.file.id,
                "key": handed.key,
                "name": handed.name,
                "position": position,
                "required": handed.required,
                "state": handed.state,
                "round": 1,
                "verdict": "",
            }
        )
        changes.rows["material_file"].extend(
            {
                "material_id": None,
                "case_id": changes.file.id,
                "key": handed.key,
                "file_id": pk,
                "round": 1,
                "position": place,
            }
            for place, pk in enumerate(handed.file_ids, 1)
        )


def open_case(application: Application, *, by: int, at: datetime, workdays: Workdays) -> Changes:
    """收件: the intake clock starts with the date of `at` as its day 0 (许可法 art. 32)."""
    file = _empty_file(application, at, workdays)
    online = application.channel == Channel.ONLINE
    changes = Changes(
        file,
        Act.SUBMIT if online else Act.RECEIVE,
        by=by,
        role=Role.APPLICANT if online else Role.OFFICER,
        at=at,
    )
    plan = application.plan
    due_on = changes.open_clock(
        ClockName.INTAKE, days=plan.intake_days, department_id=plan.department_id, unit=Unit.WORKING_DAYS
    )
    _steps(changes, due_on)
    _materials(changes, application.materials)
    answers = dict(application.answers)
    changes.set = {
        "id": file.id,
        "number": file.number,
        "token": file.token,
        "submit_key": application.submit_key,
        "item_id": plan.item_id,
        "item_version_id": plan.version_id,
        "department_id": plan.department_id,
        "channel": application.channel,
        "site_id": application.site_id,
        "person_id": application.person_id,
        "organisation_id": application.organisation_id,
        "applicant_user_id": application.applicant_user_id,
        "mandate_id": application.mandate_id,
        "renews_id": application.renews_id,
        "applicant_masked": application.applicant_masked,
        "title": sealed(Case, "title", application.title),
        "answers": sealed(Case, "answers", answers),
        "contact": sealed(Case, "contact", dict(application.contact)),
        "delivery_mode": application.delivery_mode,
        "outcome": "",
        "version": 1,
        "round": 1,
        "submitted_at": at,
        "received_on": file.received_on,
        "is_deemed": False,
    }
    if application.draft_id:
        changes.rows["draft_set"].append({"id": application.draft_id, "submitted_at": at})
    changes.data |= {
        "item": plan.item_slug,
        "version": plan.version_id,
        "channel": application.channel,
        "materials": [[m.key, m.state, len(m.file_ids)] for m in application.materials],
        "answers": salted_digest(CASE, file.id, 1, answers),
    }
    if application.overrides:
        changes.data["overrides"] = sorted(application.overrides)
    changes.delta("submitted")
    _receipt(changes, application, due_on)
    return changes.finish()


def _receipt(changes: Changes, application: Application, answer_due_on: date) -> None:
    """收件凭证: what was handed in, by when the answer is due, and how to follow it."""
    letter(
        changes,
        applicant=application.applicant_name,
        agent=application.agent_name,
        query_code=query_code(changes.file.number),
        received_at=changes.at,
        channel=Channel(application.channel).label,
        answer_due_on=answer_due_on,
        status_url=f"{settings.PORTAL_URL}/status/",
        materials=[
            {
                "name": one.name,
                "form": MaterialState(one.state).label,
                "copies": len(one.file_ids) or "",
            }
            for one in application.materials
        ],
    )
