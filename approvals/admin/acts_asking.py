"""Handing over and asking others: conditional acceptance, transfer, pre-review, consultation, opinions."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from accounts.models.departments import Verb
from approvals.admin.doing import DeskAct, Doing, Field
from approvals.admin.typed import Typed, terms_of
from approvals.casefile import CaseFile
from approvals.enums import MaterialState, StepKind
from approvals.rules.clashes import RELATIONS
from approvals.services import cooperation
from approvals.services import intake as intake_services
from approvals.workflow import Act
from core.errors import Refused
from core.web.words import name_of

_ACCEPT = frozenset({StepKind.ACCEPT})
OPINIONS = (
    ("agree", _("同意")),
    ("conditions", _("附条件同意")),
    ("disagree", _("不同意")),
    ("need_supplement", _("需要补充")),
)


def _departments(file: CaseFile) -> list[tuple[str, str]]:
    rows = Department.objects.filter(is_active=True).exclude(pk=file.department_id).order_by("name")
    return [(str(row.pk), name_of(row)) for row in rows.only("name", "name_en")]


def _owners(file: CaseFile) -> list[tuple[str, str]]:
    rows = Department.objects.filter(is_active=True, items__isnull=False).exclude(pk=file.department_id)
    return [(str(row.pk), name_of(row)) for row in rows.distinct().order_by("name").only("name", "name_en")]


def _secondary(file: CaseFile) -> list[tuple[str, str]]:
    handed = (MaterialState.SUPPLIED, MaterialState.FORM)
    return [(row.key, row.name) for row in file.materials if row.state not in handed]


def _opinions(file: CaseFile) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in OPINIONS]


def _relations(file: CaseFile) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in RELATIONS.items()]


def _chosen(doing: Doing, ids: list[str]) -> list[Department]:
    wanted = [int(pk) for pk in ids if pk.isdigit()]
    return list(Department.objects.filter(pk__in=wanted, is_active=True))


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
        terms=terms_of(doing.typed),
    )


def _own_opinion(doing: Doing) -> str:
    """The waiting opinion step of a department where this person reviews."""
    for step in doing.file.ready(StepKind.CO_OPINION):
        if doing.file.may(Verb.REVIEW, department_id=step.department_id):
            return step.node
    return doing.node(frozenset({StepKind.CO_OPINION}))


def _why_not_conditionally(file: CaseFile, user: User, typed: Typed) -> str | None:
    return None if _secondary(file) else _now("材料都已交齐，不需要容缺。")


ASKING = (
    DeskAct(
        slug="accept-conditionally",
        label=_("容缺受理"),
        key="promise",
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
        key="transfer",
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
        key="main",
        kinds=frozenset({StepKind.CO_OPINION}),
        verb=Verb.REVIEW,
        run=_opinion,
        tone="go",
        fields=(
            Field("co_result", _("结论"), "radio", _opinions),
            Field("co_opinion", _("意见、条件或理由"), "area"),
            Field("terms", _("条件逐条填（可不填）"), "terms", _relations),
        ),
        hint=_(
            "有数字或必须、不得的条件，逐条填在表里：系统会和别的部门的条件对照，相抵的在决定以前指出来。"
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
)
