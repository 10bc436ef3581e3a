"""The outbox: what an act promises to do after commit, written in the act's own transaction."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Outbox(models.Model):
    """One promise. `key` is unique, so a promise is made once; every repeat carries the same key.

    `payload` holds references only. A row ends in `sent_at` or `failed_at`, never in silence.
    """

    topic = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0, db_default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = _("待办发件")
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True), name="outbox_ends_one_way"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="outbox_open",
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
