"""电子监察: cards issued against clocks and acts, their answers, and the deltas dashboards fold."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from admin_center.clocks.models import Clock


class Card(models.Model):
    """预警、黄牌、红牌. Issued once per `key`; answered, accepted, rejected or revoked, never deleted."""

    class Level(models.TextChoices):
        WARNING = "warning", _("预警")
        YELLOW = "yellow", _("黄牌")
        RED = "red", _("红牌")

    class Cause(models.TextChoices):
        TIME = "time", _("时限")
        NO_REASON = "no_reason", _("不予许可未说明理由")
        DEEMED = "deemed", _("逾期视为受理")
        FEE = "fee", _("违规收费")
        SECOND_YELLOW = "second_yellow", _("同一办件两张黄牌")
        SECOND_NOTICE = "second_notice", _("重复补正")

    class State(models.TextChoices):
        OPEN = "open", _("待说明")
        ANSWERED = "answered", _("已说明")
        ACCEPTED = "accepted", _("说明成立")
        REJECTED = "rejected", _("说明不成立")
        REVOKED = "revoked", _("已撤销")

    key = models.CharField(max_length=120, unique=True)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    clock = models.ForeignKey(
        Clock, null=True, on_delete=models.PROTECT, db_index=False, related_name="cards"
    )
    department = models.ForeignKey(
        "accounts.Department", null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    level = models.CharField(_("级别"), max_length=8, choices=Level)
    cause = models.CharField(_("事由"), max_length=16, choices=Cause)
    due_on = models.DateField(_("到期日"), null=True)
    issued_at = models.DateTimeField(_("签发时间"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.OPEN, db_default="open")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    end_reason = models.CharField(_("结论理由"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = _("预警与牌")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="revoked") | ~Q(end_reason=""),
                name="card_revoked_has_reason",
                violation_error_message=_("撤销要写明理由。"),
            )
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="card_subject"),
            models.Index(fields=["department", "level", "issued_at"], name="card_department"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.key}"


class CardAnswer(models.Model):
    """What the department said about a card; a rejected answer may be followed by another."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(_("说明"))

    class Meta:
        verbose_name = verbose_name_plural = _("说明")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.card_id} {self.at}"


class Delta(models.Model):
    """+1 or −1 to a dashboard figure, written by the act itself; folded and deleted by the rollup."""

    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    department = models.ForeignKey(
        "accounts.Department", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    item = models.ForeignKey(
        "admin_center.ServiceItem", null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    day = models.DateField()
    kind = models.CharField(max_length=16)
    n = models.SmallIntegerField()
    days = models.IntegerField(null=True)
    on_time = models.BooleanField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("统计增量")

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.n}"
