"""A few dozen cases in every state, lived through the real services under a moved clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from accounts.models import Department, Mandate, User
from accounts.selectors import mandates_in_force
from admin_center.calendar.selectors import workdays
from admin_center.registry.models import ServiceItem
from admin_center.supervision.sweep import sweep
from approvals.demo.answers import CLASH, answers_for
from approvals.demo.sheets import sheet
from approvals.enums import StepKind
from approvals.models import Case, Step
from approvals.rules import drafts as draft_rules
from approvals.rules.intake import Check
from approvals.rules.supplements import Missing
from approvals.selectors.known import known
from approvals.services import afterwards, cooperation, drafts, handling, intake, statements, sweeps, timing
from approvals.services.submit import Receipt, submit_draft
from core.files.services.check_file import check_stored
from core.files.services.receive_file import receive_checked
from core.letters.sending import send_due
from core.now import SHANGHAI, moved, now, today
from core.outbox import relay


@dataclass(frozen=True, slots=True)
class Story:
    """Who applied for what, how many working days ago, and how far it went."""

    item: str
    who: str
    ago: int
    end: str
    delivery: str = "online"


# One story a line; `end` names a method chain in `_Teller.tell`.
STORIES = tuple(
    Story(*line)
    for line in (
        ("construction-permit", "zhangwei", 0, "submitted"),
        ("construction-permit", "zhangwei", 3, "reviewing"),
        ("construction-permit", "zhangwei", 24, "delivered"),
        ("construction-permit", "zhangwei", 13, "to_decide", "post"),
        ("project-planning-permit", "zhangwei", 4, "supplement"),
        ("project-planning-permit", "zhangwei", 30, "supplemented_delivered"),
        ("project-planning-permit", "zhangwei", 1, "submitted"),
        ("land-planning-permit", "zhangwei", 45, "delivered", "window"),
        ("land-planning-permit", "zhangwei", 5, "to_decide"),
        ("outdoor-advertising-setup", "zhangwei", 2, "submitted"),
        ("outdoor-advertising-setup", "lihua", 18, "delivered"),
        ("road-occupation-permit", "zhangwei", 9, "withdrawn"),
        ("construction-waste-permit", "zhangwei", 3, "reviewing"),
        ("eia-form-approval", "zhangwei", 9, "suspended"),
        ("eia-registration-approval", "zhangwei", 20, "delivered"),
        ("night-construction", "zhangwei", 1, "accepted"),
        ("fire-design-review", "zhangwei", 26, "refused"),
        ("fire-design-review", "zhangwei", 14, "late"),
        ("enterprise-project-filing", "zhangwei", 1, "submitted"),
        ("enterprise-project-filing", "zhangwei", 33, "delivered"),
        ("company-change", "zhangwei", 2, "to_decide"),
        ("ad-registration", "zhangwei", 11, "not_accepted"),
        ("seal-engraving-filing", "zhangwei", 16, "at_once"),
        ("social-insurance-registration", "zhangwei", 28, "at_once"),
        ("site-selection-opinion", "zhangwei", 12, "extended"),
        ("lightning-design-review", "zhangwei", 8, "deemed"),
        ("highway-crossing-permit", "zhangwei", 6, "consulting"),
        ("energy-review", "zhangwei", 22, "terminated"),
        ("land-preexamination", "zhangwei", 90, "delivered_closed"),
        ("provident-fund-withdrawal", "lihua", 6, "at_once"),
        ("provident-fund-withdrawal", "lihua", 0, "submitted"),
        ("individual-business-registration", "lihua", 12, "delivered"),
        ("catering-permit", "lihua", 7, "reviewing"),
        ("tobacco-retail-licence", "lihua", 15, "refused"),
        ("senior-preferential-card", "lihua", 2, "supplement"),
        ("resident-medical-insurance", "lihua", 19, "at_once"),
        ("passport-application", "lihua", 5, "reviewing"),
        ("pension-transfer", "lihua", 17, "late"),
        ("house-mortgage-registration", "lihua", 10, "delivered", "window"),
        ("water-connection", "lihua", 4, "to_issue"),
        ("physician-registration", "lihua", 25, "revoked"),
        ("teacher-qualification", "lihua", 8, "reviewing"),
        ("government-information-disclosure", "lihua", 21, "lapsed"),
        ("scheme-review", "zhangwei", 3, "supplemented"),
        ("drawing-review-filing", "zhangwei", 2, "to_issue"),
        ("quality-supervision-registration", "zhangwei", 1, "submitted"),
        ("presale-permit", "zhangwei", 5, "submitted"),
        ("planning-verification", "zhangwei", 6, "reviewing"),
        ("house-mortgage-registration", "lihua", 1, "submitted"),
        ("drainage-permit", "zhangwei", 0, "submitted"),
        ("construction-permit", "zhangwei", 4, "clashing"),
        ("outdoor-advertising-setup", "zhangwei", 9, "issued", "window"),
        ("construction-waste-permit", "zhangwei", 2, "conditional"),
    )
)
LAW = "《中华人民共和国行政许可法》第三十八条"
OPINION = "申请材料齐全，内容与核查情况一致，同意。"


class _Teller:
    """Tells one story: keeps the hour, and calls the services as the right person."""

    def __init__(self, story: Story, place: int) -> None:
        self.story = story
        self.place = place
        self.hour = 0
        days = workdays()
        self.day = days.at_position(days.position(today()) - story.ago)
        self.item = ServiceItem.objects.select_related("department", "live_version").get(slug=story.item)
        self.by = User.objects.select_related("person").get(username=story.who)

    def at(self) -> datetime:
        """The next quarter of an office hour on the present day; never later than the real present."""
        self.hour += 1
        clock = datetime.combine(self.day, time(9, 5), SHANGHAI) + timedelta(
            minutes=47 * self.hour + self.place % 13
        )
        return min(clock.astimezone(UTC), now() - timedelta(minutes=max(90 - 5 * self.hour, 1)))

    def later(self, days: int = 1) -> bool:
        """Go on some working days later; False when that day has not come yet."""
        following: date = workdays().add(self.day, days)
        if following > today():
            return False
        self.day, self.hour = following, 0
        return True

    def act(self, what: Callable[[], Any]) -> Any:
        """Do something at the next hour, and keep every promise it made."""
        with moved(self.at()):
            done = what()
        with moved(self.at()):
            relay.drain()
            send_due()
        return done

    def officer(self, post: str) -> User:
        """The department's clerk, reviewer or head."""
        return User.objects.get(username=f"{post}.{self.item.department.slug}")

    # the applicant

    def submit(self) -> Case:
        """Fill in the form, lay a sheet to every material, submit."""
        receipt = self.act(self._submit)
        return Case.objects.get(pk=receipt.case_id)

    def _mandate(self) -> Mandate | None:
        return mandates_in_force(self.by, today()).first() if self.story.who != "lihua" else None

    def _submit(self) -> Receipt:
        draft = drafts.start_draft(self.item, by=self.by, mandate=self._mandate(), fresh=True)
        content = draft.item_version.content
        for place, (key, page) in enumerate(draft_rules.pages(content).items()):
            raw = answers_for(page.fields, seed=self.place * 31 + place * 7, today=today())
            facts = known(self.by, draft)
            raw |= {
                str(entry["key"]): facts[str(entry["prefill"])]
                for entry in page.fields
                if entry.get("prefill") in facts and entry["type"] != "choice"
            }
            delivery = {"delivery_mode": self.story.delivery} if key == draft_rules.CONTACT else None
            if delivery and self.story.delivery == "post":
                delivery |= {"receiver": "张伟", "address": "杭州市余杭区临平南大街265号"}
            saved = drafts.save_topic(
                draft.token, by=self.by, topic=key, raw=raw, finish=True, delivery=delivery
            )
            if saved.errors:
                raise ValueError(f"{self.story.item} {key}: {saved.errors}")
        draft.refresh_from_db()
        holder = str(draft.organisation or draft.user.person)
        for need in draft_rules.needs(content, draft.answers, {}):
            if need.how == "upload" and need.required:
                upload = sheet(need.material["name_zh"], holder)
                stored = drafts.attach_file(draft.token, by=self.by, material_key=need.key, upload=upload)
                check_stored(stored.token)
        return submit_draft(draft.token, by=self.by)

    # the officers

    def accept(self, case: Case) -> None:
        """受理, by the department's clerk."""
        self.act(partial(intake.accept_case, case.pk, by=self.officer("clerk")))

    def review(self, case: Case, *, most: int = 9) -> None:
        """Finish up to `most` review steps, one a day where the days have come."""
        for _round in range(most):
            step = Step.objects.filter(case=case, state="ready").exclude(
                kind__in=(StepKind.ACCEPT, StepKind.DECIDE, StepKind.CERTIFICATE, StepKind.CO_OPINION)
            )
            ready = step.order_by("position").first()
            if ready is None:
                return
            act = partial(handling.complete_step, case.pk, node=ready.node, result="agree", opinion=OPINION)
            self.act(partial(act, by=self.officer("reviewer")))
            self.later()

    def grant(self, case: Case) -> None:
        """准予, by the head."""
        self.act(partial(handling.grant_case, case.pk, by=self.officer("head")))

    def issue(self, case: Case) -> None:
        """制证; where the applicant fetches or gets it by post, hand it over too."""
        clerk = self.officer("clerk")
        self.act(partial(handling.issue_certificate, case.pk, by=clerk))
        if self.story.delivery != "online":
            self.later()
            deliver = partial(handling.deliver_case, case.pk, by=clerk, mode=self.story.delivery)
            self.act(partial(deliver, receiver=str(self.by)))

    def ask_for_more(self, case: Case) -> None:
        """One complete supplement list: the first two materials that were uploaded."""
        rows = list(case.materials.filter(state="supplied")[:2])  # type: ignore[attr-defined]
        items = [Missing(row.key, "缺少出具单位的印章，请盖章后重新上传。") for row in rows]
        checks = {row.key: Check("missing", "没有印章") for row in rows}
        ask = partial(intake.request_supplement, case.pk, items=items, checks=checks)
        self.act(partial(ask, by=self.officer("clerk")))

    def supplement(self, case: Case) -> None:
        """The applicant hands in what the list asked for."""
        notice = case.notices.get(answered_at=None)  # type: ignore[attr-defined]
        files = {}
        for row in case.materials.filter(key__in=notice.keys):  # type: ignore[attr-defined]
            upload = sheet(f"{row.name}（已盖章）", str(case.organisation or "申请人"))
            files[row.key] = [receive_checked(upload, by=self.by).pk]
        self.act(partial(intake.supplement_case, case.pk, by=self.by, files=files))

    # the stories

    def tell(self) -> Case:
        """Live the story to its end."""
        case = self.submit()
        getattr(self, f"_{self.story.end}")(case)
        return case

    def _submitted(self, case: Case) -> None:
        """Waits for the clerk."""

    def _accepted(self, case: Case) -> None:
        self.accept(case)

    def _reviewing(self, case: Case) -> None:
        self.later()
        self.accept(case)
        self.later()
        self.review(case, most=1)

    def _to_decide(self, case: Case) -> None:
        self.accept(case)
        self.later()
        self.review(case)

    def _to_issue(self, case: Case) -> None:
        self._to_decide(case)
        self.grant(case)

    def _issued(self, case: Case) -> None:
        self._to_issue(case)
        self.act(partial(handling.issue_certificate, case.pk, by=self.officer("clerk")))

    def _delivered(self, case: Case) -> None:
        self._to_issue(case)
        self.issue(case)

    def _delivered_closed(self, case: Case) -> None:
        self._delivered(case)
        self.day, self.hour = today() - timedelta(days=1), 0
        self.act(sweeps.archive_ended_cases)

    def _at_once(self, case: Case) -> None:
        self.accept(case)
        self.grant(case)
        self.issue(case)

    def _conditional(self, case: Case) -> None:
        owed = case.materials.filter(state="supplied").order_by("-position")[0]  # type: ignore[attr-defined]
        accept = partial(intake.accept_case_conditionally, case.pk, promised=[owed.key], days=3)
        self.later()
        self.act(partial(accept, by=self.officer("clerk")))

    def _supplement(self, case: Case) -> None:
        self.later()
        self.ask_for_more(case)

    def _supplemented(self, case: Case) -> None:
        self._supplement(case)
        self.later()
        self.supplement(case)

    def _supplemented_delivered(self, case: Case) -> None:
        self._supplement(case)
        self.later(2)
        self.supplement(case)
        self.later()
        self._delivered(case)

    def _lapsed(self, case: Case) -> None:
        rows = list(case.materials.filter(state="supplied")[:1])  # type: ignore[attr-defined]
        items = [Missing(row.key, "证件照片看不清号码，请重新拍摄。") for row in rows]
        items = items or [Missing("field:info_desc", "请说明需要哪一年的哪份文件。")]
        ask = partial(intake.request_supplement, case.pk, items=items)
        self.act(partial(ask, by=self.officer("clerk")))
        self.later(12)
        self.act(sweeps.lapse_overdue_cases)

    def _refused(self, case: Case) -> None:
        self._to_decide(case)
        words = "经现场核查，经营场所与学校大门的距离不足五十米，不符合规定的许可条件。"
        if self.item.slug == "fire-design-review":
            words = "设计图中消防车道净宽3.2米，低于规范要求的4.0米，两次说明后仍未修改。"
        refuse = partial(handling.refuse_case, case.pk, reasons=words, legal_basis=LAW)
        self.act(partial(refuse, by=self.officer("head")))

    def _late(self, case: Case) -> None:
        self.accept(case)

    def _withdrawn(self, case: Case) -> None:
        self.accept(case)
        self.later()
        self.act(partial(handling.withdraw_case, case.pk, by=self.by, reason="施工计划推迟到明年"))

    def _not_accepted(self, case: Case) -> None:
        self.later()
        refuse = partial(
            intake.not_accept_case, case.pk, reason="这处广告设施位于城市道路范围内，由城市管理部门审批。"
        )
        self.act(partial(refuse, by=self.officer("clerk"), right_agency="区城管局"))

    def _suspended(self, case: Case) -> None:
        self.accept(case)
        self.later(2)
        pause = partial(timing.suspend_case, case.pk, ground="expert_review", expected_days=10)
        self.act(
            partial(pause, by=self.officer("reviewer"), reason="报告表涉及噪声敏感点，需要组织专家评审。")
        )

    def _extended(self, case: Case) -> None:
        self.accept(case)
        self.later(6)
        extend = partial(timing.extend_case, case.pk, days=5, reason="选址涉及基本农田调整，需要进一步核实。")
        self.act(partial(extend, by=self.officer("head")))

    def _deemed(self, case: Case) -> None:
        self.later(6)
        self.act(sweeps.deem_overdue_cases)

    def _consulting(self, case: Case) -> None:
        self._answer(case, self._asked(case)[0], opinion="限夜间施工，白天恢复双向通行。")

    def _clashing(self, case: Case) -> None:
        for department, line in zip(self._asked(case), CLASH, strict=True):
            self._answer(case, department, terms=[line])
        self.later()
        self.review(case)

    def _asked(self, case: Case) -> list[Department]:
        self.accept(case)
        self.later()
        others = list(Department.objects.filter(slug__in=("traffic-police", "urban-management")))
        ask = partial(cooperation.consult_departments, case.pk, departments=others, days=5)
        self.act(partial(ask, by=self.officer("reviewer"), question="施工期间占用车道，围挡怎样设置？"))
        self.later()
        return others

    def _answer(self, case: Case, department: Department, **said: Any) -> None:
        answer = partial(cooperation.give_opinion, case.pk, result="conditions", **said)
        officer = User.objects.get(username=f"reviewer.{department.slug}")
        self.act(partial(answer, node=f"opinion-{department.pk}", by=officer))

    def _terminated(self, case: Case) -> None:
        self.accept(case)
        self.later(2)
        end = partial(handling.terminate_case, case.pk, reason="申请单位书面说明项目已经取消，依法终止办理。")
        self.act(partial(end, by=self.officer("head")))

    def _revoked(self, case: Case) -> None:
        self._delivered(case)
        self.later()
        words = "发证后查明所附执业证明系伪造，依法应当撤销。"
        propose = partial(afterwards.propose_revocation, case.pk, reason=words)
        self.act(partial(propose, by=self.officer("reviewer")))
        self.later(2)
        said = "执业证是委托他人代办的，我不知道是伪造的。代办人的姓名和电话我可以提供，请予核实。"
        self.act(partial(statements.defend_certificate, case.pk, by=self.by, text=said))
        self.later(4)
        revoke = partial(afterwards.revoke_certificate, case.pk, reason=words)
        heard = (
            "持证人在网上陈述：执业证由他人代办，不知道是伪造。证件系伪造的事实清楚，持证人没有异议；"
            "不知情不影响许可应当撤销，不予采纳"
        )
        self.act(partial(revoke, by=self.officer("head"), heard=heard))


def tell_all(say: Callable[[str], None]) -> int:
    """Every story that has not been told yet, oldest first so that numbers rise with time; how many were.

    Goes on where an interrupted run stopped. Where people have made cases of their own, nothing is added.
    """
    stories = sorted(enumerate(STORIES), key=lambda pair: -pair[1].ago)
    told = Case.objects.count()
    for count, (place, story) in enumerate(stories[told:], told + 1):
        case = _Teller(story, place).tell()
        say(f"{count}/{len(stories)} {case.number} {case.item.name}")
    if told < len(stories):
        _watch(max(story.ago for story in STORIES), say)
    return max(len(stories) - told, 0)


def _watch(days: int, say: Callable[[str], None]) -> None:
    """Let the sweep look at each past working day in turn, so that cards carry the day they were due."""
    calendar = workdays()
    last = calendar.position(today())
    for place in range(last - days, last + 1):
        hour = datetime.combine(calendar.at_position(place), time(8, 30), SHANGHAI)
        if hour < now():
            with moved(hour):
                sweep()
                relay.drain()
                send_due()
    say("cards")
