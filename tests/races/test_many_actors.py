"""Histories of several people on one case, checked against a plain model of the transition table.

Hypothesis draws who does what in which order; groups of acts run at the same instant in threads. After
each group the case must stand where some order of the acts that succeeded puts it, its record must be
gap-free and verify, and every act that failed must have failed in words. The control, which reads
without a lock, must be caught.
"""

import os
from collections.abc import Callable, Iterator
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.casefile import read
from approvals.models import Case, Step
from approvals.rules.supplements import Missing
from approvals.services import cooperation, handling, intake, timing
from approvals.workflow import TRANSITIONS
from core.errors import PortalError
from core.records.models import Event
from core.records.verify import verify_all
from tests.approvals.bureau import Bureau, bureau, submitted

from .crowd import at_once

# `make nightly` plays ten thousand.
HISTORIES = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 40
REASON = "材料中的面积与现场不符，不符合许可条件。"
Acts = dict[str, Callable[[int], object]]


def acts_of(office: Bureau) -> Acts:
    """Everything a person in the story can try, by the name of its act."""
    return {
        "accept": lambda pk: intake.accept_case(pk, by=office.clerk),
        "not_accept": lambda pk: intake.not_accept_case(pk, by=office.clerk, reason="不属于本机关的职权范围"),
        "request_supplement": lambda pk: intake.request_supplement(
            pk, by=office.clerk, items=[Missing("plan", "请补盖章")]
        ),
        "complete_step": lambda pk: handling.complete_step(
            pk, by=office.reviewer, node="review", result="agree", opinion="同意办理"
        ),
        "grant": lambda pk: handling.grant_case(pk, by=office.head),
        "refuse": lambda pk: handling.refuse_case(
            pk, by=office.head, reasons=REASON, legal_basis="《建筑法》第八条"
        ),
        "suspend": lambda pk: timing.suspend_case(
            pk, by=office.reviewer, ground="hearing", expected_days=3, reason="需要举行听证"
        ),
        "resume": lambda pk: timing.resume_case(pk, by=office.reviewer),
        "pre_review": lambda pk: cooperation.pre_review_case(pk, by=office.clerk, comment="材料基本齐全"),
        "withdraw": lambda pk: handling.withdraw_case(pk, by=office.citizen),
        "issue": lambda pk: handling.issue_certificate(pk, by=office.clerk),
        "deliver": lambda pk: handling.deliver_case(pk, by=office.clerk, mode="window"),
    }


NAMES = (
    "accept", "not_accept", "request_supplement", "complete_step", "grant", "refuse",
    "suspend", "resume", "pre_review", "withdraw", "issue", "deliver",
)  # fmt: skip


def reachable(state: str, acts: list[str]) -> bool:
    """Whether some order of these acts is lawful by the transition table."""
    for order in permutations(acts):
        here = state
        for act in order:
            line = TRANSITIONS[act]
            if here not in line.source:
                break
            here = line.to or here
        else:
            return True
    return not acts


def play(office: Bureau, groups: list[list[str]]) -> Iterator[str]:
    """Play the groups on a new case; yields what is wrong, if anything."""
    acts = acts_of(office)
    case = submitted(office)
    for names in groups:
        before = Case.objects.get(pk=case.pk)
        results = at_once([lambda name=name: acts[name](case.pk) for name in names])
        won = [name for name, result in zip(names, results, strict=True) if not isinstance(result, Exception)]
        lost = [result for result in results if isinstance(result, Exception)]
        after = Case.objects.get(pk=case.pk)
        if [error for error in lost if not isinstance(error, PortalError)]:
            yield f"{names}: not refused in words: {lost}"
        if after.version != before.version + len(won):
            yield f"{names}: {len(won)} acts succeeded, version went {before.version} → {after.version}"
        if not reachable(before.state, won):
            yield f"{names}: {won} cannot all be lawful from {before.state}"
        seqs = list(
            Event.objects.filter(subject_kind="case", subject_id=case.pk).values_list("seq", flat=True)
        )
        if sorted(seqs) != list(range(1, after.version + 1)):
            yield f"{names}: the record has a gap or a twin: {sorted(seqs)}"
        if Step.objects.filter(case=case, node="decide", state="done").count() > 1:
            yield f"{names}: decided twice"


groups = st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4), min_size=3, max_size=6)


def run(count: int) -> None:
    office = bureau()

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(groups)
    def histories(drawn: list[list[str]]) -> None:
        assert list(play(office, drawn)) == []

    histories()
    assert [finding.bad for finding in verify_all() if finding.bad] == []


@pytest.mark.raced
def test_many_people_on_one_case_never_break_the_table_or_the_record() -> None:
    run(HISTORIES)


@pytest.mark.raced
def test_the_control_without_a_lock_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same game with an unlocked, unchecked read and a write that does not look at the version."""
    office = bureau()
    unlocked = read._ONE.replace("FOR NO KEY UPDATE OF c", "")
    monkeypatch.setattr(read, "_ONE", unlocked)

    def careless(case_id: int, *, by: int | None) -> read.CaseFile:
        return read.build(read._ask(unlocked, "case_read_unlocked", case_id, by, "bigint")[0])

    monkeypatch.setattr("approvals.services.act.read_locked", careless)
    wrong: list[str] = []
    for _ in range(25):
        wrong += play(office, [["accept"], ["complete_step"], ["grant", "refuse", "withdraw", "suspend"]])
        if wrong:
            break
    assert wrong
