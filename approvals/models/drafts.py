"""草稿: an application in preparation; autosaved, not yet a case, no chain (decision 7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Mandate, Organisation
from admin_center.registry.models import ItemVersion, ServiceItem
from core.crypto import EncryptedJSONField
from core.documents.models import Document
from core.files.models import StoredFile
from core.tokens import new_token


class Draft(models.Model):
    """One application in preparation. `revision` rises with each save; kept until `expires_on`."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    renews = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    answers = EncryptedJSONField(default=dict, verbose_name=_("填写内容"))
    contact = EncryptedJSONField(default=dict, verbose_name=_("联系与送达"))
    # What was typed and is not (yet) an answer: kept as it stands, so that nothing typed is lost.
    typed = EncryptedJSONField(default=dict, verbose_name=_("未成形的填写内容"))
    topics_done = models.JSONField(default=list)
    revision = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField(verbose_name=_("保存时间"))
    expires_on = models.DateField(verbose_name=_("保留至"))
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("草稿")
        indexes = [
            models.Index(
                fields=["user", "-saved_at"], name="draft_open", condition=models.Q(submitted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.token


class DraftFile(models.Model):
    """A file laid to one material of a draft, in the applicant's order."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    material_key = models.CharField(max_length=80)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.SmallIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("草稿材料")
        ordering = ["material_key", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "material_key", "file"],
                name="draft_file_once",
                violation_error_message=_("这个文件已经上传过了。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.material_key} {self.position}"
