"""Step 环节: who has the case now and until when; the clerks' queue reads these rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from approvals.enums import StepKind, StepState
from approvals.querysets import StepQuerySet
from core.crypto import EncryptedJSONField, EncryptedTextField

from .cases import Case


class Step(models.Model):
    """One node of the item's plan in one case and round."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="steps")
    node = models.CharField(max_length=40)
    kind = models.CharField(_("环节"), max_length=16, choices=StepKind)
    round = models.SmallIntegerField(default=1)
    position = models.SmallIntegerField()
    department = models.ForeignKey(Department, on_delete=models.PROTECT, db_index=False, related_name="steps")
    state = models.CharField(_("状态"), max_length=10, choices=StepState)
    opened_at = models.DateTimeField(null=True)
    due_on = models.DateField(_("到期"), null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    question = EncryptedTextField(null=True, blank=True, verbose_name=_("征求的问题"))
    done_at = models.DateTimeField(_("完成时间"), null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    result = models.CharField(max_length=24, blank=True, default="")
    opinion = EncryptedTextField(null=True, blank=True, verbose_name=_("意见"))
    # 附带条件逐条: what approvals.rules.clashes compares; NULL where none was written line by line.
    terms = EncryptedJSONField(null=True, blank=True, verbose_name=_("附带条件"))

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("环节")
        ordering = ["case_id", "position", "round"]
        constraints = [
            models.UniqueConstraint(fields=["case", "node", "round"], name="step_once_per_round"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False),
                name="step_done_has_time",
                violation_error_message=_("完成的环节必须有完成时间。"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "due_on", "id"], name="step_queue", condition=Q(state="ready")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.node}"
