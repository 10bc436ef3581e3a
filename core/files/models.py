"""Files handed in: bytes on disk under an opaque token, names only in the database."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedTextField
from core.tokens import new_token


class FileState(models.TextChoices):
    """A file is quarantined until its content was checked."""

    QUARANTINED = "quarantined", _("检查中")
    CLEAN = "clean", _("已通过检查")
    REFUSED = "refused", _("未通过检查")


class ScanState(models.TextChoices):
    """What a virus scanner said; no scanner is said openly."""

    NOT_SCANNED = "not_scanned", _("未做病毒扫描")
    CLEAN = "clean", _("未发现病毒")
    INFECTED = "infected", _("发现病毒")


class StoredFile(models.Model):
    """One uploaded file. `path` is relative to MEDIA_ROOT: yyyy/mm/<random>."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    path = models.CharField(max_length=120)
    name = EncryptedTextField(verbose_name=_("文件名"))
    size = models.BigIntegerField(verbose_name=_("大小（字节）"))
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, blank=True, default="", verbose_name=_("格式"))
    pages = models.IntegerField(null=True, verbose_name=_("页数"))
    state = models.CharField(max_length=12, choices=FileState, default=FileState.QUARANTINED)
    refusal = models.CharField(max_length=200, blank=True, default="")
    scan = models.CharField(max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("文件")
        constraints = [models.CheckConstraint(condition=Q(size__gte=0), name="file_size_not_negative")]
        indexes = [models.Index(fields=["id"], name="file_quarantined", condition=Q(state="quarantined"))]

    def __str__(self) -> str:
        return self.token
