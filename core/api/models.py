"""Answers kept for requests that may come twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedJSONField


class KeptAnswer(models.Model):
    """What one request with an Idempotency-Key was answered; without a status it is still being done.

    `digest` is a keyed hash of method, address and body, so that a key cannot serve two requests.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True)
    answer = EncryptedJSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("接口应答")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="kept_answer_once_per_key")]
        indexes = [models.Index(fields=["made_at"], name="kept_answer_age")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.status}"
