"""Lives of cases that together perform every act there is, by the real services."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from accounts.demo.names import id_number
from accounts.models import Department, Person, User
from accounts.selectors import id_index_of
from admin_center.clocks.models import Clock
from approvals.models import Case, Draft
from approvals.rules import drafts as rules
from approvals.rules.supplements import Missing
from approvals.services import afterwards, cooperation, drafts, handling, intake, sweeps, timing
from approvals.services.promises import complete_promise
from approvals.services.receive import Paper, Party, receive_application
from approvals.services.renewals import start_renewal
from approvals.services.statements import defend_certificate
from approvals.services.submit import submit_draft
from approvals.services.urge import urge_case
from core.documents.models import Document
from core.files.services import check_stored, receive_checked
from core.now import moved
from tests.approvals.bureau import bureau, staff, submitted
from tests.approvals.forms import pdf
from tests.laws.conftest import keep_promises

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WHY = "申请材料中的合同系伪造，已查实，依法应当撤销"
CONTENT: dict[str, Any] = {
    "legal_basis": [{"law": "中华人民共和国建筑法", "article": "第七条"}],
    "lapse_basis": "《余杭区演示办法》第九条",
    "result": {"name_zh": "测试许可证", "validity_months": 4},
    "form_fields": [{"key": "project_name", "label_zh": "项目名称", "type": "text", "required": True}],
    "materials": [
        {"key": "form__x", "name_zh": "申请表"},
        {"key": "plan", "name_zh": "总平面图", "electronic_ok": True, "accept": ["pdf"]},
    ],
}


class Lives:
    """One office, its people, and the days on which they act; day 0 is Monday, 2 March 2026."""

    def __init__(self) -> None:
        with moved(MONDAY):
            self.office = office = bureau("act", content=CONTENT)
            self.other = Department.objects.create(slug="third-act", name="区另一局", phone="0571-00000301")
            self.adviser = staff(self.other, "adviser-act", "review")
            self.overseer = staff(office.department, "overseer-act", "supervise")
            self.second = staff(office.department, "second-act", "decide")
        number = id_number("19900518", 12)
        Person.objects.filter(pk=office.citizen.person_id).update(
            name="李某", id_number=number, id_index=id_index_of(number)
        )
        self.number = number
        Department.objects.filter(pk=office.department.pk).update(phone="0571-00000300")

    def live(self) -> None:
        """Every life, one after the other, and every message that came of it."""
        self.granted_and_revoked()
        self.on_paper()
        self.unanswered()
        self.supplement_never_came()
        self.turned_away()
        self.handed_over()
        self.won_an_appeal()
        self.renewed_by_silence()

    def do(self, day: int, act: Any, *args: Any, **values: Any) -> Any:
        """One act on a day, and the messages it promised."""
        with moved(MONDAY + timedelta(days=day)):
            done = act(*args, **values)
            keep_promises()
        return done

    def submitted(self, day: int) -> Case:
        """A case of this office's citizen."""
        at = MONDAY + timedelta(days=day)
        case: Case = self.do(day, partial(submitted, self.office, at=at))
        return case

    def file(self, by: User, name: str) -> int:
        """A stored file."""
        return receive_checked(pdf(name), by=by).pk

    def review(self, day: int, case: Case, result: str = "agree") -> None:
        """The one review step of the plan."""
        step = {"node": "review", "result": result, "opinion": "已核对全部材料"}
        self.do(day, handling.complete_step, case.pk, by=self.office.reviewer, **step)

    def issued(self, day: int, case: Case) -> Document:
        """From acceptance to a certificate that holds."""
        self.do(day, handling.grant_case, case.pk, by=self.office.head, conditions=["夜间不得施工。"])
        self.do(day, handling.issue_certificate, case.pk, by=self.office.clerk)
        papers = Document.objects.filter(subject_id=case.pk, kind="certificate")
        papers.update(state="ready", sha256="0" * 64)
        return papers.get()

    def granted_and_revoked(self) -> None:
        """The longest life: asked for more, consulted, paused, extended, granted, corrected, revoked."""
        office, case = self.office, self.submitted(0)
        me, fire = office.citizen, self.other
        self.do(0, cooperation.pre_review_case, case.pk, by=office.clerk, comment="图纸比例不清楚，建议换图")
        asked = [
            Missing("plan", "缺少注册建筑师的签章"),
            Missing("field:project_name", "与合同不一致"),
        ]
        self.do(0, intake.request_supplement, case.pk, by=office.clerk, items=asked)
        answers = {"project_name": "某路综合改造"}
        brought = {"plan": [self.file(me, "总平面图.pdf")]}
        self.do(
            1, intake.supplement_case, case.pk, by=me, files=brought, answers=answers, all_answers=answers
        )
        self.do(2, intake.accept_case, case.pk, by=office.clerk)
        ask = {"departments": [fire], "question": "消防设计是否合格？", "days": 3}
        self.do(2, cooperation.consult_departments, case.pk, by=office.reviewer, **ask)
        node = {"node": f"opinion-{fire.pk}", "result": "conditions", "opinion": "消防车道净宽不小于四米"}
        self.do(3, cooperation.give_opinion, case.pk, by=self.adviser, **node)
        self.review(3, case)
        self.do(3, handling.send_back, case.pk, by=office.head, reason="请补充现场照片")
        pause = {"ground": "expert_review", "expected_days": 5, "reason": "深基坑需要组织专家评审"}
        self.do(4, timing.suspend_case, case.pk, by=office.reviewer, **pause)
        self.do(9, timing.resume_case, case.pk, by=office.reviewer)
        self.do(9, timing.extend_case, case.pk, by=office.head, days=2, reason="评审意见需要逐条核实")
        Clock.objects.filter(subject_id=case.pk, name="decision").update(promised_due_on=date(2026, 3, 12))
        self.do(9, timing.redate_cases, [case.pk], reason="国务院办公厅公布了新的放假安排")
        self.do(16, urge_case, case.pk, by=me)
        self.review(16, case)
        self.issued(16, case)
        self.do(17, handling.deliver_case, case.pk, by=office.clerk, mode="window", receiver="李某")
        why = "项目名称印错一个字，应为“某路综合改造”"
        self.do(18, afterwards.correct_certificate, case.pk, by=office.head, reason=why)
        Document.objects.filter(subject_id=case.pk, kind="certificate", state="rendering").update(
            state="ready", sha256="0" * 64
        )
        self.do(18, afterwards.propose_revocation, case.pk, by=office.reviewer, reason=WHY)
        self.do(19, defend_certificate, case.pk, by=me, text="合同由他人代办，我不知道是伪造的。")
        heard = "持证人书面陈述合同由他人代办，没有提出证据，不予采纳"
        self.do(32, afterwards.revoke_certificate, case.pk, by=self.second, reason=WHY, heard=heard)

    def on_paper(self) -> None:
        """Taken in at a window, accepted with a promise, completed, withdrawn."""
        office = self.office
        paper = Paper(
            Party(False, "李某", self.number, "0571-00000302"),
            {"project_name": "某厂房"},
            [],
            "window",
            submit_key="lives",
        )
        item = office.version.item
        case_id = self.do(0, receive_application, item, paper, by=office.clerk).case_id
        promise = {"promised": ["plan"], "days": 3}
        self.do(1, intake.accept_case_conditionally, case_id, by=office.clerk, **promise)
        case = Case.objects.get(pk=case_id)
        self.do(
            2, complete_promise, case, by=office.citizen, uploads={"plan": [pdf("总平面图.pdf", side=310)]}
        )
        self.do(3, handling.withdraw_case, case_id, by=office.citizen, reason="施工计划推迟到明年")

    def unanswered(self) -> None:
        """Deemed accepted, later terminated."""
        case = self.submitted(0)
        self.do(11, sweeps.deem_overdue_cases)
        why = "申请单位书面说明项目已经取消，依法终止办理"
        self.do(12, handling.terminate_case, case.pk, by=self.office.head, reason=why)

    def supplement_never_came(self) -> None:
        """Lapsed, and filed away two months later."""
        case = self.submitted(12)
        asked = [Missing("deed", "请补交产权证明")]
        self.do(12, intake.request_supplement, case.pk, by=self.office.clerk, items=asked)
        self.do(40, sweeps.lapse_overdue_cases)
        self.do(120, sweeps.archive_ended_cases)

    def turned_away(self) -> None:
        """Not accepted: once with the right agency named, once without."""
        for agency in ("区城管局", ""):
            case = self.submitted(0)
            why = {"reason": "该处道路由城市管理部门审批", "right_agency": agency}
            self.do(1, intake.not_accept_case, case.pk, by=self.office.clerk, **why)

    def handed_over(self) -> None:
        """Moved to the department that is competent."""
        case, why = self.submitted(0), "该项目属于另一局职权范围"
        self.do(1, cooperation.transfer_case, case.pk, by=self.office.clerk, to=self.other, reason=why)

    def won_an_appeal(self) -> None:
        """Refused, and opened again."""
        office, case = self.office, self.submitted(0)
        self.do(1, intake.accept_case, case.pk, by=office.clerk)
        self.review(2, case, "disagree")
        why = {"reasons": "建设资金证明不足合同价的一半", "legal_basis": "《中华人民共和国建筑法》第八条"}
        self.do(2, handling.refuse_case, case.pk, by=office.head, **why)
        Document.objects.filter(subject_id=case.pk, kind="refusal").update(state="ready", sha256="0" * 64)
        why = {"reason": "复议决定撤销原决定，责令重新作出"}
        self.do(20, afterwards.reopen_case, case.pk, by=self.overseer, **why)

    def renewed_by_silence(self) -> None:
        """A renewal filed in time that nobody decided."""
        office, case = self.office, self.submitted(0)
        self.do(0, intake.accept_case, case.pk, by=office.clerk)
        self.review(1, case)
        paper = self.issued(1, case)
        draft: Draft = self.do(70, start_renewal, paper.token, by=office.citizen)
        draft.contact, draft.topics_done = {"delivery_mode": "online"}, ["contact", *_topics(draft)]
        draft.save(update_fields=["contact", "topics_done"])
        Draft.objects.filter(pk=draft.pk).update(answers={"project_name": "某路改造"})
        lay = {"material_key": "plan", "upload": pdf(side=320)}
        stored = self.do(70, drafts.attach_file, draft.token, by=office.citizen, **lay)
        check_stored(stored.token)
        self.do(71, submit_draft, draft.token, by=office.citizen)
        self.do(130, sweeps.renew_silent_cases)


def _topics(draft: Draft) -> list[str]:
    return list(rules.pages(draft.item_version.content))
