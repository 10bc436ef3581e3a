"""时限: everything that is owed by a date, on one neutral table with its ledger."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from admin_center.clocks.enums import Level, State, Unit
from core.crypto import EncryptedTextField


class Clock(models.Model):
    """One duty owed about one subject. The row caches what the ledger (ClockEntry) says.

    `start_on` is day 0; `extended_days` is what an extension added to both terms; pauses stand in the
    ledger alone. Dates are Shanghai calendar dates.
    """

    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    name = models.CharField(_("名称"), max_length=60)
    round = models.SmallIntegerField(_("轮次"), default=1)
    department = models.ForeignKey(
        "accounts.Department",
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("承办部门"),
    )
    unit = models.CharField(_("单位"), max_length=14, choices=Unit)
    statutory_days = models.IntegerField(_("法定天数"))
    promised_days = models.IntegerField(_("承诺天数"))
    start_at = models.DateTimeField(_("起算时间"))
    start_on = models.DateField(_("起算日（第0日）"))
    state = models.CharField(_("状态"), max_length=8, choices=State)
    paused_on = models.DateField(null=True)
    extended_days = models.IntegerField(default=0, db_default=0)
    promised_due_on = models.DateField(_("承诺到期"))
    statutory_due_on = models.DateField(_("法定到期"))
    stopped_on = models.DateField(_("停止日"), null=True)
    level = models.CharField(_("级别"), max_length=8, choices=Level, default=Level.NONE, db_default="none")
    next_alert_on = models.DateField(null=True)
    entries_count = models.IntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("时限")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "name", "round"],
                name="clock_one_per_round",
                violation_error_message=_("这一轮时限已经开始计算。"),
            ),
            models.CheckConstraint(
                condition=Q(promised_days__lte=F("statutory_days")) & Q(promised_days__gte=0),
                name="clock_promise_within_statute",
                violation_error_message=_("承诺时限不能超过法定时限。"),
            ),
            models.CheckConstraint(
                condition=Q(state="stopped", stopped_on__isnull=False)
                | (~Q(state="stopped") & Q(stopped_on__isnull=True)),
                name="clock_stopped_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_on__isnull=False)
                | (~Q(state="paused") & Q(paused_on__isnull=True)),
                name="clock_paused_has_date",
            ),
        ]
        indexes = [
            # Figures of this week or month: a summary of each stretch of the table, no entry per row.
            BrinIndex(
                fields=["stopped_on"], name="clock_stopped_day", autosummarize=True, pages_per_range=32
            ),
            models.Index(fields=["next_alert_on", "id"], name="clock_alert", condition=~Q(state="stopped")),
            models.Index(
                fields=["statutory_due_on", "id"],
                name="clock_answer_due",
                condition=Q(name__in=["intake", "supplement"], state="running"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.name} {self.round}"


class ClockEntry(models.Model):
    """One line of a clock's ledger; never updated or deleted."""

    class Kind(models.TextChoices):
        STARTED = "started", _("起算")
        PAUSED = "paused", _("暂停")
        RESUMED = "resumed", _("恢复")
        EXTENDED = "extended", _("延期")
        REDATED = "redated", _("日历调整")
        STOPPED = "stopped", _("停止")

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, db_index=False, related_name="entries")
    seq = models.SmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    on = models.DateField()
    ground = models.CharField(max_length=24, blank=True, default="", db_default="")
    days = models.IntegerField(default=0, db_default=0)
    old_due_on = models.DateField(null=True)
    new_due_on = models.DateField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    reason = EncryptedTextField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("时限账目")
        ordering = ["clock_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["clock", "seq"], name="clock_entry_once")]

    def __str__(self) -> str:
        return f"{self.clock_id} #{self.seq} {self.kind}"
