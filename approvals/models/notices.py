"""一次性补正告知: one complete list; a second one for the same gap needs a supervisor (许可法 32(4))."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedJSONField
from core.files.models import StoredFile

from .cases import Case


class SupplementNotice(models.Model):
    """`keys` names the materials and fields asked for; `items` says what is wrong with each."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="notices")
    round = models.SmallIntegerField()
    keys = models.JSONField(default=list)
    items = EncryptedJSONField(default=list, verbose_name=_("补正内容"))
    sent_at = models.DateTimeField(_("告知时间"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    due_on = models.DateField(_("补正期限"))
    answered_at = models.DateTimeField(_("补正时间"), null=True)
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    override_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("补正告知")
        ordering = ["case_id", "round"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="notice_once_per_round"),
            models.CheckConstraint(
                condition=Q(override_by__isnull=True) | ~Q(override_reason=""),
                name="notice_override_has_reason",
                violation_error_message=_("例外再次补正要写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.round}"


class NoticeFile(models.Model):
    """A file laid to one line of an open notice; it belongs to the case only once everything is handed in."""

    notice = models.ForeignKey(SupplementNotice, on_delete=models.CASCADE, related_name="files")
    material_key = models.CharField(max_length=80)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.SmallIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("补正中的文件")
        ordering = ["material_key", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "material_key", "file"],
                name="notice_file_once",
                violation_error_message=_("这个文件已经上传过了。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.material_key} {self.position}"
