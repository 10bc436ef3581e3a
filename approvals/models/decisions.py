"""Decision 决定: outcome, reasons, law and remedies (许可法 38), and the document that carries it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.enums import Outcome
from core.crypto import EncryptedJSONField, EncryptedTextField
from core.documents.models import Document

from .cases import Case


class Decision(models.Model):
    """One decision per case and sequence; a re-opened case gets another, the first stays."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="decisions")
    seq = models.SmallIntegerField(default=1)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome)
    reasons = EncryptedTextField(verbose_name=_("理由"))
    legal_basis = models.TextField(_("依据"), blank=True, default="")
    remedies = models.TextField(_("救济途径"), blank=True, default="")
    conditions = EncryptedJSONField(default=list, verbose_name=_("附带条件"))
    decided_on = models.DateField(_("决定日期"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("决定")
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="decision_once"),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | (~Q(legal_basis="") & ~Q(remedies="")),
                name="decision_refusal_has_law_and_remedy",
                violation_error_message=_("不予许可要写明法律依据和救济途径。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"
