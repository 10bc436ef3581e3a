"""Keys for the programs of an agency: each acts as one member of staff, with exactly their powers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.now import now


class ApiToken(models.Model):
    """The secret is shown once, then only its keyed hash is kept. `last_used_at` is exact to the hour."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="api_tokens",
        verbose_name=_("以谁的名义"),
    )
    name = models.CharField(_("用途"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("发放时间"), default=now)
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("接口密钥")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")),
                name="api_token_ends_after_start",
                violation_error_message=_("有效期必须晚于发放时间。"),
            )
        ]

    def __str__(self) -> str:
        return self.name
