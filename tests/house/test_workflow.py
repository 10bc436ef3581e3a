"""The transition table, its messages and its letters belong together."""

from approvals.casefile.letters import MARKS
from approvals.enums import CaseState
from approvals.workflow import TRANSITIONS, Act
from core.documents.kinds import DocumentKind
from core.letters.words import BY_TOPIC


def test_every_act_has_its_line_and_every_line_its_states() -> None:
    assert set(TRANSITIONS) == set(Act)
    for line in TRANSITIONS.values():
        assert line.source <= set(CaseState.values), line.act
        assert line.to is None or line.to in CaseState.values, line.act


def test_every_message_of_the_table_has_words() -> None:
    topics = {f"case.{line.notice}" for line in TRANSITIONS.values() if line.notice}
    assert topics <= set(BY_TOPIC)


def test_every_kind_of_letter_is_left_by_an_act_and_has_a_number_of_its_own() -> None:
    kinds = {line.letter for line in TRANSITIONS.values() if line.letter}
    chosen = {DocumentKind.NOT_OUR_MATTER}  # in the act of not accepting
    bars = {DocumentKind.BAR, DocumentKind.BAR_LIFTED}  # a bar is no turn of the case it came from
    assert kinds | chosen | bars == set(DocumentKind)
    assert set(MARKS) == set(DocumentKind) - {DocumentKind.CERTIFICATE}
    assert len(set(MARKS.values())) == len(MARKS)


def test_every_state_but_the_first_is_reached_by_an_act() -> None:
    reached = {line.to for line in TRANSITIONS.values() if line.to}
    assert reached == set(CaseState.values)
