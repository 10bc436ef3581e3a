"""Telling people: one message per turn of a matter, delivered by the channels the person chose."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedJSONField, EncryptedTextField
from core.tokens import new_token


class Channel(models.TextChoices):
    """How a message reaches a person."""

    PORTAL = "portal", _("站内消息")
    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")


class DeliveryState(models.TextChoices):
    """A delivery leaves the queue as sent, failed or skipped; a receipt may say more of what was sent."""

    QUEUED = "queued", _("待发送")
    SENT = "sent", _("已发送")
    DELIVERED = "delivered", _("已送达")
    FAILED = "failed", _("发送失败")
    SKIPPED = "skipped", _("未发送")


class MessageTemplate(models.Model):
    """Editable wording of a message; placeholders are checked before saving."""

    topic = models.CharField(max_length=60, verbose_name=_("事由"))
    channel = models.CharField(max_length=10, choices=Channel, verbose_name=_("渠道"))
    language = models.CharField(max_length=10, verbose_name=_("语言"))
    title = models.CharField(max_length=120, blank=True, verbose_name=_("标题"))
    body = models.TextField(verbose_name=_("正文"))
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("修改人"),
    )
    updated_at = models.DateTimeField(_("修改时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("消息模板")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "channel", "language"],
                name="template_one_per_topic",
                violation_error_message=_("这个事由、渠道和语言已有模板。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.channel} {self.language}"


class Message(models.Model):
    """What one person was told about one turn of one matter."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    topic = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    key = models.CharField(max_length=120, unique=True)
    title = EncryptedTextField(verbose_name=_("标题"))
    body = EncryptedTextField(verbose_name=_("正文"))
    params = EncryptedJSONField(default=dict)
    link = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("消息")
        ordering = ["-id"]
        indexes = [models.Index(fields=["recipient", "-id"], name="message_inbox")]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Delivery(models.Model):
    """One message on its way through one channel; `key` is handed to the provider on every repeat."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    key = models.CharField(max_length=140, unique=True)
    address = EncryptedTextField(blank=True, default="")
    text = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    provider_reference = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("投递")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="queued", ended_at__isnull=True)
                | (~Q(state="queued") & Q(ended_at__isnull=False)),
                name="delivery_end_has_time",
            )
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="delivery_queued", condition=Q(state="queued"))
        ]

    def __str__(self) -> str:
        return self.key


class DemoLetter(models.Model):
    """What the demonstration's mail and SMS provider "sent": readable on the demo outbox page.

    It absorbs repeats by `key`, as a good provider does. Rows exist in a demonstration only.
    """

    key = models.CharField(max_length=160, unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    address = EncryptedTextField()
    title = EncryptedTextField(blank=True, default="")
    text = EncryptedTextField()
    repeats = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("演示发件箱")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.key
