"""Events: the append-only, hash-chained record of every exercise of power (W3)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records.fields import CanonicalJSONField

PLAIN = r"^[a-z_]+$"


class Event(models.Model):
    """One act on one subject, chained by hash to the act before it.

    `data` holds references and salted digests only, never personal data; what a digest stands for
    is kept, encrypted, in the row the reference names. Rows are never updated or deleted: a
    database trigger refuses both.
    """

    subject_kind = models.CharField(_("对象类别"), max_length=24)
    subject_id = models.BigIntegerField(_("对象编号"))
    seq = models.IntegerField(_("第几步"))
    act = models.CharField(_("动作"), max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("经办人"),
    )
    role = models.CharField(_("身份"), max_length=24)
    at = models.DateTimeField(verbose_name=_("时间"))
    data = CanonicalJSONField(default=dict)
    hash = models.BinaryField(max_length=34)

    class Meta:
        verbose_name = verbose_name_plural = _("留痕")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "seq"],
                name="event_one_per_seq",
                violation_error_message=_("这一步已经记录过了。"),
            ),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="event_seq_from_one"),
            # What stands in the hashed line without escaping.
            models.CheckConstraint(
                condition=models.Q(
                    act__regex=r"^[a-z_]+$", role__regex=r"^[a-z_]+$", subject_kind__regex=r"^[a-z_]+$"
                ),
                name="event_words_are_plain",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} #{self.seq} {self.act}"


class AuditRoot(models.Model):
    """The Merkle root over all events of one Shanghai day, published at /sunshine/."""

    day = models.DateField(unique=True, verbose_name=_("日期"))
    first_event_id = models.BigIntegerField(null=True)
    last_event_id = models.BigIntegerField(null=True)
    events = models.IntegerField(verbose_name=_("留痕条数"))
    root = models.BinaryField(max_length=34)
    previous = models.BinaryField(max_length=34)
    published_at = models.DateTimeField(verbose_name=_("公布时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("每日存证")
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)
