"""Who applies: natural persons, organisations, and the mandates that bind one to the other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedTextField
from core.now import now
from core.tokens import new_token


class Person(models.Model):
    """A natural person. `id_index` is a keyed hash of the id number, for exact match only."""

    class IdKind(models.TextChoices):
        RESIDENT = "resident", _("居民身份证")
        PASSPORT = "passport", _("护照")
        HK_MACAO = "hk_macao", _("港澳居民来往内地通行证")
        TAIWAN = "taiwan", _("台湾居民来往大陆通行证")

    token = models.CharField(max_length=22, unique=True, default=new_token)
    name = EncryptedTextField(verbose_name=_("姓名"))
    id_kind = models.CharField(_("证件种类"), max_length=12, choices=IdKind, default=IdKind.RESIDENT)
    id_number = EncryptedTextField(verbose_name=_("证件号码"), blank=True, default="")
    id_index = models.CharField(max_length=64, null=True, unique=True, blank=True)
    phone = EncryptedTextField(verbose_name=_("手机号码"), blank=True, default="")
    phone_index = models.CharField(max_length=64, null=True, blank=True, db_index=True)  # noqa: DJ001 – none
    email = EncryptedTextField(verbose_name=_("电子邮箱"), blank=True, default="")
    address = EncryptedTextField(verbose_name=_("住址"), blank=True, default="")
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = verbose_name_plural = _("自然人")

    def __str__(self) -> str:
        return f"{self.name[:1]}*"


class Organisation(models.Model):
    """A legal person or other organisation; name and code are public facts."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    name = models.CharField(_("名称"), max_length=120)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    org_code = models.CharField(_("组织机构代码"), max_length=10, blank=True, default="")
    legal_representative = EncryptedTextField(verbose_name=_("法定代表人"), blank=True, default="")
    phone = EncryptedTextField(verbose_name=_("联系电话"), blank=True, default="")
    address = models.CharField(_("住所"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("登记时间"), default=now)

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                condition=~Q(uscc=""),
                name="organisation_uscc_once",
                violation_error_message=_("这个统一社会信用代码已登记。"),
            ),
            models.CheckConstraint(
                condition=~Q(uscc="") | ~Q(org_code=""),
                name="organisation_has_code",
                violation_error_message=_("请填写统一社会信用代码或组织机构代码。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """授权委托: a person may act for an organisation, from a day to a day, until revoked.

    Which items it covers is `admin_center.MandateScope`; no scope row means every item.
    """

    token = models.CharField(max_length=22, unique=True, default=new_token)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("单位")
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(_("身份"), max_length=20, default="agent")
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("截止日期"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("登记时间"), default=now)

    class Meta:
        verbose_name = verbose_name_plural = _("授权委托")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="mandate_ends_after_start",
                violation_error_message=_("截止日期不能早于开始日期。"),
            )
        ]
        indexes = [models.Index(fields=["person", "organisation"], name="mandate_person_org")]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.person}"
