"""The item registry: what the district does for people, in editions that never change."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models import Department, Mandate


class OnlineLevel(models.TextChoices):
    """网上办理深度."""

    INFO = "info", _("信息公开")
    DOWNLOAD = "download", _("表格下载")
    PRE_REVIEW = "pre_review", _("网上预审")
    ONLINE_APPLY = "online_apply", _("网上申请")
    FULLY_ONLINE = "fully_online", _("全程网办")


class ServiceItem(models.Model):
    """政务服务事项: the lasting identity of an item; its content is in ItemVersion."""

    class Kind(models.TextChoices):
        PERMIT = "permit", _("行政许可")
        NON_PERMIT = "non_permit_approval", _("非行政许可审批")
        REGISTRATION = "registration", _("登记备案")
        CONFIRMATION = "confirmation", _("行政确认")
        LEVY = "levy", _("行政征收")
        PUBLIC_SERVICE = "public_service", _("公共服务")

    class Audience(models.TextChoices):
        INDIVIDUAL = "individual", _("个人")
        ENTERPRISE = "enterprise", _("企业")
        BOTH = "both", _("个人和企业")

    slug = models.SlugField(max_length=80, unique=True)
    number = models.IntegerField(_("目录序号"), unique=True)
    code = models.CharField(_("实施编码"), max_length=60, blank=True, default="")
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=160)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="items", verbose_name=_("主管部门")
    )
    kind = models.CharField(_("类别"), max_length=24, choices=Kind)
    audience = models.CharField(_("服务对象"), max_length=12, choices=Audience)
    online_level = models.CharField(_("网上办理深度"), max_length=14, choices=OnlineLevel)
    live_version = models.ForeignKey(
        "ItemVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("现行版本"),
    )
    is_active = models.BooleanField(_("在办"), default=True)
    synonyms = models.JSONField(_("通俗说法"), default=list, blank=True)
    search_text = models.TextField(blank=True, default="")
    pinyin = models.TextField(blank=True, default="")
    initials = models.TextField(blank=True, default="")
    search_vector = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("事项")
        ordering = ["number"]
        indexes = [GinIndex(fields=["search_vector"], name="item_search_gin")]
        permissions = [
            ("receive", _("收件受理")),
            ("review", _("审查")),
            ("decide", _("决定")),
            ("issue", _("制证送达")),
            ("supervise", _("监督")),
            ("publish", _("发布")),
        ]

    def __str__(self) -> str:
        return self.name


class ItemVersion(models.Model):
    """One published edition of an item. Immutable once published; a case is pinned to it for life.

    `content` is the whole catalogue entry (conditions, materials, form fields, fee, legal basis,
    steps, texts); the columns beside it are what the case kernel reads.
    """

    item = models.ForeignKey(
        ServiceItem, on_delete=models.PROTECT, related_name="versions", verbose_name=_("事项")
    )
    edition = models.SmallIntegerField(_("版次"))
    digest = models.CharField(_("校验值"), max_length=64)
    origin = models.CharField(_("来源"), max_length=12, default="catalogue")
    content = models.JSONField()
    unit = models.CharField(_("单位"), max_length=14, default="working_days")
    statutory_days = models.IntegerField(_("法定时限"))
    promised_days = models.IntegerField(_("承诺时限"))
    intake_days = models.SmallIntegerField(_("受理期限"), default=5)
    delivery_days = models.SmallIntegerField(_("送达期限"), default=10)
    supplement_days = models.SmallIntegerField(_("补正期限"), default=10)
    immediate = models.BooleanField(_("即办件"), default=False)
    one_person_allowed = models.BooleanField(_("可由一人办结"), default=False)
    pause_grounds = models.JSONField(_("可暂停情形"), default=list)
    steps = models.JSONField(_("环节"), default=list)
    number_pattern = models.CharField(_("文号样式"), max_length=80)
    series_key = models.CharField(_("文号序列"), max_length=120)
    published_at = models.DateTimeField(_("发布时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("事项版本")
        ordering = ["item_id", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["item", "edition"], name="item_edition_once"),
            models.CheckConstraint(
                condition=Q(promised_days__lte=F("statutory_days")) & Q(promised_days__gte=0),
                name="item_promise_within_statute",
                violation_error_message=_("承诺时限不能超过法定时限。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} v{self.edition}"


class CatalogueRecord(models.Model):
    """What the shipped catalogue last wrote for one thing, so that an administrator's edit is recognised."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("部门")
        SITE = "site", _("服务场所")
        WINDOW = "window", _("窗口")
        ITEM = "item", _("事项")

    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    key = models.CharField(_("标识"), max_length=180)
    digest = models.CharField(_("摘要"), max_length=64)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("目录载入记录")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="catalogue_record_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class MandateScope(models.Model):
    """Which items a mandate covers; a mandate without scope rows covers every item."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="scopes")
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("委托范围")
        constraints = [models.UniqueConstraint(fields=["mandate", "item"], name="mandate_scope_once")]

    def __str__(self) -> str:
        return f"{self.mandate} {self.item}"


class ServiceItemUserObjectPermission(UserObjectPermissionBase):
    """Direct-FK table for guardian; the portal grants to groups only."""

    content_object = models.ForeignKey(ServiceItem, on_delete=models.CASCADE)


class ServiceItemGroupObjectPermission(GroupObjectPermissionBase):
    """Which role group holds which power over one item."""

    content_object = models.ForeignKey(ServiceItem, on_delete=models.CASCADE)
