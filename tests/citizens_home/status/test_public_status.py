"""The public status: state only, the same words for every wrong answer, and nobody locked out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals.models import Case
from approvals.rules.intake import Check
from approvals.rules.opening import query_code
from approvals.rules.supplements import Missing
from approvals.selectors.public_status import normal_number
from approvals.services import handling, intake
from citizens_home.views import status
from core.now import moved
from tests.approvals.bureau import Bureau, bureau, submitted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_counters() -> Iterator[None]:
    cache.clear()
    status.ASKED.forget()
    yield
    cache.clear()


@pytest.fixture
def office() -> Bureau:
    return bureau()


@pytest.fixture
def case(office: Bureau) -> Case:
    with moved(MONDAY):
        return submitted(office)


def ask(number: str, code: str, address: str = "10.0.0.1") -> tuple[int, str]:
    answer = Client().post("/status/", {"no": number, "code": code}, REMOTE_ADDR=address)
    return answer.status_code, answer.content.decode()


def test_the_state_is_shown_and_nothing_of_the_person(case: Case, office: Bureau) -> None:
    with moved(MONDAY + timedelta(days=1)):
        code, text = ask(case.number, query_code(case.number))
    assert code == 200
    assert "测试许可<br>已提交，最晚11月23日答复是否受理" in text
    assert "测试局b1" in text
    for private in ("某路改造", "李*", office.citizen.username, "总平面图", case.token):
        assert private not in text


def test_the_clock_is_told_as_to_the_applicant(case: Case, office: Bureau) -> None:
    with moved(MONDAY):
        intake.accept_case(case.pk, by=office.clerk)
    with moved(MONDAY + timedelta(days=3)):
        _code, text = ask(case.number, query_code(case.number))
    assert "审查，第3日，共5个工作日" in text
    assert text.count('class="is-used') == 3
    assert "11月23日（星期一）" in text


def test_the_course_is_told_to_whoever_asks_for_it_in_two_statements(case: Case, office: Bureau) -> None:
    with moved(MONDAY):
        intake.accept_case(case.pk, by=office.clerk)
    asked = {"no": case.number, "code": query_code(case.number), "course": "yes"}
    with CaptureQueriesContext(connection) as seen:
        text = Client().post("/status/", asked).content.decode()
    assert len([query for query in seen if "EXECUTE" in query["sql"]]) == 2
    assert ">2026年11月16日</time><span>申请人在网上提交申请<" in text
    assert "<span>决定受理<" in text
    assert "决定受理" not in ask(case.number, query_code(case.number))[1]
    assert "决定受理" not in Client().post("/status/", asked | {"code": "0000"}).content.decode()
    assert "Accepted<" in Client().post("/en/status/", asked).content.decode()


def test_a_supplement_and_a_decision_are_told(case: Case, office: Bureau) -> None:
    with moved(MONDAY):
        intake.request_supplement(
            case.pk,
            by=office.clerk,
            items=[Missing("plan", "缺盖章")],
            checks={"plan": Check("missing", "缺")},
        )
        assert "待补正，等申请人补正" in ask(case.number, query_code(case.number))[1]
        other = submitted(office)
        intake.accept_case(other.pk, by=office.clerk)
        handling.complete_step(
            other.pk, by=office.reviewer, node="review", result="agree", opinion="材料齐全"
        )
        handling.grant_case(other.pk, by=office.head)
        assert "准予，用了0日，承诺5个工作日" in ask(other.number, query_code(other.number))[1]
        gone = submitted(office)
        handling.withdraw_case(gone.pk, by=office.citizen)
        assert "已撤回" in ask(gone.number, query_code(gone.number))[1]


@pytest.mark.parametrize(
    "disguise", [str.lower, lambda t: f" {t.replace('-', ' - ')} ", lambda t: t.replace("-", "—")]
)
def test_looks_of_number_and_code_are_forgiven(case: Case, disguise: object) -> None:
    assert callable(disguise)
    code, text = ask(disguise(case.number), disguise(query_code(case.number)))
    assert code == 200
    assert "测试许可" in text


def test_full_width_and_missing_dashes_are_forgiven(case: Case) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() else c for c in case.number)
    assert normal_number(wide) == case.number
    assert normal_number("yh202602500001") == "YH-2026-025-00001"
    assert ask(wide, query_code(case.number).replace("-", ""))[0] == 200


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(case: Case) -> None:
    wrong_code = ask(case.number, "0000-0000-0000-0000")
    wrong_number = ask("YH-2026-001-99999", query_code(case.number))
    assert wrong_code[0] == wrong_number[0] == 404
    assert wrong_code[1].replace(case.number, "N").replace("0000-0000-0000-0000", "C") == wrong_number[
        1
    ].replace("YH-2026-001-99999", "N").replace(query_code(case.number), "C")


def test_wrong_answers_ask_the_database_nothing(case: Case) -> None:
    Client().get("/status/")
    with CaptureQueriesContext(connection) as seen:
        ask(case.number, "0000-0000-0000-0000")
    assert len(seen) == 0


def test_a_right_answer_is_one_statement(case: Case) -> None:
    ask(case.number, query_code(case.number))
    with CaptureQueriesContext(connection) as seen:
        ask(case.number, query_code(case.number))
    assert len([query for query in seen if "EXECUTE" in query["sql"] or "SELECT" in query["sql"]]) == 1


def test_guessing_at_a_number_never_locks_its_owner_out(case: Case) -> None:
    for place in range(40):
        ask(case.number, "1111-1111-1111-1111", f"10.1.0.{place}")
    assert ask(case.number, "1111-1111-1111-1111", "10.1.1.1")[0] == 429
    assert ask(case.number, query_code(case.number), "10.1.1.2")[0] == 200


def test_guessing_from_an_address_is_slowed(case: Case) -> None:
    codes = [ask(f"YH-2026-001-{n:05d}", "1111-1111-1111-1111", "10.2.0.1")[0] for n in range(40)]
    assert codes[:30] == [404] * 30
    assert set(codes[30:]) == {429}
    assert ask(case.number, query_code(case.number), "10.2.0.1")[0] == 200


def test_asking_too_fast_from_an_address_is_slowed(case: Case) -> None:
    code = query_code(case.number)
    answers = {ask(case.number, code, "10.3.0.1")[0] for _ in range(status.ASKED.most)}
    assert answers == {200}
    assert ask(case.number, code, "10.3.0.1")[0] == 429
    assert ask(case.number, code, "10.3.0.2")[0] == 200


def test_empty_boxes_are_named(case: Case) -> None:
    code, text = ask("", "")
    assert code == 422
    assert '<a href="#no">请填写受理编号</a>' in text
    assert '<a href="#code">请填写查询码</a>' in text


@pytest.mark.parametrize("typed", ["<script>x</script>", "\x00", "9" * 5000, "@@result@@", "%(no)s{}", "𠮷"])
def test_no_input_breaks_the_page(case: Case, typed: str) -> None:
    code, text = ask(typed, typed)
    assert code in (404, 422)
    assert "<script>x" not in text


def test_the_code_never_stands_in_an_address(case: Case) -> None:
    answer = Client().get("/status/", {"no": case.number, "code": query_code(case.number)})
    text = answer.content.decode()
    assert f'value="{case.number}"' in text
    assert query_code(case.number) not in text.split("<main", 1)[1].split("</main>")[0]
    assert "测试许可" not in text
    other = Client().get("/status/").content.decode()
    assert case.number not in other


def test_the_page_speaks_english_and_large_type(case: Case, office: Bureau) -> None:
    answer = Client().post("/en/status/", {"no": case.number, "code": query_code(case.number)})
    assert "Test permit<br>" in answer.content.decode()
    large = Client()
    large.cookies["size"] = "large"
    assert 'class="elder"' in large.get("/status/").content.decode()
    assert 'class="elder"' not in Client().get("/status/").content.decode()


def test_a_signed_in_visitor_gets_no_strangers_page(case: Case, office: Bureau) -> None:
    client = Client()
    client.force_login(office.citizen)
    assert "退出" in client.get("/status/").content.decode()
    assert "退出" not in Client().get("/status/").content.decode()


def test_a_strangers_page_is_never_the_one_drawn_for_somebody_signed_in(
    office: Bureau, settings: Any
) -> None:
    settings.SESSION_COOKIE_NAME = "__Host-session"  # as in a real deployment
    status._kept.cache_clear()
    signed_in = Client()
    signed_in.force_login(office.citizen)
    assert "退出" in signed_in.get("/status/").content.decode()
    stranger = Client().get("/status/").content.decode()
    assert "退出" not in stranger
    assert "登录" in stranger
