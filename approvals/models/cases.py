"""Case 办件. Its state is written by approvals.casefile and nobody else."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Mandate, Organisation, Person
from admin_center.halls.models import Site
from admin_center.registry.models import ItemVersion, ServiceItem
from approvals.enums import CaseState, Channel, DeliveryMode, Outcome
from approvals.querysets import CaseQuerySet
from core.crypto import EncryptedJSONField, EncryptedTextField
from core.documents.models import Document

OPEN_STATES = [
    CaseState.SUBMITTED,
    CaseState.SUPPLEMENT_REQUESTED,
    CaseState.ACCEPTED,
    CaseState.UNDER_REVIEW,
    CaseState.SUSPENDED,
    CaseState.DECIDED,
    CaseState.ISSUED,
]


class Case(models.Model):
    """One application from submission to archive, pinned to one item version for life.

    `version` rises by one with every act; the act's event carries the same number as `seq`, and
    `head` is that event's hash. `submit_key` makes a repeated submission the same case.
    """

    number = models.CharField(_("办件编号"), max_length=40, unique=True)
    token = models.CharField(max_length=22, unique=True)
    submit_key = models.CharField(max_length=80, unique=True)
    item = models.ForeignKey(
        ServiceItem, on_delete=models.PROTECT, related_name="cases", verbose_name=_("事项")
    )
    item_version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, db_index=False, related_name="cases"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, db_index=False, related_name="cases", verbose_name=_("承办部门")
    )
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel)
    site = models.ForeignKey(
        Site,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="cases",
        verbose_name=_("收件地点"),
    )
    person = models.ForeignKey(
        Person,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="cases",
        verbose_name=_("申请人"),
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="cases",
        verbose_name=_("申请单位"),
    )
    applicant_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False, related_name="cases"
    )
    mandate = models.ForeignKey(
        Mandate, null=True, on_delete=models.PROTECT, db_index=False, related_name="cases"
    )
    renews = models.ForeignKey(
        Document,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="renewals",
        verbose_name=_("延续的证照"),
    )
    applicant_masked = models.CharField(_("申请人（脱敏）"), max_length=120)
    title = EncryptedTextField(verbose_name=_("项目或事由"), blank=True, default="")
    answers = EncryptedJSONField(default=dict, verbose_name=_("填写内容"))
    contact = EncryptedJSONField(default=dict, verbose_name=_("联系与送达"))
    delivery_mode = models.CharField(
        _("送达方式"), max_length=10, choices=DeliveryMode, default=DeliveryMode.ONLINE
    )
    state = models.CharField(_("状态"), max_length=24, choices=CaseState)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome, blank=True, default="")
    version = models.IntegerField(default=1)
    head = models.BinaryField(max_length=34)
    round = models.SmallIntegerField(_("补正轮次"), default=1)
    submitted_at = models.DateTimeField(_("提交时间"))
    received_on = models.DateField(_("收件日"))
    accepted_on = models.DateField(_("受理日"), null=True)
    is_deemed = models.BooleanField(_("视为受理"), default=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    decided_on = models.DateField(_("决定日"), null=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True)
    updated_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("办件")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="case_version_from_one"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False),
                name="case_has_applicant",
                violation_error_message=_("办件必须有申请人。"),
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=["accepted", "under_review", "suspended", "decided", "issued", "delivered"]
                )
                | Q(accepted_on__isnull=False),
                name="case_accepted_has_date",
                violation_error_message=_("已受理的办件必须有受理日期。"),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "issued", "delivered"])
                | (Q(decided_on__isnull=False) & Q(outcome__in=["granted", "refused", "revoked"])),
                name="case_decided_has_decision",
                violation_error_message=_("已决定的办件必须有决定日期和结果。"),
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True)
                | Q(decided_on__isnull=True)
                | Q(decided_on__gte=F("accepted_on")),
                name="case_decided_after_accepted",
            ),
        ]
        indexes = [
            # A case has one of these, rarely two: what is null enters no index.
            models.Index(
                fields=["applicant_user", "-id"],
                name="case_by_user",
                condition=Q(applicant_user__isnull=False),
            ),
            models.Index(
                fields=["organisation", "-id"],
                name="case_by_organisation",
                condition=Q(organisation__isnull=False),
            ),
            models.Index(fields=["person", "-id"], name="case_by_person", condition=Q(person__isnull=False)),
            models.Index(fields=["site", "-id"], name="case_by_site", condition=Q(site__isnull=False)),
            models.Index(fields=["department", "state", "-id"], name="case_of_department"),
            models.Index(
                fields=["renews"],
                name="case_renewal_open",
                condition=Q(
                    renews__isnull=False, state__in=["submitted", "accepted", "under_review", "suspended"]
                ),
            ),
            # Figures of this week or month: a summary of each stretch of the table, no entry per row.
            BrinIndex(
                fields=["received_on", "decided_on"], name="case_days", autosummarize=True, pages_per_range=32
            ),
            models.Index(
                fields=["ended_at"],
                name="case_to_archive",
                condition=Q(state__in=["delivered", "not_accepted", "withdrawn", "lapsed", "terminated"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number
