"""Every kind of official document the portal makes; all of them are sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """The kind decides the template; the label is the printed title unless the values give another."""

    RECEIPT = "receipt", _("申请材料收件凭证")
    ACCEPTANCE = "acceptance", _("受理通知书")
    SUPPLEMENT = "supplement", _("补正材料告知书")
    NON_ACCEPTANCE = "non_acceptance", _("不予受理决定书")
    NOT_OUR_MATTER = "not_our_matter", _("不属于本机关职权范围告知书")
    TRANSFER = "transfer", _("转办告知书")
    EXTENSION = "extension", _("延长办理期限告知书")
    SPECIAL_PROCEDURE = "special_procedure", _("特别程序所需时间告知书")
    RESUMPTION = "resumption", _("恢复计算办理期限告知书")
    REDATING = "redating", _("办理期限调整告知书")
    GRANT = "grant", _("准予行政许可决定书")
    REFUSAL = "refusal", _("不予行政许可决定书")
    TERMINATION = "termination", _("终止办理告知书")
    WITHDRAWAL = "withdrawal", _("撤回申请确认书")
    DELIVERY = "delivery", _("送达回证")
    CORRECTION = "correction", _("证照更正告知书")
    REVOCATION_PROPOSAL = "revocation_proposal", _("撤销行政许可事先告知书")
    REVOCATION = "revocation", _("撤销行政许可决定书")
    REOPENING = "reopening", _("重新办理告知书")
    BAR = "bar", _("限制申请决定书")
    BAR_LIFTED = "bar_lifted", _("解除申请限制决定书")
    CERTIFICATE = "certificate", _("证照")


def template_of(kind: str) -> str:
    """The template of a kind."""
    if kind == DocumentKind.CERTIFICATE:
        return "documents/certificate.html"
    return f"documents/letters/{DocumentKind(kind).value}.html"
