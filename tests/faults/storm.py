"""kill -9 of web, relay and worker while cases move, and what must be true afterwards.

Children are forked from this warm process, work through the real services on the present database, and
are killed at a random instant; a kill counts only when it hit a child in the middle of its work. Each act
that a child saw succeed is noted outside the database, as a citizen would remember it.
"""

import os
import random
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from mmap import mmap

from django.db import Error, connection, connections

from admin_center.supervision.sweep import sweep
from approvals.models import Case, Draft
from approvals.notices import TELL
from approvals.services import handling, intake, sweeps
from approvals.services.submit import submit_draft
from approvals.workflow import TRANSITIONS
from core.errors import PortalError
from core.letters import sending
from core.letters.models import Delivery, DeliveryState, DemoLetter, Message
from core.now import moved, today
from core.outbox import relay
from core.outbox.models import Outbox
from core.records.models import Event
from core.records.verify import verify_all
from tests.approvals.bureau import Bureau, submitted

NOON = datetime(2026, 11, 17, 4, 0, tzinfo=UTC)  # a Tuesday in Shanghai; SMS may be sent
OPEN = ("submitted", "accepted", "under_review")
ROLES = ("web", "relay", "web", "worker")
AT_ONCE = 2
IDLE, BUSY = 0, 1
Note = Callable[[int, int], None]


@dataclass
class Seen:
    """What a storm did: kills, kills in mid-work, and the acts whose success somebody saw."""

    kills: int
    live: int
    acts: set[tuple[int, int]]


class Child:
    """One forked process. Its byte of shared memory says whether it is in the middle of something."""

    def __init__(self, role: str, office: Bureau, notes: int) -> None:
        self.flag = mmap(-1, 2)
        connections.close_all()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self._work(role, office, notes)
            except Error:
                pass  # the database was killed under it
            except BaseException:  # noqa: BLE001
                traceback.print_exc()
            finally:
                self.flag[1] = 1
                os._exit(1)

    def _work(self, role: str, office: Bureau, notes: int) -> None:
        random.seed()

        def note(case: int, seq: int) -> None:
            os.write(notes, f"{case} {seq}\n".encode())

        once = {"web": lambda: act(office, note), "relay": keep, "worker": tick}[role]
        connection.ensure_connection()
        with moved(NOON):
            self.flag[1] = role != "web"
            while True:
                self.flag[0] = BUSY
                worked = once()
                self.flag[0] = IDLE
                self.flag[1] = 1
                if not worked:
                    time.sleep(0.002)

    def kill(self) -> bool:
        """End it without a chance to tidy up; whether it was in mid-work."""
        was = self.flag[0]
        os.kill(self.pid, signal.SIGKILL)
        _pid, status = os.waitpid(self.pid, 0)
        return was == BUSY and os.WIFSIGNALED(status)

    def wait_begun(self) -> None:
        """Until it works, a web process until its first act is done (or it has ended)."""
        until = time.monotonic() + 5
        while not self.flag[1] and time.monotonic() < until:
            time.sleep(0.001)


def act(office: Bureau, note: Note) -> bool:
    """One request of a person: a new case, or the next act of an old one."""
    case = Case.objects.filter(state__in=OPEN).order_by("?").first()
    try:
        if case is None or random.random() < 0.35:
            note(_new_case(office), 1)
        else:
            note(case.pk, _next_act(case, office))
    except PortalError:
        pass  # somebody was faster, or it is not lawful any more
    return True


def _new_case(office: Bureau) -> int:
    if random.random() < 0.5:
        return submitted(office, materials=()).pk
    draft = Draft.objects.create(
        user=office.citizen,
        item=office.version.item,
        item_version=office.version,
        contact={"delivery_mode": "window"},
        topics_done=["contact"],
        created_at=NOON,
        saved_at=NOON,
        expires_on=today() + timedelta(days=30),
    )
    return submit_draft(draft.token, by=office.citizen).case_id


def _next_act(case: Case, office: Bureau) -> int:
    if case.state == "submitted":
        changes = intake.accept_case(case.pk, by=office.clerk)
    elif case.steps.filter(node="decide", state="ready").exists():
        changes = handling.grant_case(case.pk, by=office.head)
    elif random.random() < 0.2:
        changes = handling.withdraw_case(case.pk, by=office.citizen)
    else:
        changes = handling.complete_step(
            case.pk, by=office.reviewer, node="review", result="agree", opinion="同意办理"
        )
    return changes.seq


def keep() -> bool:
    """What the relay does: promises and letters."""
    return bool(relay.run_once(4)) | bool(sending.send_due(4))


def tick() -> bool:
    """What beat wakes the worker for."""
    sweeps.deem_overdue_cases()
    return bool(sweep().clocks)


def storm(office: Bureau, kills: int, *, each: Callable[[int], None] = lambda done: None) -> Seen:
    """Kill so many children at random instants, two at work at a time. `each` is called between rounds."""
    with tempfile.NamedTemporaryFile() as notes:
        fd = os.open(notes.name, os.O_WRONLY | os.O_APPEND)
        done = live = 0
        while done < kills:
            children = [Child(ROLES[(done + place) % len(ROLES)], office, fd) for place in range(AT_ONCE)]
            for child in children:
                child.wait_begun()
            time.sleep(random.uniform(0, 0.03))
            live += sum(child.kill() for child in children)
            done += len(children)
            each(done)
        os.close(fd)
        lines = notes.read().decode().split("\n")
    return Seen(done, live, {(int(a), int(b)) for a, _, b in (line.partition(" ") for line in lines if line)})


def settle() -> None:
    """The next hours without kills: leases end, retries come due, everything is kept."""
    for hours in range(1, 6):
        with moved(NOON + timedelta(hours=hours)):
            relay.drain()
            sending.send_due()


def wrongs(seen: Seen) -> Iterator[str]:
    """What is not as promised, in words."""
    yield from (finding.bad for finding in verify_all() if finding.bad)
    events = set(Event.objects.filter(subject_kind="case").values_list("subject_id", "seq"))
    lost = seen.acts - events
    if lost:
        yield f"{len(lost)} acts that somebody saw succeed are not in the record"
    open_ = Outbox.objects.filter(sent_at__isnull=True).count()
    if open_:
        yield f"{open_} promises without an end"
    yield from _messages()
    unended = Delivery.objects.filter(state=DeliveryState.QUEUED).count()
    if unended:
        yield f"{unended} deliveries without an end"
    sent = Delivery.objects.filter(channel="sms", state=DeliveryState.SENT)
    strange = set(sent.values_list("key", flat=True)) ^ set(DemoLetter.objects.values_list("key", flat=True))
    if strange:
        yield f"{len(strange)} letters differ between the portal and the provider"


def _messages() -> Iterator[str]:
    telling = [act for act, line in TRANSITIONS.items() if line.notice]
    owed = {
        f"case:{case}:{seq}:{TELL}"
        for case, seq in Event.objects.filter(subject_kind="case", act__in=telling).values_list(
            "subject_id", "seq"
        )
    }
    made = set(Message.objects.filter(topic__startswith="case.").values_list("key", flat=True))
    if owed - made:
        yield f"{len(owed - made)} of {len(owed)} messages were lost"
    if made - owed:
        yield f"{len(made - owed)} messages nobody owed"
