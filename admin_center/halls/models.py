"""Where people are served: sites at three levels, their windows, and who stands there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models import Department
from admin_center.registry.models import ServiceItem


class Site(models.Model):
    """A service centre: district, cluster, township or subdistrict, village or community."""

    class Level(models.TextChoices):
        DISTRICT = "district", _("区级中心")
        CLUSTER = "cluster", _("组团中心")
        TOWNSHIP = "township", _("镇街便民中心")
        VILLAGE = "village", _("村（社区）便民点")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True, default="")
    level = models.CharField(_("层级"), max_length=12, choices=Level)
    kind = models.CharField(_("性质"), max_length=40, blank=True, default="")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("上级"),
    )
    cluster = models.CharField(_("组团"), max_length=60, blank=True, default="")
    region_code = models.CharField(_("区划代码"), max_length=12, blank=True, default="")
    address = models.CharField(_("地址"), max_length=200, blank=True, default="")
    hours = models.CharField(_("开放时间"), max_length=120, blank=True, default="")
    phone = models.CharField(_("电话"), max_length=40, blank=True, default="")
    content = models.JSONField(_("其他信息"), default=dict, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("服务场所")
        ordering = ["id"]
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


class SiteUserObjectPermission(UserObjectPermissionBase):
    """Direct-FK table for guardian; the portal grants to groups only."""

    content_object = models.ForeignKey(Site, on_delete=models.CASCADE)


class SiteGroupObjectPermission(GroupObjectPermissionBase):
    """Which role group holds which power at one site."""

    content_object = models.ForeignKey(Site, on_delete=models.CASCADE)


class Window(models.Model):
    """窗口: a counter at a site, what it handles and for whom."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="windows", verbose_name=_("场所"))
    slug = models.SlugField(max_length=80)
    name = models.CharField(_("名称"), max_length=80)
    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="windows",
        verbose_name=_("部门"),
    )
    zone = models.CharField(_("区域"), max_length=60, blank=True, default="")
    phone = models.CharField(_("电话"), max_length=40, blank=True, default="")
    hours = models.CharField(_("服务时间"), max_length=120, blank=True, default="")
    items = models.ManyToManyField(
        ServiceItem, blank=True, related_name="windows", verbose_name=_("办理事项")
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("窗口")
        ordering = ["site_id", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="window_once_per_site")]

    def __str__(self) -> str:
        return self.name


class StaffPosting(models.Model):
    """Who stands where, for which department, in which shift."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postings", verbose_name=_("人员")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="postings", verbose_name=_("场所"))
    window = models.ForeignKey(
        Window,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="postings",
        verbose_name=_("窗口"),
    )
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("部门")
    )
    post = models.CharField(_("岗位"), max_length=40)
    shift = models.CharField(_("班次"), max_length=40, blank=True, default="")
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("派驻")

    def __str__(self) -> str:
        return f"{self.user} {self.site}"
