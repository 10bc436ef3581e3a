"""Departments, who works in them, and what their groups may do there."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

DISTRICT = "杭州市余杭"


class Verb(models.TextChoices):
    """The generic powers granted on a department, a site or an item (guardian codenames)."""

    RECEIVE = "receive", _("收件受理")
    REVIEW = "review", _("审查")
    DECIDE = "decide", _("决定")
    ISSUE = "issue", _("制证送达")
    SUPERVISE = "supervise", _("监督")
    PUBLISH = "publish", _("发布")


class Department(models.Model):
    """A unit of the district named in the policy of 14 July 2010; most own service items."""

    slug = models.SlugField(_("网址名"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    full_name = models.CharField(_("全称"), max_length=120, blank=True, default="")
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True, default="")
    kind = models.CharField(_("性质"), max_length=40, blank=True, default="")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("上级"),
    )
    has_window = models.BooleanField(_("进驻窗口"), default=False)
    pilot_batch = models.SmallIntegerField(_("试点批次"), null=True, blank=True)
    roles = models.JSONField(_("任务分工"), default=dict, blank=True)
    phone = models.CharField(_("咨询电话"), max_length=40, blank=True, default="")
    complaint_phone = models.CharField(_("投诉电话"), max_length=40, blank=True, default="")
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("部门")
        ordering = ["name"]
        default_permissions = ("add", "change", "delete", "view")
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

    @property
    def official_name(self) -> str:
        """How it signs: the full name where known; a district unit (区…) with the district's own name."""
        return self.full_name or (f"{DISTRICT}{self.name}" if self.name.startswith("区") else self.name)


class DepartmentUserObjectPermission(UserObjectPermissionBase):
    """Direct-FK table for guardian; the portal grants to groups only."""

    content_object = models.ForeignKey(Department, on_delete=models.CASCADE)


class DepartmentGroupObjectPermission(GroupObjectPermissionBase):
    """Which role group holds which power in which department (read by the case kernel)."""

    content_object = models.ForeignKey(Department, on_delete=models.CASCADE)


class StaffMembership(models.Model):
    """A person's post in a department, from a day to a day. Rights come from groups, not from here."""

    class Post(models.TextChoices):
        CLERK = "clerk", _("窗口受理人员")
        REVIEWER = "reviewer", _("审批科经办人")
        HEAD = "head", _("窗口首席代表")
        SUPERVISOR = "supervisor", _("监察人员")
        OTHER = "other", _("其他")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("人员")
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("部门")
    )
    post = models.CharField(_("岗位"), max_length=12, choices=Post)
    title = models.CharField(_("职务"), max_length=60, blank=True, default="")
    starts_on = models.DateField(_("到岗日期"))
    ends_on = models.DateField(_("离岗日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("任职")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "department", "post"],
                condition=Q(ends_on__isnull=True),
                name="membership_one_open_post",
                violation_error_message=_("此人在这个部门已有同样的岗位。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message=_("离岗日期不能早于到岗日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.department} {self.get_post_display()}"
