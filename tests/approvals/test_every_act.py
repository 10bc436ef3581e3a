"""Every act of a case's life leaves one event that all three audiences can read, and its letter."""

import ast
import re
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from django.test import TestCase
from django.utils import translation
from pypdf import PdfReader

from approvals.admin.words import event_line
from approvals.models import Case
from approvals.rules.opening import query_code
from approvals.selectors.applicant import case_of_applicant, case_page
from approvals.selectors.public_status import public_course
from approvals.workflow import TRANSITIONS, WITHOUT_LETTER, Act, Role
from citizens_home.presenters import case as presenter
from citizens_home.presenters import public_words, status, timeline
from core.documents.models import Document
from core.documents.services.render_document import made_pdf
from core.letters.models import Message
from core.records.models import Event
from core.records.verify import verify_all
from tests.approvals.lives import Lives

ROOT = Path(__file__).resolve().parents[2]
BLANK = re.compile(r"[a-z]_[a-z]|None|%\(|\{|（）|“”|[，。；]{2}|[在，于至](以前|前|起)|编号为，")


@cache
def functions(folder: str) -> list[tuple[str, str, set[str], ast.FunctionDef]]:
    """(room, name, what it calls, body) of every function in a folder."""
    return [
        (path.stem, node.name, calls(node), node)
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]


def calls(body: ast.AST) -> set[str]:
    """Names of what a function calls or hands on, `room.name` too."""
    nodes = list(ast.walk(body))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    found = {node.id for node in nodes if isinstance(node, ast.Name)}
    found |= {node.attr for node in attributes}
    return found | {f"{node.value.id}.{node.attr}" for node in attributes if isinstance(node.value, ast.Name)}


@cache
def rules() -> dict[str, set[str]]:
    """Act → the rules that make its `Changes`, as `room.name`."""
    found: dict[str, set[str]] = {act: set() for act in Act}
    for room, name, _calls, body in functions("approvals/rules"):
        for node in ast.walk(body):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Changes":
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Attribute) and getattr(inner.value, "id", "") == "Act":
                        found[Act[inner.attr]].add(f"{room}.{name}")
    return found


@cache
def services() -> dict[str, set[str]]:
    """Act → the services whose whole work it is; bulk acts call the same rules for many cases."""
    known = [one[1:3] for one in functions("approvals/services") if one[0] != "bulk"]
    found = {}
    for act, (rule,) in rules().items():
        wanted = {rule, "open_case"} if rule == "opening.open_case" else {rule}
        found[act] = {name for name, called in known if wanted & called}
    return found


def doors(act: str, *folders: str) -> set[str]:
    """Functions in `folders` through which the act is reached, over helpers among the services too."""
    behind = set(services()[act])
    behind |= {name for _room, name, called, _body in functions("approvals/services") if called & behind}
    found = [one for folder in folders for one in functions(folder)]
    return {name for _room, name, called, _b in found if called & behind and not name.startswith("_try")}


def test_every_act_has_one_rule_and_one_service() -> None:
    for act in Act:
        assert len(rules()[act]) == 1, act
        (rule,) = rules()[act]
        sharing = [other for other in Act if rule in rules()[other]]
        assert len(services()[act]) == len(sharing), (act, services()[act])


def test_every_act_of_a_person_has_a_page_and_an_address_of_the_api() -> None:
    pages = {Role.OFFICER: "approvals/admin", Role.APPLICANT: "citizens_home/views"}
    apis = {Role.OFFICER: "approvals/api", Role.APPLICANT: "citizens_home/api"}
    for act, line in TRANSITIONS.items():
        if line.role != Role.SYSTEM:
            assert doors(act, pages[line.role]), act
            assert doors(act, apis[line.role]), act


def test_the_system_acts_by_itself_and_nobody_presses_a_button_for_it() -> None:
    for act in (act for act, line in TRANSITIONS.items() if line.role == Role.SYSTEM):
        names = services()[act]
        called = {name for path in ("tasks", "clock_subject") for name in _names_in(f"approvals/{path}.py")}
        assert names & called, act
        assert not doors(act, "approvals/admin", "approvals/api", "citizens_home"), act


def _names_in(path: str) -> set[str]:
    return calls(ast.parse((ROOT / path).read_text(encoding="utf-8")))


