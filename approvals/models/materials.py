"""Material 材料: what the version demands against what was handed in, and the clerk's verdict."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.enums import MaterialState, Verdict
from core.crypto import EncryptedTextField
from core.files.models import StoredFile

from .cases import Case


class Material(models.Model):
    """One demanded document of a case. `round` is the round in which it was last handed in."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="materials")
    key = models.CharField(max_length=80)
    name = models.CharField(_("材料"), max_length=200)
    position = models.SmallIntegerField()
    required = models.BooleanField(_("必交"), default=True)
    state = models.CharField(_("情况"), max_length=10, choices=MaterialState)
    round = models.SmallIntegerField(default=1)
    verdict = models.CharField(_("核对"), max_length=8, choices=Verdict, blank=True, default="")
    verdict_reason = EncryptedTextField(null=True, blank=True, verbose_name=_("核对说明"))
    complete_by = models.DateField(_("容缺补齐期限"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("材料")
        ordering = ["case_id", "position"]
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="material_once_per_case")]

    def __str__(self) -> str:
        return self.name


class MaterialFile(models.Model):
    """A file handed in for a material in a round; earlier rounds stay readable."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, db_index=False, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    round = models.SmallIntegerField(default=1)
    position = models.SmallIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("材料文件")
        ordering = ["material_id", "round", "position"]
        constraints = [models.UniqueConstraint(fields=["material", "file"], name="material_file_once")]

    def __str__(self) -> str:
        return f"{self.material_id} {self.round}.{self.position}"
