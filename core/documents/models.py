"""Official documents: gap-free numbers, frozen contents, sealed PDFs anyone can verify."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedJSONField
from core.tokens import new_token


class DocumentState(models.TextChoices):
    """Rendering and signing happen after the act, from values the act froze."""

    RENDERING = "rendering", _("制证中")
    READY = "ready", _("有效")
    REVOKED = "revoked", _("已撤销")
    REPLACED = "replaced", _("已换发")


class NumberSeries(models.Model):
    """The last number given in one series and period; its row lock makes the series gap-free."""

    key = models.CharField(max_length=120)
    period = models.CharField(max_length=10, blank=True, default="")
    last = models.IntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("文号序列")
        constraints = [models.UniqueConstraint(fields=["key", "period"], name="series_one_per_period")]

    def __str__(self) -> str:
        return f"{self.key} {self.period}: {self.last}"


class Document(models.Model):
    """One issued document. `values` are frozen by the act; the PDF is made from them alone."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    kind = models.CharField(max_length=40, verbose_name=_("种类"))
    number = models.CharField(max_length=80, verbose_name=_("文号"))
    title = models.CharField(max_length=200, verbose_name=_("名称"))
    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    agency = models.CharField(max_length=120, verbose_name=_("发证机关"))
    item_name = models.CharField(max_length=200, blank=True, default="", verbose_name=_("事项"))
    holder_masked = models.CharField(max_length=120, verbose_name=_("持证人（脱敏）"))
    values = EncryptedJSONField(default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="documents"
    )
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.RENDERING)
    issued_on = models.DateField(verbose_name=_("发证日期"))
    expires_on = models.DateField(null=True, verbose_name=_("有效期至"))
    created_at = models.DateTimeField()
    rendered_at = models.DateTimeField(null=True)
    path = models.CharField(max_length=120, blank=True, default="", db_default="")
    sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    size = models.BigIntegerField(default=0, db_default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    replaced_by = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, db_index=False, related_name="replaces"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("文书证照")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agency", "number"],
                name="document_number_once",
                violation_error_message=_("这个文号已经用过。"),
            ),
            models.CheckConstraint(
                condition=Q(state="rendering") | ~Q(sha256=""), name="document_ready_has_digest"
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked") | Q(revoked_at__isnull=False), name="document_revoked_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="document_subject"),
            models.Index(fields=["id"], name="document_rendering", condition=Q(state="rendering")),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