class TestReallyPerformed(TestCase):
    """All of it on acts that were performed by the real services."""

    events: ClassVar[dict[str, list[Event]]]
    folder: ClassVar[TemporaryDirectory[str]]

    @classmethod
    def setUpTestData(cls) -> None:
        """Live every life once for the class."""
        cls.folder = TemporaryDirectory()
        cls.enterClassContext(cls.folder)
        with translation.override("zh-hans"):
            cls.lives = Lives()
            cls.lives.live()
        cls.events = {act: [] for act in Act}
        for event in Event.objects.filter(subject_kind="case").order_by("subject_id", "seq"):
            cls.events[event.act].append(event)

    def test_every_act_was_performed_and_left_one_event(self) -> None:
        assert [act for act, events in self.events.items() if not events] == []
        for case in Case.objects.all():
            assert Event.objects.filter(subject_kind="case", subject_id=case.pk).count() == case.version
        assert [finding.bad for finding in verify_all() if finding.bad] == []

    def test_applicant_staff_and_public_read_it_each_in_their_own_words(self) -> None:
        for act, events in self.events.items():
            for event in events:
                case = Case.objects.select_related("item", "applicant_user").get(pk=event.subject_id)
                own = timeline.text_of(event)
                staff = event_line(event, {}).text
                public = status.course_html(public_course(case.number, query_code(case.number)))
                assert str(Act(act).label) in staff
                assert str(public_words.WORDS[Act(act)]) in public
                assert len({own, str(public_words.WORDS[Act(act)]), staff}) == 3, own
                for text in (own, staff, re.sub("<[^>]*>", "", public)):
                    assert not BLANK.search(text), (act, text)

    def test_its_line_stands_on_the_page_of_the_applicant(self) -> None:
        for case in Case.objects.all():
            own = case_of_applicant(case.token, self.lives.office.citizen)
            assert own is not None
            page = case_page(own)
            shown = [line.text for node in timeline.nodes(page) for line in node.lines]
            told = [timeline.text_of(event) for event in page.events if event.act not in timeline.SILENT]
            assert sorted(shown) == sorted(told)

    def test_its_letter_is_numbered_drawn_sealed_and_handed_to_the_applicant(self) -> None:
        for act, line in TRANSITIONS.items():
            for place, event in enumerate(self.events[act]):
                token = event.data.get("document")
                if act in WITHOUT_LETTER:
                    assert (line.letter, token) == (None, None), act
                    continue
                paper = Document.objects.get(token=token)
                assert paper.kind == line.letter or (act, paper.kind) == (Act.NOT_ACCEPT, "not_our_matter")
                assert paper.owner_id == self.lives.office.citizen.pk
                own = case_of_applicant(Case.objects.get(pk=event.subject_id).token, paper.owner)
                assert own is not None
                page = case_page(own)
                assert paper.title in {one.title for one in map(timeline.letter_of, page.documents)}
                if place == 0:
                    self.drawn(act, paper)

    def drawn(self, act: str, paper: Document) -> None:
        """The sealed PDF names everybody and everything, and leaves nothing blank."""
        with self.settings(DATA_DIR=Path(self.folder.name)):
            pdf = made_pdf(paper)
        assert b"/ByteRange" in pdf, act
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        text = re.sub(r"\s+", "", text).replace(paper.token, "")
        for words in (paper.number, paper.title, "李某", paper.agency, "演示", "2026年"):
            assert words in text, (act, words, text)
        assert not BLANK.search(text), (act, text)

    def test_a_message_tells_the_applicant_of_it(self) -> None:
        for act, line in TRANSITIONS.items():
            if line.notice:
                event = self.events[act][0]
                found = Message.objects.filter(subject_id=event.subject_id, topic=f"case.{line.notice}")
                assert found.filter(recipient=self.lives.office.citizen).exists(), act

    def page(self, act: str) -> presenter.Shown:
        """The page of the case in which `act` came last."""
        case = case_of_applicant(
            Case.objects.get(pk=self.events[act][-1].subject_id).token, self.lives.office.citizen
        )
        assert case is not None
        return presenter.present(case_page(case), date(2026, 5, 4))

    def test_after_a_revocation_the_page_says_so_and_why(self) -> None:
        page = self.page(Act.REVOKE)
        assert page.sentence == ["许可已撤销。"]
        assert (page.panel, page.reasons[:6], page.remedies[:4]) == (None, "申请材料中的", "如不服本")
        assert [(main.number[-6:], main.is_revoked) for main in page.main] == [("（更正19）", True)]

    def test_a_case_opened_again_does_not_hold_up_the_decision_that_fell(self) -> None:
        page = self.page(Act.REOPEN)
        assert (page.reasons, page.main) == ("", [])
        assert ("不予行政许可决定书", "已撤销") in {(one.title, one.state) for one in page.letters}
        review = next(node for node in page.nodes if node.name == "审查")
        assert review.lines[-1].text.startswith("重新办理")

    def test_who_promised_materials_is_told_their_own_date(self) -> None:
        body = Message.objects.get(topic="case.accepted_conditionally").body
        assert "请在 2026年3月6日 前补来" in body

    def test_an_act_has_a_letter_or_a_reason(self) -> None:
        assert set(WITHOUT_LETTER) == {act for act, line in TRANSITIONS.items() if line.letter is None}
        assert all(len(why) > 20 for why in WITHOUT_LETTER.values())
