"""The time of a case, its endings, and what may follow a decision."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.departments import Verb
from admin_center.clocks.enums import ground_label
from admin_center.registry.answers import display, label_of
from approvals.admin.doing import DeskAct, Doing, Field
from approvals.admin.typed import Typed
from approvals.casefile import CaseFile
from approvals.enums import CaseState, StepKind
from approvals.models import Bar, Case
from approvals.rules import afterwards, ending, timing
from approvals.services import afterwards as after_services
from approvals.services import bars, handling
from approvals.services import timing as time_services
from approvals.services.numbers import printed_fields
from approvals.workflow import Act
from core.errors import Refused
from core.now import now, today


def _grounds(file: CaseFile) -> list[tuple[str, str]]:
    return [(ground, ground_label(ground)) for ground in file.plan.pause_grounds]


def _bar_grounds(file: CaseFile) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Bar.Ground.choices]


def _standing_grounds(file: CaseFile) -> list[tuple[str, str]]:
    return [(bar.ground, bar.get_ground_display()) for bar in bars.standing_of(file.id)]


def _was_answered(file: CaseFile) -> bool:
    return bool(file.accepted_on) or file.state == CaseState.NOT_ACCEPTED


def _is_barred(file: CaseFile) -> bool:
    return bars.standing_of(file.id).exists()


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


def _revoke_values(doing: Doing) -> dict[str, str]:
    return {"reason": doing.said("revoke_reason"), "heard": doing.said("heard")}


def _revoke(doing: Doing) -> Any:
    return after_services.revoke_certificate(doing.file.id, by=doing.by, **_revoke_values(doing))


def _try_revoke(doing: Doing) -> Any:
    return afterwards.revoke(doing.file, by=doing.by.pk, at=now(), certificates=(), **_revoke_values(doing))


def _why_not_revoke(file: CaseFile, user: User, typed: Typed) -> str | None:
    return afterwards.why_not_revoke_yet(file, today())


def _correct(doing: Doing) -> Any:
    return after_services.correct_certificate(
        doing.file.id,
        by=doing.by,
        reason=doing.said("correct_reason"),
        field=doing.said("correct_field"),
        value=doing.said("correct_value"),
    )


def _printed(file: CaseFile) -> list[tuple[str, str]]:
    case = Case.objects.select_related("item_version").get(pk=file.id)
    lines = [(f["key"], f"{label_of(f)}：{display(f, case.answers[f['key']])}") for f in printed_fields(case)]
    return [("", _now("没有填错，只是印错")), *lines]


def _reopen(doing: Doing) -> Any:
    return after_services.reopen_case(doing.file.id, by=doing.by, reason=doing.said("reopen_reason"))


def _try_reopen(doing: Doing) -> Any:
    return afterwards.reopen(doing.file, by=doing.by.pk, at=now(), reason=doing.said("reopen_reason"))


def _ground(doing: Doing, name: str) -> str:
    ground = doing.said(name)
    if ground not in Bar.Ground.values:
        raise Refused(_now("请选择情形。"), code="no_ground")
    return ground


def _bar(doing: Doing) -> Any:
    case = Case.objects.get(pk=doing.file.id)
    ground = _ground(doing, "bar_ground")
    return bars.set_bar(case, by=doing.by, ground=ground, reason=doing.said("bar_reason"))


def _lift_bar(doing: Doing) -> Any:
    case = Case.objects.get(pk=doing.file.id)
    ground = _ground(doing, "lift_ground")
    return bars.lift_bar(case, by=doing.by, ground=ground, reason=doing.said("lift_reason"))


def _why_not_suspend(file: CaseFile, user: User, typed: Typed) -> str | None:
    if not file.plan.pause_grounds:
        return _now("这个事项没有可以暂停计时的法定事由。")
    return None


ENDING = (
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
        key="main",
        act=Act.RESUME,
        verb=Verb.REVIEW,
        run=_resume,
        tone="go",
        done=_("已恢复计时，今天计入期限。"),
    ),
    DeskAct(
        slug="extend",
        label=_("延长期限"),
        key="extend",
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
        hint=_(
            "持证人会收到事先告知书，五个工作日内可以在网上或者窗口陈述、申辩；期满由负责决定的另一个人审核，在那以前证照仍然有效（行政许可法第七条、第六十九条）。"
        ),
        done=_("已提出撤销，事先告知书已交付制作，期满后由负责人审核。"),
        in_bar=False,
    ),
    DeskAct(
        slug="revoke",
        label=_("撤销许可"),
        kinds=frozenset({StepKind.REVOCATION}),
        verb=Verb.DECIDE,
        run=_revoke,
        trial=_try_revoke,
        why_not=_why_not_revoke,
        fields=(
            Field("revoke_reason", _("理由和依据"), "area"),
            Field("heard", _("持证人陈述、申辩的内容和采纳情况"), "area"),
        ),
        confirm=_("撤销后证照失效，核验页立即显示已撤销，持证人会收到决定书。"),
        done=_("许可已撤销，证照已失效。"),
    ),
    DeskAct(
        slug="correct",
        label=_("更正证照"),
        act=Act.CORRECT,
        verb=Verb.DECIDE,
        run=_correct,
        fields=(
            Field("correct_field", _("证照上哪一项"), "select", _printed),
            Field("correct_value", _("更正为"), "text"),
            Field("correct_reason", _("为什么更正"), "area"),
        ),
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
        when=_was_answered,
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
    DeskAct(
        slug="lift-bar",
        label=_("解除申请限制"),
        when=_is_barred,
        verb=Verb.DECIDE,
        run=_lift_bar,
        fields=(
            Field("lift_ground", _("情形"), "select", _standing_grounds),
            Field("lift_reason", _("为什么解除"), "area"),
        ),
        hint=_("限制作错了，或者申诉成立，在这里提前解除；理由留在记录里。"),
        confirm=_("解除以后，这个申请人马上可以再申请这个事项。"),
        done=_("限制已解除，并已留痕。"),
        in_bar=False,
    ),
)
