"""What clerks keep on their desk: working notes, phrases, looks at personal data. No rule reads these."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from admin_center.registry.models import ServiceItem
from core.crypto import EncryptedJSONField
from core.now import now

from .cases import Case


class DeskNote(models.Model):
    """One clerk's unfinished checklist of one case, saved as they go; thrown away by nobody but them.

    `data` maps field names of the desk form to what was typed. Verdicts count only when an act writes them.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    data = EncryptedJSONField(default=dict, verbose_name=_("核对草稿"))
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("核对草稿")
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="desk_note_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class SupplementPhrase(models.Model):
    """补正用语: a wording that a department uses again; without an item it serves all of its items."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="phrases", verbose_name=_("部门")
    )
    item = models.ForeignKey(
        ServiceItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="phrases",
        verbose_name=_("事项"),
    )
    text = models.CharField(_("用语"), max_length=200)
    position = models.SmallIntegerField(_("次序"), default=1)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("补正用语")
        ordering = ["department_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "item", "text"],
                nulls_distinct=False,
                name="phrase_once",
                violation_error_message=_("这句用语已经有了。"),
            )
        ]

    def __str__(self) -> str:
        return self.text


class PhraseUse(models.Model):
    """A line of a supplement notice that was written with a phrase: what the figures beside it count."""

    phrase = models.ForeignKey(
        SupplementPhrase,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="uses",
        verbose_name=_("用语"),
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="+")
    round = models.SmallIntegerField()
    material_key = models.CharField(max_length=80)
    at = models.DateTimeField(_("时间"), default=now)

    class Meta:
        verbose_name = verbose_name_plural = _("用语使用记录")
        ordering = ["-id"]
        indexes = [models.Index(fields=["phrase", "-at"], name="phrase_use")]

    def __str__(self) -> str:
        return f"{self.phrase_id} {self.case_id}"


class PersonalLook(models.Model):
    """查看记录: who had an applicant's numbers shown in full, for which case, when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name=_("办件"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("查看人")
    )
    at = models.DateTimeField(_("时间"), default=now)

    class Meta:
        verbose_name = verbose_name_plural = _("个人信息查看记录")
        ordering = ["-id"]
        indexes = [models.Index(fields=["case", "-id"], name="look_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class HeldAct(models.Model):
    """An act of a bulk that waits thirty seconds before it is written, so that it can be taken back.

    `ended_at` is set once: by the sweep that carried it out, or by the clerk who took it back.
    """

    class State(models.TextChoices):
        HELD = "held", _("等待生效")
        DONE = "done", _("已办")
        REFUSED = "refused", _("没有办成")
        UNDONE = "undone", _("已撤回")

    batch = models.CharField(max_length=22)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    seen_version = models.IntegerField()
    act = models.CharField(_("办理"), max_length=24)
    data = EncryptedJSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(_("生效时间"))
    state = models.CharField(_("结果"), max_length=8, choices=State, default=State.HELD)
    answer = models.CharField(_("说明"), max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("待生效的批量办理")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="held"),
                name="held_once_per_case",
                violation_error_message=_("这件办件已有一项正在等待生效。"),
            ),
            models.CheckConstraint(
                condition=Q(state="held", ended_at__isnull=True)
                | (~Q(state="held") & Q(ended_at__isnull=False)),
                name="held_end_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="held_due", condition=Q(state="held")),
            models.Index(fields=["batch"], name="held_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.case_id}"


class DeskKeys(models.Model):
    """按键设置: the keys a member of staff chose; an act not named here keeps the house's own key."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    keys = models.JSONField(default=dict, verbose_name=_("按键"))

    class Meta:
        verbose_name = verbose_name_plural = _("按键设置")

    def __str__(self) -> str:
        return str(self.user_id)
