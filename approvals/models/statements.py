"""陈述、申辩: what the holder says against a proposed revocation (许可法 art. 7). Kept, never overwritten."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedTextField

from .cases import Case


class Statement(models.Model):
    """One statement, as it was typed; `seq` is the number of its event in the case's chain."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="statements")
    seq = models.IntegerField()
    text = EncryptedTextField(verbose_name=_("陈述、申辩"))
    made_at = models.DateTimeField(_("提出时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("陈述申辩")
        ordering = ["case_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="statement_once_per_event")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.seq}"
