"""Parallel reviews of one case: the join happens exactly once, and the unchecked read must jam."""

from collections.abc import Callable

import pytest

from approvals.casefile import read
from approvals.casefile.file import CaseFile
from approvals.models import Case, Step
from approvals.rules import intake as rules
from approvals.services import handling, intake
from approvals.services.act import perform_many
from core.errors import Conflict, PortalError
from core.now import now
from core.records.models import Event
from tests.approvals.bureau import Bureau, bureau, submitted

from .crowd import at_once

REVIEWS = 5
CASES = 12


def _parallel_steps() -> list[dict[str, object]]:
    reviews = [
        {"step": f"review{n}", "kind": "review", "name_zh": f"审查{n}", "days": 3, "requires": ["accept"]}
        for n in range(REVIEWS)
    ]
    join = {"step": "decide", "name_zh": "决定", "days": 2, "requires": [str(r["step"]) for r in reviews]}
    return [
        {"step": "accept", "name_zh": "受理", "days": 0},
        *reviews,
        join,
        {"step": "certificate", "name_zh": "制证送达", "days": 0},
    ]


@pytest.fixture
def office() -> Bureau:
    return bureau(steps=_parallel_steps())


def _review(case: Case, office: Bureau, node: str) -> Callable[[], object]:
    return lambda: handling.complete_step(
        case.pk, by=office.reviewer, node=node, result="agree", opinion="同意办理"
    )


def _race(office: Bureau) -> tuple[int, list[object]]:
    """Let all reviewers of each case answer at once; returns how many cases reached their decision."""
    joined = 0
    errors: list[object] = []
    for _ in range(CASES):
        case = submitted(office)
        intake.accept_case(case.pk, by=office.clerk)
        results = at_once([_review(case, office, f"review{n}") for n in range(REVIEWS)])
        errors += [r for r in results if isinstance(r, Exception)]
        joined += Step.objects.get(case=case, node="decide").state == "ready"
    return joined, errors


@pytest.mark.raced
def test_every_case_joins_once_when_all_reviewers_answer_at_once(office: Bureau) -> None:
    joined, errors = _race(office)
    assert errors == []
    assert joined == CASES
    for case in Case.objects.all():
        acts = list(Event.objects.filter(subject_id=case.pk).order_by("seq").values_list("seq", "act"))
        assert [seq for seq, _act in acts] == list(range(1, REVIEWS + 3))
        assert Step.objects.filter(case=case, node="decide").count() == 1


@pytest.mark.raced
def test_the_unchecked_read_jams(office: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken control: one locked statement without comparing `seen` loses joins, silently."""

    def unchecked(case_id: int, *, by: int | None) -> CaseFile:
        return read.build(read._ask(read._ONE, "case_read", case_id, by, "bigint")[0])

    monkeypatch.setattr("approvals.services.act.read_locked", unchecked)
    joined, errors = _race(office)
    assert not [e for e in errors if not isinstance(e, PortalError)]
    assert joined < CASES


@pytest.mark.raced
def test_of_two_clerks_who_decide_one_wins_and_the_other_is_told(office: Bureau) -> None:
    case = submitted(office)
    second = office.clerk

    def refuse() -> object:
        return intake.not_accept_case(case.pk, by=second, reason="不属于本机关的职权范围")

    results = at_once([lambda: intake.accept_case(case.pk, by=office.clerk), refuse])
    failed = [r for r in results if isinstance(r, Exception)]
    assert len(failed) == 1
    assert isinstance(failed[0], PortalError)
    case.refresh_from_db()
    assert case.version == 2
    assert case.state in ("accepted", "not_accepted")


@pytest.mark.raced
def test_bulk_acts_on_the_same_cases_in_any_order_do_not_deadlock(office: Bureau) -> None:
    ids = [submitted(office).pk for _ in range(12)]
    orders = [ids, ids[::-1], ids[6:] + ids[:6]]

    def bulk(order: list[int]) -> Callable[[], object]:
        return lambda: perform_many(
            order, by=office.clerk.pk, decide=lambda file: rules.accept(file, by=office.clerk.pk, at=now())
        )

    results = at_once([bulk(order) for order in orders])
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, Conflict)]
    assert set(Case.objects.filter(pk__in=ids).values_list("state", "version")) == {("accepted", 2)}


@pytest.mark.raced
def test_a_clerk_who_left_the_department_cannot_finish_what_was_begun(office: Bureau) -> None:
    case = submitted(office)
    office.clerk.groups.clear()
    with pytest.raises(PortalError):
        intake.accept_case(case.pk, by=office.clerk)
