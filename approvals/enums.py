"""Closed lists of the case, with the Chinese official terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseState(models.TextChoices):
    """What condition a case is in. The act that leads there is in workflow.py."""

    SUBMITTED = "submitted", _("已提交")
    SUPPLEMENT_REQUESTED = "supplement_requested", _("待补正")
    ACCEPTED = "accepted", _("已受理")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("outcome", "不予受理")
    UNDER_REVIEW = "under_review", _("审查中")
    SUSPENDED = "suspended", _("已暂停计时")
    DECIDED = "decided", _("已决定")
    ISSUED = "issued", _("已制证")
    DELIVERED = "delivered", _("已送达")
    CLOSED = "closed", _("已归档")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("逾期未补正")
    TERMINATED = "terminated", _("已终止")


class Outcome(models.TextChoices):
    """How a case ended."""

    NONE = "", _("未决定")
    GRANTED = "granted", _("准予")
    REFUSED = "refused", pgettext_lazy("outcome", "不予许可")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("outcome", "不予受理")
    WITHDRAWN = "withdrawn", _("撤回")
    LAPSED = "lapsed", _("视为放弃")
    TERMINATED = "terminated", _("终止")
    REVOKED = "revoked", _("撤销")


class StepKind(models.TextChoices):
    """环节."""

    ACCEPT = "accept", pgettext_lazy("step", "受理")
    REVIEW = "review", _("审查")
    SITE_SURVEY = "site_survey", pgettext_lazy("step", "现场踏勘")
    EXPERT_REVIEW = "expert_review", pgettext_lazy("step", "专家评审")
    PUBLIC_NOTICE = "public_notice", pgettext_lazy("step", "公示")
    CO_OPINION = "co_opinion", _("部门会签")
    REVOCATION = "revocation", _("撤销审核")
    DECIDE = "decide", _("决定")
    CERTIFICATE = "certificate", _("制证送达")


class StepState(models.TextChoices):
    WAITING = "waiting", _("未到")
    READY = "ready", _("待办")
    SUSPENDED = "suspended", _("等待申请人")
    DONE = "done", _("完成")
    RETURNED = "returned", _("退回")
    DEEMED = "deemed", _("视为同意")
    CANCELLED = "cancelled", _("不再办理")


class Channel(models.TextChoices):
    """Where the case came in."""

    ONLINE = "online", _("网上")
    WINDOW = "window", _("窗口")
    TOWNSHIP = "township", _("镇街")
    VILLAGE = "village", _("村（社区）")
    AGENCY = "agency", _("代办")


class DeliveryMode(models.TextChoices):
    """How the applicant wants the result."""

    ONLINE = "online", _("网上下载")
    POST = "post", _("邮寄")
    WINDOW = "window", _("窗口领取")


class Verdict(models.TextChoices):
    """A clerk's three-way judgement of one material."""

    NONE = "", _("未核")
    OK = "ok", _("齐")
    MISSING = "missing", _("缺")
    DOUBT = "doubt", _("存疑")


class MaterialState(models.TextChoices):
    SUPPLIED = "supplied", _("已交")
    ABSENT = "absent", _("未交")
    FORM = "form", _("在线填写")
    EXEMPT = "exempt", _("免交")
    PROMISED = "promised", _("容缺后补")
    PAPER = "paper", _("窗口收原件")


class ClockName(models.TextChoices):
    INTAKE = "intake", _("受理答复")
    DECISION = "decision", _("办理")
    DELIVERY = "delivery", _("送达")
    SUPPLEMENT = "supplement", _("补正")
    PROMISE = "promise", _("补齐容缺材料")
    STATEMENT = "statement", _("陈述申辩")
    STEP = "step", _("环节")
