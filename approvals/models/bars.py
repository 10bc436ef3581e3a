"""Bars after false materials (行政许可法 arts 78, 79): who may not apply again for which item, until when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from admin_center.registry.models import ServiceItem
from core.crypto import EncryptedTextField

from .cases import Case


class Bar(models.Model):
    """One year after false materials in an application, three after a licence got by fraud."""

    class Ground(models.TextChoices):
        FALSE_MATERIALS = "false_materials", _("提供虚假材料（一年）")
        FRAUD = "fraud", _("以欺骗、贿赂取得许可（三年）")

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="bars")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="bars"
    )
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+", verbose_name=_("事项"))
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bars", verbose_name=_("来源办件"))
    ground = models.CharField(_("情形"), max_length=16, choices=Ground)
    reason = EncryptedTextField(verbose_name=_("事实和证据"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("截止日期"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("解除时间"), null=True)
    lift_reason = models.CharField(_("解除理由"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("申请限制")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(organisation__isnull=False),
                name="bar_names_one_party",
                violation_error_message=_("限制只能针对一个自然人或一个单位。"),
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="bar_ends_after_start"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lift_reason=""),
                name="bar_lifted_has_reason",
                violation_error_message=_("解除限制要写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.ends_on}"
