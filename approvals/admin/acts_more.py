"""The other acts the law knows: handing over, asking others, the time of a case, endings and afterwards."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from accounts.models.departments import Verb
from admin_center.clocks.enums import ground_label
from approvals.admin.doing import DeskAct, Doing, Field
from approvals.admin.typed import Typed
from approvals.casefile import CaseFile
from approvals.enums import MaterialState, StepKind
from approvals.models import Bar, Case
from approvals.rules import afterwards, ending, timing
from approvals.services import afterwards as after_services
from approvals.services import bars, cooperation, handling
from approvals.services import intake as intake_services
from approvals.services import timing as time_services
from approvals.workflow import Act
from core.errors import Refused
from core.now import now

_ACCEPT = frozenset({StepKind.ACCEPT})
OPINIONS = (
    ("agree", _("同意")),
    ("conditions", _("附条件同意")),
    ("disagree", _("不同意")),
    ("need_supplement", _("需要补充")),
)


# what the lists offer


def _departments(file: CaseFile) -> list[tuple[str, str]]:
    rows = Department.objects.filter(is_active=True).exclude(pk=file.department_id).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _owners(file: CaseFile) -> list[tuple[str, str]]:
    rows = Department.objects.filter(is_active=True, items__isnull=False).exclude(pk=file.department_id)
    return [(str(pk), name) for pk, name in rows.distinct().order_by("name").values_list("pk", "name")]


def _grounds(file: CaseFile) -> list[tuple[str, str]]:
    return [(ground, ground_label(ground)) for ground in file.plan.pause_grounds]


def _secondary(file: CaseFile) -> list[tuple[str, str]]:
    handed = (MaterialState.SUPPLIED, MaterialState.FORM)
    return [(row.key, row.name) for row in file.materials if row.state not in handed]


def _opinions(file: CaseFile) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in OPINIONS]


def _bar_grounds(file: CaseFile) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Bar.Ground.choices]


def _chosen(doing: Doing, ids: list[str]) -> list[Department]:
    wanted = [int(pk) for pk in ids if pk.isdigit()]
    return list(Department.objects.filter(pk__in=wanted, is_active=True))


# what they do


def _conditionally(doing: Doing) -> Any:
    return intake_services.accept_case_conditionally(
        doing.file.id,
        by=doing.by,
        promised=doing.ticked("promised"),
        days=doing.number("promise_days", _now("补齐期限")),
        checks=doing.checks,
    )


def _transfer(doing: Doing) -> Any:
    found = _chosen(doing, [doing.said("transfer_to")])
    if not found:
        raise Refused(_now("请选择转给哪个部门。"), code="no_department")
    return cooperation.transfer_case(
        doing.file.id, by=doing.by, to=found[0], reason=doing.said("transfer_reason")
    )


def _pre_review(doing: Doing) -> Any:
    return cooperation.pre_review_case(doing.file.id, by=doing.by, comment=doing.said("pre_comment"))


def _consult(doing: Doing) -> Any:
    return cooperation.consult_departments(
        doing.file.id,
        by=doing.by,
        departments=_chosen(doing, doing.ticked("consult_to")),
        question=doing.said("question"),
        days=doing.number("consult_days", _now("答复期限")),
    )


def _opinion(doing: Doing) -> Any:
    return cooperation.give_opinion(
        doing.file.id,
        by=doing.by,
        node=_own_opinion(doing),
        result=doing.said("co_result"),
        opinion=doing.said("co_opinion"),
    )


def _own_opinion(doing: Doing) -> str:
    """The waiting opinion step of a department where this person reviews."""
    for step in doing.file.ready(StepKind.CO_OPINION):
        if doing.file.may(Verb.REVIEW, department_id=step.department_id):
            return step.node
    return doing.node(frozenset({StepKind.CO_OPINION}))


def _suspend(doing: Doing) -> Any:
    return time_services.suspend_case(
        doing.file.id,
        by=doing.by,
        ground=doing.said("ground"),
        expected_days=doing.number("expected_days", _now("预计天数")),
        reason=doing.said("suspend_reason"),
    )


def _resume(doing: Doing) -> Any:
    return time_services.resume_case(doing.file.id, by=doing.by)


def _extend_values(doing: Doing) -> dict[str, Any]:
    return {"days": doing.number("extend_days", _now("延长天数")), "reason": doing.said("extend_reason")}


def _extend(doing: Doing) -> Any:
    return time_services.extend_case(doing.file.id, by=doing.by, **_extend_values(doing))


def _try_extend(doing: Doing) -> Any:
    return timing.extend(doing.file, by=doing.by.pk, at=now(), **_extend_values(doing))


def _terminate(doing: Doing) -> Any:
    return handling.terminate_case(doing.file.id, by=doing.by, reason=doing.said("end_reason"))


def _try_terminate(doing: Doing) -> Any:
    return ending.terminate(doing.file, by=doing.by.pk, at=now(), reason=doing.said("end_reason"))


def _propose(doing: Doing) -> Any:
    return after_services.propose_revocation(doing.file.id, by=doing.by, reason=doing.said("propose_reason"))


def _revoke(doing: Doing) -> Any:
    return after_services.revoke_certificate(doing.file.id, by=doing.by, reason=doing.said("revoke_reason"))


def _try_revoke(doing: Doing) -> Any:
    return afterwards.revoke(
        doing.file, by=doing.by.pk, at=now(), reason=doing.said("revoke_reason"), certificates=()
    )


def _correct(doing: Doing) -> Any:
    return after_services.correct_certificate(doing.file.id, by=doing.by, reason=doing.said("correct_reason"))


def _reopen(doing: Doing) -> Any:
    return after_services.reopen_case(doing.file.id, by=doing.by, reason=doing.said("reopen_reason"))


def _try_reopen(doing: Doing) -> Any:
    return afterwards.reopen(doing.file, by=doing.by.pk, at=now(), reason=doing.said("reopen_reason"))


def _bar(doing: Doing) -> Any:
    ground = doing.said("bar_ground")
    if ground not in Bar.Ground.values:
        raise Refused(_now("请选择情形。"), code="no_ground")
    case = Case.objects.get(pk=doing.file.id)
    return bars.set_bar(case, by=doing.by, ground=ground, reason=doing.said("bar_reason"))


# why they wait


def _why_not_suspend(file: CaseFile, user: User, typed: Typed) -> str | None:
    if not file.plan.pause_grounds:
        return _now("这个事项没有可以暂停计时的法定事由。")
    return None


def _why_not_conditionally(file: CaseFile, user: User, typed: Typed) -> str | None:
    return None if _secondary(file) else _now("材料都已交齐，不需要容缺。")


MORE = (
    DeskAct(
        slug="accept-conditionally",
        label=_("容缺受理"),
        key="h",
        kinds=_ACCEPT,
        verb=Verb.RECEIVE,
        run=_conditionally,
        why_not=_why_not_conditionally,
        tone="stop",
        fields=(
            Field("promised", _("哪些材料后补"), "ticks", _secondary),
            Field("promise_days", _("几个工作日内补齐"), "number", start="5"),
        ),
        hint=_("只用于次要材料；没有补齐以前不能作出准予决定。"),
        done=_("已容缺受理，申请人会收到要补的材料和期限。"),
    ),
    DeskAct(
        slug="transfer",
        label=_("转办"),
        key="t",
        kinds=_ACCEPT,
        verb=Verb.RECEIVE,
        run=_transfer,
        tone="stop",
        fields=(
            Field("transfer_to", _("转给哪个部门"), "select", _owners),
            Field("transfer_reason", _("理由"), "area"),
        ),
        hint=_("受理以前转给有权办理的部门，受理期限不停。"),
        done=_("已转办。"),
    ),
    DeskAct(
        slug="pre-review",
        label=_("预审意见"),
        act=Act.PRE_REVIEW,
        verb=Verb.RECEIVE,
        at_site=True,
        run=_pre_review,
        fields=(Field("pre_comment", _("意见"), "area"),),
        hint=_("供承办部门参考，不代替受理，时限不停。"),
        done=_("预审意见已记下。"),
        in_bar=False,
    ),
    DeskAct(
        slug="opinion",
        label=_("提交会签意见"),
        key="s",
        kinds=frozenset({StepKind.CO_OPINION}),
        verb=Verb.REVIEW,
        run=_opinion,
        tone="go",
        fields=(
            Field("co_result", _("结论"), "radio", _opinions),
            Field("co_opinion", _("意见、条件或理由"), "area"),
        ),
        done=_("会签意见已提交给牵头部门。"),
    ),
    DeskAct(
        slug="consult",
        label=_("征求部门意见"),
        act=Act.CONSULT,
        verb=Verb.REVIEW,
        run=_consult,
        fields=(
            Field("consult_to", _("征求哪些部门"), "ticks", _departments),
            Field("question", _("要征求什么意见"), "area"),
            Field("consult_days", _("几个工作日内答复"), "number", start="3"),
        ),
        hint=_("各部门同时答复；主办期限不停。"),
        done=_("已发给各部门，同时计时。"),
        in_bar=False,
    ),
    DeskAct(
        slug="suspend",
        label=_("暂停计时"),
        act=Act.SUSPEND,
        verb=Verb.REVIEW,
        run=_suspend,
        why_not=_why_not_suspend,
        fields=(
            Field("ground", _("法定事由"), "select", _grounds),
            Field("expected_days", _("预计需要几个工作日"), "number"),
            Field("suspend_reason", _("为什么需要"), "area"),
        ),
        hint=_("只有法律列明的事由可以暂停（行政许可法第四十五条），所需时间书面告知申请人。"),
        done=_("已暂停计时，告知书已交付制作。"),
        in_bar=False,
    ),
    DeskAct(
        slug="resume",
        label=_("恢复计时"),
        key="s",
        act=Act.RESUME,
        verb=Verb.REVIEW,
        run=_resume,
        tone="go",
        done=_("已恢复计时，今天计入期限。"),
    ),
    DeskAct(
        slug="extend",
        label=_("延长期限"),
        key="e",
        act=Act.EXTEND,
        verb=Verb.DECIDE,
        run=_extend,
        trial=_try_extend,
        tone="stop",
        fields=(
            Field("extend_days", _("延长几个工作日"), "number"),
            Field("extend_reason", _("理由（告知申请人）"), "area"),
        ),
        hint=_("限一次，由负责人批准（行政许可法第四十二条）。"),
        confirm=_("延期只能一次，理由会书面告知申请人。"),
        done=_("已延长期限，告知书已交付制作。"),
    ),
    DeskAct(
        slug="terminate",
        label=_("终止办理"),
        act=Act.TERMINATE,
        verb=Verb.DECIDE,
        run=_terminate,
        trial=_try_terminate,
        fields=(Field("end_reason", _("理由和依据"), "area"),),
        confirm=_("终止后这件申请就此结束，申请人会收到书面说明。"),
        done=_("已终止办理。"),
        in_bar=False,
    ),
    DeskAct(
        slug="propose-revocation",
        label=_("提出撤销"),
        act=Act.PROPOSE_REVOCATION,
        verb=Verb.REVIEW,
        run=_propose,
        fields=(Field("propose_reason", _("理由和依据"), "area"),),
        hint=_("由负责决定的另一个人审核；在那以前证照仍然有效（行政许可法第六十九条）。"),
        done=_("已提出撤销，等负责人审核。"),
        in_bar=False,
    ),
    DeskAct(
        slug="revoke",
        label=_("撤销许可"),
        kinds=frozenset({StepKind.REVOCATION}),
        verb=Verb.DECIDE,
        run=_revoke,
        trial=_try_revoke,
        fields=(Field("revoke_reason", _("理由和依据"), "area"),),
        confirm=_("撤销后证照失效，核验页立即显示已撤销，持证人会收到决定书。"),
        done=_("许可已撤销，证照已失效。"),
    ),
    DeskAct(
        slug="correct",
        label=_("更正证照"),
        act=Act.CORRECT,
        verb=Verb.DECIDE,
        run=_correct,
        fields=(Field("correct_reason", _("更正什么、为什么"), "area"),),
        hint=_("证照上的笔误用新证更正，旧证标为已换发。"),
        confirm=_("会生成新证替代原证，原证标为已换发。"),
        done=_("已更正，新证正在生成。"),
        in_bar=False,
    ),
    DeskAct(
        slug="reopen",
        label=_("重新办理"),
        act=Act.REOPEN,
        verb=Verb.SUPERVISE,
        run=_reopen,
        trial=_try_reopen,
        fields=(Field("reopen_reason", _("复议或诉讼结果、理由"), "area"),),
        confirm=_("这件事会从审查环节重新开始，办理期限从今天重新起算。"),
        done=_("已重新办理，办理期限从今天起算。"),
        in_bar=False,
    ),
    DeskAct(
        slug="bar",
        label=_("限制再次申请"),
        act=Act.TERMINATE,
        verb=Verb.DECIDE,
        run=_bar,
        fields=(
            Field("bar_ground", _("情形"), "select", _bar_grounds),
            Field("bar_reason", _("事实和证据"), "area"),
        ),
        hint=_(
            "提供虚假材料的，一年内不得再次申请；以欺骗、贿赂取得许可的，三年（行政许可法第七十八、七十九条）。"
        ),
        confirm=_("限制期内，这个申请人不能再申请这个事项。"),
        done=_("限制已生效，并已留痕。"),
        in_bar=False,
    ),
)
