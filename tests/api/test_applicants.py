"""What applicants do by program: apply, follow, supplement, withdraw; with every refusal as a problem."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Mandate, Organisation
from admin_center.registry.models import ServiceItem
from approvals.enums import CaseState
from approvals.models import Case, Draft
from approvals.rules.intake import Check
from approvals.rules.supplements import Missing
from approvals.services import intake
from core.files.services import check_stored
from core.letters.services import notify
from core.now import today
from tests.api.asking import Caller
from tests.approvals.bureau import Bureau, submitted
from tests.core.files.builders import pdf
from tests.walk.counting import at_most
from tests.walk.paths import INVALID, Walk

pytestmark = pytest.mark.django_db


def sheet(name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(), "application/pdf")


def filled(caller: Caller, item: ServiceItem) -> str:
    """A complete draft of the item; its token."""
    draft = caller.told("post", "drafts/", {"item": item.slug}, status=201)
    walk = Walk(item)
    for topic in draft["topics"]:
        raw = {one["key"]: walk.answers[one["key"]] for one in topic["questions"]}
        body: dict[str, Any] = {"topic": topic["key"], "answers": raw, "seen": topic["seen"]}
        if topic["key"] == "contact":
            body["delivery"] = {"delivery_mode": "window"}
        assert caller.told("patch", f"drafts/{draft['token']}/", body)["errors"] == {}
    now = caller.told("get", f"drafts/{draft['token']}/")
    for need in now["materials"]:
        if need["how"] == "upload" and need["required"]:
            body = {"material": need["key"], "file": sheet()}
            file = caller.told("post", f"drafts/{draft['token']}/files/", body, status=201)
            check_stored(file["token"])
    return str(draft["token"])


def test_everybody_reads_the_guides_page_by_page() -> None:
    anybody = Caller()
    first = anybody.told("get", "items/")
    second = anybody.told("get", "items/", {"cursor": first["next"]})
    names = [one["slug"] for one in first["results"] + second["results"]]
    assert len(names) == len(set(names)) == 100
    assert anybody.told("get", "items/", {"q": "施工许可"})["results"][0]["slug"] == "construction-permit"
    guide = anybody.told("get", "items/construction-permit/")
    assert guide["materials"]
    assert guide["questions"]
    assert guide["legal_basis"]
    anybody.problem("get", "items/no-such-item/", status=404)
    assert anybody.problem("get", "items/", {"cursor": "zzz"}, status=400)["errors"]["cursor"]


def test_guides_can_be_read_in_english() -> None:
    answer = Caller().ask("get", "items/construction-permit/", headers={"Accept-Language": "en"})
    assert "permit" in answer.json()["name"].lower()
    assert answer["Content-Language"] == "en"


def test_an_application_goes_from_draft_to_receipt(citizen: Caller, item: ServiceItem) -> None:
    token = filled(citizen, item)
    receipt = citizen.told("post", f"drafts/{token}/submit/", {"declared": True}, status=201)
    assert receipt["number"].startswith("YH-")
    assert receipt["query_code"]
    again = citizen.told("post", f"drafts/{token}/submit/", {"declared": True}, status=201)
    assert again == receipt
    lines = citizen.told("get", "my/cases/")["results"]
    assert [one["token"] for one in lines] == [receipt["token"]]
    shown = citizen.told("get", f"my/cases/{receipt['token']}/")
    assert shown["state"] == "submitted"
    assert shown["timeline"][0]["act"] == "submit"
    problem = citizen.problem("patch", f"drafts/{token}/", {"topic": "contact", "answers": {}}, status=409)
    assert problem["current"]["case"] == receipt["token"]


def test_what_is_wrong_is_kept_and_said(citizen: Caller, item: ServiceItem) -> None:
    draft = citizen.told("post", "drafts/", {"item": item.slug}, status=201)
    topic = draft["topics"][0]
    wrong = {one["key"]: INVALID[one["type"]] for one in topic["questions"]}
    body = {"topic": topic["key"], "answers": wrong}
    assert set(citizen.told("patch", f"drafts/{draft['token']}/", body)["errors"]) == set(wrong)
    kept = citizen.told("get", f"drafts/{draft['token']}/")["topics"][0]["questions"]
    assert {one["key"]: one["value"] for one in kept} == wrong
    problem = citizen.problem("post", f"drafts/{draft['token']}/submit/", {"declared": True}, status=422)
    assert problem["code"] == "incomplete"
    problem = citizen.problem("post", f"drafts/{draft['token']}/submit/", {}, status=400)
    assert "declared" in problem["errors"]
    problem = citizen.problem("post", f"drafts/{draft['token']}/submit/", {"declared": False}, status=422)
    assert problem["code"] == "not_declared"


def test_two_windows_on_one_page_are_told_apart(citizen: Caller, item: ServiceItem) -> None:
    draft = citizen.told("post", "drafts/", {"item": item.slug}, status=201)
    topic = draft["topics"][0]
    question = next(one for one in topic["questions"] if one["type"] == "text")["key"]
    save = {"topic": topic["key"], "answers": {question: "沈一"}, "seen": topic["seen"]}
    citizen.told("patch", f"drafts/{draft['token']}/", save)
    late = {**save, "answers": {question: "俞二"}}
    problem = citizen.problem("patch", f"drafts/{draft['token']}/", late, status=409)
    now = {one["key"]: one["value"] for one in problem["current"]["topics"][0]["questions"]}
    assert now[question] == "沈一"


def test_strange_questions_pages_and_files_are_refused(citizen: Caller, item: ServiceItem) -> None:
    token = citizen.told("post", "drafts/", {"item": item.slug}, status=201)["token"]
    for body, code in (
        ({"topic": "no-such-page"}, "unknown_topic"),
        ({"topic": "contact", "answers": {"no_such_question": "1"}}, "unknown_key"),
    ):
        assert citizen.problem("patch", f"drafts/{token}/", body, status=422)["code"] == code
    program = SimpleUploadedFile("a.pdf", b"MZ" + b"\0" * 600, "application/pdf")
    material = item.live_version.content["materials"][1]["key"]
    body = {"material": material, "file": program}
    citizen.problem("post", f"drafts/{token}/files/", body, status=422)
    citizen.problem("post", f"drafts/{token}/files/", {"material": material}, status=415)


def test_drafts_belong_to_whoever_started_them(
    citizen: Caller, office: Bureau, item: ServiceItem, clerk: Caller
) -> None:
    token = citizen.told("post", "drafts/", {"item": item.slug}, status=201)["token"]
    for caller in (Caller(office.other_citizen), clerk):
        caller.problem("get", f"drafts/{token}/", status=404)
        caller.problem("post", f"drafts/{token}/submit/", {"declared": True}, status=404)
        caller.problem("delete", f"drafts/{token}/", status=404)
    Caller().problem("get", f"drafts/{token}/", status=401)
    citizen.told("delete", f"drafts/{token}/", status=204)
    assert not Draft.objects.filter(token=token).exists()


def test_staff_cannot_apply_with_their_work_account(clerk: Caller, item: ServiceItem) -> None:
    assert clerk.problem("post", "drafts/", {"item": item.slug}, status=422)["code"] == "cannot_apply"
    clerk.problem("post", "drafts/", {"item": "no-such-item"}, status=404)


def test_an_agent_acts_for_the_organisation_named_in_the_request(
    citizen: Caller, office: Bureau, item: ServiceItem
) -> None:
    company = Organisation.objects.create(name="浙江某建设有限公司", uscc="91330199MA0009999X")
    mandate = Mandate.objects.create(
        organisation=company, person=office.citizen.person, starts_on=today(), ends_on=today()
    )
    assert citizen.told("get", "my/mandates/")["results"][0]["token"] == mandate.token
    body = {"item": item.slug, "mandate": mandate.token}
    assert citizen.told("post", "drafts/", body, status=201)["organisation"] == company.name
    other = Caller(office.other_citizen)
    assert other.problem("post", "drafts/", body, status=422)["code"] == "mandate_ended"
    assert other.problem("get", "my/cases/", {"mandate": mandate.token}, status=422)


def test_the_account_of_days_adds_up(citizen: Caller, office: Bureau) -> None:
    case = submitted(office)
    intake.accept_case(case.pk, by=office.clerk)
    clocks = citizen.told("get", f"my/cases/{case.token}/")["clocks"]
    assert {one["name"] for one in clocks} == {"intake", "decision"}
    for clock in clocks:
        assert sum(day["told"] == "counted" for day in clock["days"]) == clock["used"]
        assert all(day["words"] for day in clock["days"])


def test_a_supplement_is_handed_in_complete_or_not_at_all(citizen: Caller, office: Bureau) -> None:
    case = submitted(office)
    missing = [Missing("plan", "请补盖章"), Missing("field:project_name", "名称与立项文件不一致")]
    checks = {"plan": Check("missing", "缺盖章")}
    intake.request_supplement(case.pk, by=office.clerk, items=missing, checks=checks)
    path = f"my/cases/{case.token}/supplement/"
    notice = citizen.told("get", f"my/cases/{case.token}/")["notice"]
    assert [one["key"] for one in notice["lines"]] == ["plan", "field:project_name"]
    problem = citizen.problem("post", path, {"answers": {}}, status=422)
    assert set(problem["errors"]) == {"plan", "field:project_name"}
    assert problem["current"]["state"] == "supplement_requested"
    wrong = {"material": "deed", "file": sheet()}
    assert citizen.problem("post", f"{path}files/", wrong, status=422)["code"] == "unknown_material"
    right = {"material": "plan", "file": sheet()}
    file = citizen.told("post", f"{path}files/", right, status=201)
    citizen.told("delete", f"{path}files/{file['token']}/", status=204)
    citizen.told("post", f"{path}files/", {"material": "plan", "file": sheet()}, status=201)
    done = citizen.told("post", path, {"answers": {"project_name": "某路改造二期"}})
    assert (done["state"], done["notice"]) == ("submitted", None)
    assert citizen.problem("post", path, {"answers": {}}, status=422)["code"] == "no_notice"


def test_withdrawing_ends_the_case_and_only_before_the_decision(citizen: Caller, office: Bureau) -> None:
    case = submitted(office)
    other = Caller(office.other_citizen)
    other.problem("post", f"my/cases/{case.token}/withdraw/", {}, status=404)
    gone = citizen.told("post", f"my/cases/{case.token}/withdraw/", {"reason": "计划变了"})
    assert gone["state"] == "withdrawn"
    problem = citizen.problem("post", f"my/cases/{case.token}/withdraw/", {}, status=422)
    assert problem["code"] == "wrong_state"
    assert problem["current"]["state"] == "withdrawn"
    assert [one["token"] for one in citizen.told("get", "my/cases/", {"tab": "gone"})["results"]] == [
        case.token
    ]
    assert Case.objects.get(pk=case.pk).state == CaseState.WITHDRAWN


def test_cases_and_messages_come_in_pages(citizen: Caller, office: Bureau) -> None:
    tokens = [submitted(office).token for _place in range(25)]
    first = citizen.told("get", "my/cases/")
    second = citizen.told("get", "my/cases/", {"cursor": first["next"]})
    assert [one["token"] for one in first["results"] + second["results"]] == tokens[::-1]
    assert second["next"] is None
    other_list = citizen.problem("get", "my/messages/", {"cursor": first["next"]}, status=400)
    assert other_list["errors"]["cursor"]


def test_messages_are_read_by_their_recipient(citizen: Caller, office: Bureau) -> None:
    case = submitted(office)
    notify(
        recipient=office.citizen,
        topic="case.received",
        params={"number": case.number, "item": "测试许可", "item_en": "Test"},
        subject_kind="case",
        subject_id=case.pk,
        key="test message",
        link="/my/",
    )
    [one] = citizen.told("get", "my/messages/")["results"]
    assert one["read_at"] is None
    Caller(office.other_citizen).problem("post", f"my/messages/{one['token']}/read/", status=404)
    assert citizen.told("post", f"my/messages/{one['token']}/read/")["read_at"]


def test_pages_ask_the_database_a_fixed_number_of_times(citizen: Caller, office: Bureau) -> None:
    for _place in range(3):
        case = submitted(office)
    citizen.told("get", "my/cases/")
    with at_most(9, "my cases"):
        citizen.told("get", "my/cases/")
    with at_most(18, "one case"):
        citizen.told("get", f"my/cases/{case.token}/")
    with at_most(1, "guides"):
        Caller().told("get", "items/")


def test_private_answers_are_kept_nowhere(citizen: Caller, office: Bureau) -> None:
    answer = citizen.ask("get", f"my/cases/{submitted(office).token}/")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer["Vary"]
