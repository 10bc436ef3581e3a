"""Which message a turn of a case sends, to whom, and the values of its words.

An act writes an outbox row of references; the words are filled in here, after commit, from the
event and the case. Every repeat carries the row's key, so a person is told once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import User
from admin_center.clocks.enums import ground_label
from approvals.enums import CaseState, ClockName, DeliveryMode
from approvals.models import Bar, Case
from approvals.rules.bars import told as bar_words
from approvals.services.handling import deliver_case
from approvals.workflow import TRANSITIONS, Act
from core.documents.kinds import DocumentKind
from core.documents.models import Document
from core.letters.models import Channel
from core.letters.registry import addresses_of
from core.letters.services import first_channel, notify
from core.letters.templates import render_each
from core.outbox.registry import Promise
from core.records.models import Event

TELL = "approvals.tell"
READY = "approvals.ready"
# Whose due date a message names.
CLOCK_OF = {
    "received": ClockName.INTAKE,
    "supplemented": ClockName.INTAKE,
    "supplement": ClockName.SUPPLEMENT,
    "accepted_conditionally": ClockName.PROMISE,
    "granted": ClockName.DELIVERY,
    "refused": ClockName.DELIVERY,
    "renewed": ClockName.DELIVERY,
    "revocation_proposed": ClockName.STATEMENT,
    "stated": ClockName.STATEMENT,
}
DECIDES = frozenset({DocumentKind.CERTIFICATE, DocumentKind.REFUSAL})


def _facts(case: Case) -> dict[str, Any]:
    department = case.department
    return {
        "item": case.item.name,
        "item_en": case.item.name_en,
        "number": case.number,
        "office": department.name,
        "office_en": department.name_en or department.name,
        "phone": department.phone,
    }


def _params(case: Case, event: Event, topic: str) -> dict[str, Any]:
    clocks = event.data.get("clocks", [])
    wanted = CLOCK_OF.get(topic, ClockName.DECISION)
    spare = clocks[-1] if clocks and topic == "redated" else {}
    clock: dict[str, Any] = next((line for line in reversed(clocks) if line["name"] == wanted), spare)
    return _facts(case) | {
        "date": event.data.get("date") or clock.get("due_on", ""),
        "date_from": clock.get("was") or event.at.date().isoformat(),
        "count": event.data.get("count") or len(event.data.get("promised", [])),
        "days": clock.get("days", 0),
        "ground": ground_label(clock.get("ground", "")),
        "ground_en": clock.get("ground", "").replace("_", " "),
    }


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the applicant will be told outside the portal: the channel, and the text by number of items."""

    channel: str
    texts: dict[int, str]


def foresee_supplement(case: Case, *, due_on: date, counts: Iterable[int]) -> Foreseen:
    """The message of a supplement notice before it is sent, letter by letter as it would leave.

    Without an account nobody is told; `channel` is then empty. Addresses are not part of the answer.
    """
    if case.applicant_user is None:
        return Foreseen("", {})
    to = addresses_of(case.applicant_user)
    channel = first_channel(to)
    if channel != Channel.SMS:
        return Foreseen(channel, {})
    numbers = list(counts)
    values = [_facts(case) | {"date": due_on.isoformat(), "count": n} for n in numbers]
    topic = f"case.{TRANSITIONS[Act.REQUEST_SUPPLEMENT].notice}"
    texts = render_each(topic=topic, channel=channel, language=to.language, params=values)
    return Foreseen(channel, {n: text.body for n, text in zip(numbers, texts, strict=True)})


def link_to(case: Case) -> str:
    """The applicant's page of the case."""
    return reverse("citizens_home:case", args=[case.token])


def _case(pk: int) -> Case:
    return Case.objects.select_related("item", "department", "applicant_user").get(pk=pk)


def keep_tell_promise(promise: Promise) -> None:
    """Tell the applicant's account about one act; a case received on paper may have none."""
    case = _case(promise.subject_id)
    if case.applicant_user is None:
        return
    event = Event.objects.get(subject_kind="case", subject_id=case.pk, seq=promise.payload["seq"])
    topic = str(promise.payload["topic"])
    _notify(case, case.applicant_user, topic, _params(case, event, topic), promise)


def keep_bar_promise(promise: Promise) -> None:
    """Tell the applicant's account of a bar that was set or lifted."""
    case = _case(promise.subject_id)
    if case.applicant_user is None:
        return
    bar = Bar.objects.select_related("item").get(pk=promise.payload["bar"])
    params = _facts(case) | {"item": bar.item.name, "item_en": bar.item.name_en} | bar_words(bar)
    _notify(case, case.applicant_user, str(promise.payload["topic"]), params, promise)


def _notify(case: Case, recipient: User, topic: str, params: dict[str, Any], promise: Promise) -> None:
    notify(
        recipient=recipient,
        topic=f"case.{topic}",
        params=params,
        subject_kind="case",
        subject_id=case.pk,
        key=promise.key,
        link=link_to(case),
        at=promise.at,
    )


def ready_promise(document: Document) -> dict[str, Any] | None:
    """The outbox row of a sealed certificate or refusal: it can be read and delivered now."""
    if document.kind not in DECIDES:
        return None
    return {
        "topic": READY,
        "subject_kind": document.subject_kind,
        "subject_id": document.subject_id,
        "key": f"{READY}:{document.token}",
        "payload": {"document": document.token},
    }


def keep_ready_promise(promise: Promise) -> None:
    """The sealed PDF can be read: say so, and serve it online where the applicant asked for that."""
    case = _case(promise.subject_id)
    document = Document.objects.get(token=promise.payload["document"])
    if case.applicant_user is None:
        return
    if document.kind == DocumentKind.CERTIFICATE:
        event = Event.objects.filter(subject_kind="case", subject_id=case.pk, act=Act.ISSUE).latest("seq")
        _notify(case, case.applicant_user, "issued", _params(case, event, "issued"), promise)
    waiting = CaseState.ISSUED if document.kind == DocumentKind.CERTIFICATE else CaseState.DECIDED
    if case.delivery_mode == DeliveryMode.ONLINE and case.state == waiting:
        deliver_case(case.pk, by=None, mode=DeliveryMode.ONLINE)
