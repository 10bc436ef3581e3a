"""What agencies' programs do: the queue, cases, and every act with its refusal."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.demo.names import id_number
from accounts.models import Department, Person
from admin_center.registry.models import ServiceItem
from approvals.api.acts import ACTS
from approvals.enums import CaseState
from approvals.models import Case, PersonalLook, Step
from approvals.services import handling, intake
from approvals.workflow import TRANSITIONS, Act, Role
from core.now import moved, now, today
from core.records.models import Event
from core.records.verify import verify_all
from tests.api.asking import Caller
from tests.approvals.bureau import Bureau, staff, submitted
from tests.walk.counting import at_most
from tests.walk.paths import Walk

pytestmark = pytest.mark.django_db
OPINION = "材料齐全，符合条件，同意。"
LAW = "《中华人民共和国建筑法》第八条"
REASON = "建设资金证明不足合同价的一半，不符合条件。"


class Desk:
    """One case and the programs of the people who work on it."""

    def __init__(self, office: Bureau) -> None:
        self.case = submitted(office)
        self.clerk = Caller(office.clerk, key=True)
        self.reviewer = Caller(office.reviewer, key=True)
        self.head = Caller(office.head, key=True)

    def do(self, who: Caller, act: str, body: Any = None) -> Any:
        return who.told("post", self.at(act), body)

    def at(self, act: str = "") -> str:
        return f"agency/cases/{self.case.token}/" + (f"{act}/" if act else "")

    def review(self) -> Any:
        body = {"node": "review", "result": "agree", "opinion": OPINION}
        return self.do(self.reviewer, "complete-step", body)

    def events(self) -> list[str]:
        rows = Event.objects.filter(subject_kind="case", subject_id=self.case.pk).order_by("seq")
        return list(rows.values_list("act", flat=True))


@pytest.fixture
def desk(office: Bureau) -> Desk:
    return Desk(office)


def test_every_act_of_an_officer_in_the_table_has_an_address() -> None:
    officers = {act for act, line in TRANSITIONS.items() if line.role == Role.OFFICER}
    assert {str(one.act) for one in ACTS} == {str(act) for act in officers} - {Act.RECEIVE}
    for one in ACTS:
        assert TRANSITIONS[one.act].verb == one.verb


def test_a_case_goes_from_the_queue_to_delivery(desk: Desk) -> None:
    [line] = desk.clerk.told("get", "agency/queue/")["results"]
    assert (line["case"], line["kind"], line["version"]) == (desk.case.token, "accept", 1)
    assert "李" in line["applicant"]
    checks = [{"material": "plan", "verdict": "ok"}, {"material": "deed", "verdict": "ok"}]
    shown = desk.do(desk.clerk, "accept", {"version": 1, "checks": checks})
    assert (shown["state"], shown["version"]) == ("accepted", 2)
    assert [one["verdict"] for one in shown["materials"]] == ["", "ok", "ok"]
    assert desk.review()["state"] == "under_review"
    shown = desk.do(desk.head, "grant", {"conditions": ["按图施工"]})
    assert (shown["outcome"], shown["decisions"][0]["outcome"]) == ("granted", "granted")
    assert desk.do(desk.clerk, "issue")["state"] == "issued"
    problem = desk.clerk.problem("post", desk.at("deliver"), {"mode": "window"}, status=400)
    assert problem["errors"]["receiver"]
    shown = desk.do(desk.clerk, "deliver", {"mode": "window", "receiver": "李某"})
    assert shown["state"] == "delivered"
    assert desk.events() == ["submit", "accept", "complete_step", "grant", "issue", "deliver"]
    assert [one["act"] for one in shown["events"]] == desk.events()


def test_refusing_needs_reasons_and_law(desk: Desk) -> None:
    desk.do(desk.clerk, "accept")
    desk.review()
    problem = desk.head.problem("post", desk.at("refuse"), {"reasons": "不行"}, status=400)
    assert set(problem["errors"]) == {"legal_basis"}
    body = {"reasons": "不行", "legal_basis": LAW}
    problem = desk.head.problem("post", desk.at("refuse"), body, status=422)
    assert "理由" in problem["detail"]
    assert problem["current"]["state"] == "under_review"
    shown = desk.do(desk.head, "refuse", {**body, "reasons": REASON})
    assert "六十日" in shown["decisions"][0]["remedies"]


def test_a_supplement_list_is_complete_or_refused(desk: Desk) -> None:
    checks = [{"material": "plan", "verdict": "missing"}, {"material": "deed", "verdict": "doubt"}]
    items = [{"key": "plan", "problem": "请补盖章"}, {"key": "deed", "problem": "请重新扫描"}]
    body = {"items": items[:1], "checks": checks}
    problem = desk.clerk.problem("post", desk.at("request-supplement"), body, status=422)
    assert problem["code"] == "incomplete_list"
    shown = desk.do(desk.clerk, "request-supplement", {"items": items, "checks": checks})
    assert shown["state"] == "supplement_requested"
    assert [one["key"] for one in shown["notices"][0]["items"]] == ["plan", "deed"]


def test_time_stands_still_goes_on_and_is_extended(desk: Desk) -> None:
    desk.do(desk.clerk, "accept")
    pause = {"ground": "expert_review", "expected_days": 5, "reason": "需要组织专家评审"}
    problem = desk.reviewer.problem("post", desk.at("suspend"), {**pause, "ground": "holiday"}, status=422)
    assert problem["detail"]
    assert desk.do(desk.reviewer, "suspend", pause)["state"] == "suspended"
    assert desk.do(desk.reviewer, "resume")["state"] == "under_review"
    extend = {"days": 5, "reason": "情况复杂，需要进一步核实"}
    desk.reviewer.problem("post", desk.at("extend"), extend, status=403)
    shown = desk.do(desk.head, "extend", extend)
    assert next(one for one in shown["clocks"] if one["name"] == "decision")["extended_days"] == 5
    assert desk.head.problem("post", desk.at("extend"), extend, status=422)


def test_departments_are_asked_and_answer(desk: Desk) -> None:
    fire = Department.objects.create(slug="fire-x", name="消防某队")
    officer = Caller(staff(fire, "fire-officer-x", "review"), key=True)
    desk.do(desk.clerk, "accept")
    ask = {"departments": ["fire-x"], "question": "消防设计是否合格？", "days": 3}
    unknown = {**ask, "departments": ["nowhere"]}
    problem = desk.reviewer.problem("post", desk.at("consult"), unknown, status=422)
    assert problem["code"] == "unknown_department"
    officer.problem("get", desk.at(), status=404)
    desk.do(desk.reviewer, "consult", ask)
    [line] = officer.told("get", "agency/queue/")["results"]
    assert line["kind"] == "co_opinion"
    answer = {"node": line["node"], "result": "conditions", "opinion": "消防车道加宽到四米"}
    desk.reviewer.problem("post", desk.at("opinion"), answer, status=403)
    shown = desk.do(officer, "opinion", answer)
    step = next(one for one in shown["steps"] if one["kind"] == "co_opinion")
    assert (step["result"], step["opinion"]) == ("conditions", "消防车道加宽到四米")


def test_endings_and_afterwards(office: Bureau) -> None:
    gone = Desk(office)
    body = {"reason": "这件事由别的机关管辖", "right_agency": "区城管局"}
    assert gone.do(gone.clerk, "not-accept", body)["outcome"] == "not_accepted"
    ended = Desk(office)
    ended.do(ended.clerk, "accept")
    words = {"reason": "申请单位书面说明项目已经取消。"}
    assert ended.do(ended.head, "terminate", words)["state"] == "terminated"
    kept = Desk(office)
    kept.do(kept.clerk, "accept")
    kept.review()
    kept.do(kept.head, "send-back", {"reason": "请补充现场照片"})
    body = {"node": "review", "result": "agree", "opinion": OPINION}
    kept.do(kept.reviewer, "complete-step", body)
    kept.do(kept.head, "grant")
    kept.do(kept.clerk, "issue")
    words = {"reason": "发证后查明所附证明系伪造，依法应当撤销。"}
    kept.do(kept.reviewer, "propose-revocation", words)
    words["heard"] = "期限内没有提出"
    kept.reviewer.problem("post", kept.at("revoke"), words, status=403)
    assert "陈述、申辩" in kept.head.problem("post", kept.at("revoke"), words, status=422)["detail"]
    with moved(now() + timedelta(days=20)):
        assert kept.do(kept.head, "revoke", words)["outcome"] == "revoked"
    assert not [found for found in verify_all() if found.bad]


def test_acts_name_what_is_possible_now(desk: Desk) -> None:
    assert "accept" in desk.clerk.told("get", desk.at())["acts"]
    assert desk.reviewer.told("get", desk.at())["acts"] == []
    desk.do(desk.clerk, "accept")
    assert "accept" not in desk.clerk.told("get", desk.at())["acts"]
    assert {"complete-step", "suspend", "consult"} <= set(desk.reviewer.told("get", desk.at())["acts"])


def test_whoever_was_slower_gets_409_with_the_state_as_it_is(desk: Desk, office: Bureau) -> None:
    seen = desk.clerk.told("get", desk.at())["version"]
    intake.not_accept_case(desk.case.pk, by=office.clerk, reason="不属于本机关的职权范围")
    problem = desk.clerk.problem("post", desk.at("accept"), {"version": seen}, status=409)
    assert problem["code"] == "changed_since"
    assert problem["current"]["state"] == "not_accepted"
    assert problem["current"]["version"] == seen + 1
    assert problem["current"]["last"]["act"] == "not_accept"
    assert problem["current"]["last"]["by"] == str(office.clerk)
    problem = desk.clerk.problem("post", desk.at("accept"), {}, status=422)
    assert problem["current"]["state"] == "not_accepted"
    assert Case.objects.get(pk=desk.case.pk).version == 2


def test_a_certificate_is_not_numbered_on_an_outdated_look(desk: Desk, office: Bureau) -> None:
    desk.do(desk.clerk, "accept")
    desk.review()
    handling.grant_case(desk.case.pk, by=office.head)
    desk.clerk.problem("post", desk.at("issue"), {"version": 2}, status=409)
    assert desk.do(desk.clerk, "issue", {"version": 4})["state"] == "issued"


def test_strangers_get_404_and_colleagues_without_the_power_403(desk: Desk, office: Bureau) -> None:
    other = Caller(office.stranger, key=True)
    other.problem("get", desk.at(), status=404)
    other.problem("post", desk.at("accept"), status=404)
    Caller(office.citizen).problem("get", desk.at(), status=404)
    Caller(office.citizen).problem("get", "agency/queue/", status=404)
    problem = desk.reviewer.problem("post", desk.at("accept"), status=403)
    assert "收件" in problem["detail"]
    answer = Caller().ask("post", "/api/v1/" + desk.at("accept"))
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert other.told("get", "agency/cases/")["results"] == []


def test_personal_data_is_masked_until_somebody_looks_and_that_is_recorded(
    desk: Desk, office: Bureau
) -> None:
    fields = [{"key": "phone", "type": "phone", "label_zh": "电话"}]
    office.version.content["form_fields"] = fields
    office.version.save(update_fields=["content"])
    case = submitted(office, answers={"phone": "13800138000"})
    path = f"agency/cases/{case.token}/"
    assert "13800138000" not in desk.clerk.ask("get", path).content.decode()
    told = desk.clerk.told("post", f"{path}personal/")
    assert told["answers"][0]["value"] == "13800138000"
    assert PersonalLook.objects.filter(case=case, user=office.clerk).count() == 1
    watcher = Caller(staff(office.department, "watcher", "supervise"), key=True)
    watcher.problem("post", f"{path}personal/", status=403)


def test_the_queue_and_the_list_come_in_pages(desk: Desk, office: Bureau) -> None:
    tokens = [desk.case.token, *(submitted(office).token for _place in range(44))]
    first = desk.clerk.told("get", "agency/queue/")
    second = desk.clerk.told("get", "agency/queue/", {"cursor": first["next"]})
    assert [one["case"] for one in first["results"] + second["results"]] == tokens
    assert second["next"] is None
    first = desk.clerk.told("get", "agency/cases/", {"state": "submitted"})
    second = desk.clerk.told("get", "agency/cases/", {"state": "submitted", "cursor": first["next"]})
    assert [one["token"] for one in first["results"] + second["results"]] == tokens[::-1]
    [line] = desk.clerk.told("get", "agency/cases/", {"number": desk.case.number})["results"]
    assert line["token"] == desk.case.token
    assert desk.clerk.problem("get", "agency/queue/", {"tab": "everything"}, status=400)["errors"]["tab"]


def test_reads_ask_the_database_a_fixed_number_of_times(desk: Desk, office: Bureau) -> None:
    for _place in range(5):
        submitted(office)
    desk.clerk.told("get", "agency/queue/")
    with at_most(8, "queue"):
        desk.clerk.told("get", "agency/queue/")
    with at_most(7, "cases"):
        desk.clerk.told("get", "agency/cases/")
    with at_most(21, "one case"):
        desk.clerk.told("get", desk.at())


def off_by_one(code: str) -> str:
    """The same number with another check place."""
    return code[:-1] + ("1" if code[-1] == "0" else "0")


PAPER: dict[str, Any] = {
    "party": {"name": "章一琳", "code": id_number("19850614", 33), "phone": "0571-0000-0001"},
    "delivery_mode": "window",
}


def paper(item: ServiceItem) -> dict[str, Any]:
    answers = Walk(item).answers
    return {
        **PAPER,
        "item": item.slug,
        "answers": answers,
        "received": [m["key"] for m in item.live_version.content["materials"]],
    }


def test_paper_is_received_at_the_window_once_per_key(item: ServiceItem) -> None:
    clerk = Caller(staff(item.department, "paper-clerk", "receive"), key=True)
    body = paper(item)
    wrong = {**body, "party": {**body["party"], "code": off_by_one(body["party"]["code"])}}
    problem = clerk.problem("post", "agency/cases/", wrong, status=422)
    assert set(problem["errors"]) == {"party_code"}
    seen = {**body, "party": {**wrong["party"], "seen": True}}
    first = clerk.told("post", "agency/cases/", seen, status=201, once="paper-1")
    assert clerk.told("post", "agency/cases/", seen, status=201, once="paper-1") == first
    event = Event.objects.get(subject_kind="case", act="receive")
    assert event.data["overrides"] == ["applicant"]
    assert Person.objects.filter(cases__token=first["token"]).count() == 1
    answer = clerk.told("get", f"agency/cases/{first['token']}/")
    assert (answer["channel"], answer["received_on"]) == ("window", today().isoformat())


def test_only_window_clerks_receive_paper(item: ServiceItem, office: Bureau) -> None:
    reviewer = Caller(office.reviewer, key=True)
    assert "收件" in reviewer.problem("post", "agency/cases/", {}, status=403)["detail"]
    elsewhere = Caller(office.clerk, key=True)
    elsewhere.problem("post", "agency/cases/", paper(item), status=403)
    elsewhere.problem("post", "agency/cases/", {**paper(item), "item": "nothing"}, status=404)


def test_a_remark_of_the_window_binds_nobody(desk: Desk) -> None:
    assert (
        desk.do(desk.clerk, "pre-review", {"comment": "材料看过，基本齐全。"})["state"] == CaseState.SUBMITTED
    )
    assert Step.objects.get(case=desk.case, kind="accept").state == "ready"
